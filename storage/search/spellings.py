"""Names in each of their spellings, and what else may be meant by a word of a query: ways to look for it."""

import sqlite3
from collections.abc import Container, Sequence

from newsletter.search.query import Term
from newsletter.search.tokenizer import is_cjk, joined, pairs, parts, stem
from storage.search import vocabulary
from storage.search.fts5_quoting import Group, Way, tokens_of

SHORT = 3
"""Letters of a beginning that is looked up as such, in the names of entries; for longer ones the words are known."""

_SHORTEST_HALF = 2
_ONE_PAIR = 2  # characters; a longer Chinese run is rare enough to be looked for first, unasked


def candidates(terms: Sequence[Term]) -> set[str]:
    """The words of a query in every spelling, and those that change what it means if the archive has them."""
    found = set(_pairs_of_names(terms).values())
    for term in (choice for each in terms for choice in each.choices):
        for run in term.runs:
            if is_cjk(run):
                found.update(pairs(run) if len(run) <= _ONE_PAIR and len(terms) > 1 else ())
            else:
                pieces = parts(run)
                found.update((*pieces, *joined(run)[:1]) if len(terms) > 1 else ())
                if len(pieces) == 1 and not term.exact:
                    found.update(half for cut in _cuts(pieces[0]) for half in cut)
    return found


def compounds(terms: Sequence[Term], known: Container[str]) -> list[list[Term]]:
    """Neighbouring words that somebody writes as one, such as batch norm, are a name."""
    bound = _pairs_of_names(terms)
    names: list[list[Term]] = []
    for i, term in enumerate(terms):
        if names and bound.get(i - 1, "") in known:
            names[-1].append(term)
        else:
            names.append([term])
    return names


def groups_of(name: Sequence[Term], known: Container[str]) -> list[Group]:
    """One word, name or phrase; a single Chinese character beside a name is a group of its own."""
    if len(name) > 1:
        pieces = tuple(piece for term in name for piece in parts(term.runs[0]))
        return [[pieces, ("".join(pieces),)]]
    (term,) = name
    if term.exact or term.others:
        return [ways_of(term, known)]
    if len(term.runs) == 1:
        return [spellings(term.runs[0], known)]
    # Side by side, as typed. A single character at the edge is part of a pair in the text: it stands apart.
    firm, single = _firm(term)
    tokens = tuple(token for run in firm for token in tokens_of(run))
    closed = tuple(
        token for run in firm for token in (tokens_of(run) if is_cjk(run) else joined(run)[:1] or parts(run))
    )
    together = [way for way in dict.fromkeys([tokens, closed]) if way]
    return [*([together] if together else []), *([(character,)] for character in single)]


def endings(connection: sqlite3.Connection, name: Sequence[Term]) -> dict[Way, float]:
    """The last name of a query as a beginning: what the archive has that goes on from it, and how often."""
    last = name[-1]
    if last.others:
        each = [endings(connection, [choice]) for choice in last.choices if _may_go_on(choice)]
        return {way: times for found in each for way, times in found.items()}
    before = [token for term in name[:-1] for token in parts(term.runs[0])]
    firm, _ = _firm(last)
    tokens = [*before, *(token for run in firm for token in tokens_of(run))]
    if not tokens:
        return {}
    *head, piece = tokens
    whole = "".join([*before, *parts(last.runs[-1])])
    found = vocabulary.beginning(connection, piece) if len(piece) >= SHORT else {}
    ways: dict[Way, float] = {(*head, word): times for word, times in found.items()}
    if len(firm) == 1 and whole != piece:
        ways |= {(word,): times for word, times in vocabulary.beginning(connection, whole).items()}
    return ways


def spellings(run: str, known: Container[str]) -> list[Way]:
    """One run: a part of a Chinese run, or a name in each of its spellings."""
    if is_cjk(run):
        return [tuple(pairs(run))]
    pieces = parts(run)
    ways = [pieces] if pieces else []
    if len(pieces) > 1:
        ways.append(joined(run)[:1] or ("".join(pieces),))
    elif pieces:
        ways += [cut for cut in _cuts(pieces[0]) if cut[0] in known and cut[1] in known]
    return ways


def ways_of(term: Term, known: Container[str]) -> list[Way]:
    """A term, or whatever will do in its place, as a whole."""
    return [
        way
        for choice in term.choices
        for way in (as_typed(choice) if choice.exact or len(choice.runs) > 1 else spellings(choice.runs[0], known))
    ]


def as_typed(term: Term) -> list[Way]:
    """These words side by side and no others."""
    ways = [tuple(token for run in term.runs for token in tokens_of(run))]
    if len(term.runs) == 1 and not is_cjk(term.runs[0]):
        ways.append(joined(term.runs[0])[:1])
    return [way for way in ways if way]


def _pairs_of_names(terms: Sequence[Term]) -> dict[int, str]:
    """Two neighbouring words written as one, by the place of the first."""
    plain = [not (term.exact or term.others) and len(term.runs) == 1 and not is_cjk(term.runs[0]) for term in terms]
    return {
        i: "".join(parts(terms[i].runs[0]) + parts(terms[i + 1].runs[0]))
        for i in range(len(terms) - 1)
        if plain[i] and plain[i + 1]
    }


def _may_go_on(term: Term) -> bool:
    """Whether a term may be a beginning that is looked up."""
    return not term.exact and not is_cjk(term.runs[-1]) and len(term.runs[-1]) > SHORT


def _firm(term: Term) -> tuple[list[str], list[str]]:
    """The runs of a term that can be looked for side by side, and its single characters."""
    firm = [run for run in term.runs if not is_cjk(run) or len(run) > 1]
    return firm, [run for run in term.runs if is_cjk(run) and len(run) == 1]


def _cuts(word: str) -> list[tuple[str, str]]:
    """Where a word may be parted; only where both halves are words of the archive it makes sense."""
    if len(word) < 2 * _SHORTEST_HALF + 1:
        return []
    return [(stem(word[:i]), word[i:]) for i in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)]
