"""Spelling variants of a query's words and names, as phrases to search for."""

import sqlite3
from collections.abc import Container, Sequence

from newsletter.search.query import Term
from newsletter.search.tokenizer import is_cjk, joined, pairs, parts, stem
from storage.search import vocabulary
from storage.search.fts5_quoting import Alternatives, Phrase, tokens_of

SHORT_PREFIX = 3
"""Letters of the longest prefix that is looked up in the prefix column; longer ones are looked up in the vocabulary."""

_SHORTEST_HALF = 2
_ONE_PAIR = 2  # characters; a longer Chinese run is assumed to be rare


def lookup_words(terms: Sequence[Term]) -> set[str]:
    """Words whose document frequency the query needs: every spelling, and compounds and splits that the archive may
    have.
    """
    found = set(_adjacent_names(terms).values())
    for term in (choice for each in terms for choice in each.choices):
        for run in term.runs:
            if is_cjk(run):
                found.update(pairs(run) if len(run) <= _ONE_PAIR and len(terms) > 1 else ())
            else:
                pieces = parts(run)
                found.update((*pieces, *joined(run)[:1]) if len(terms) > 1 else ())
                if len(pieces) == 1 and not term.exact:
                    found.update(half for cut in _splits(pieces[0]) for half in cut)
    return found


def compounds(terms: Sequence[Term], known: Container[str]) -> list[list[Term]]:
    """Group adjacent words that the archive writes as one, such as batch norm, into names."""
    bound = _adjacent_names(terms)
    names: list[list[Term]] = []
    for i, term in enumerate(terms):
        if names and bound.get(i - 1, "") in known:
            names[-1].append(term)
        else:
            names.append([term])
    return names


def alternatives_of(name: Sequence[Term], known: Container[str]) -> list[Alternatives]:
    """The phrases of one word, name or phrase; a single Chinese character beside a name is its own group."""
    if len(name) > 1:
        pieces = tuple(piece for term in name for piece in parts(term.runs[0]))
        return [[pieces, ("".join(pieces),)]]
    (term,) = name
    if term.exact or term.others:
        return [phrases_of(term, known)]
    if len(term.runs) == 1:
        return [spellings(term.runs[0], known)]
    # Adjacent, as typed. A single Chinese character is part of a bigram in the text, so it is matched separately.
    firm, single = _phrase_runs(term)
    tokens = tuple(token for run in firm for token in tokens_of(run))
    closed = tuple(
        token for run in firm for token in (tokens_of(run) if is_cjk(run) else joined(run)[:1] or parts(run))
    )
    together = [way for way in dict.fromkeys([tokens, closed]) if way]
    return [*([together] if together else []), *([(character,)] for character in single)]


def completions(connection: sqlite3.Connection, name: Sequence[Term]) -> dict[Phrase, float]:
    """Completions of the last name of a query from the vocabulary, with their document frequencies."""
    last = name[-1]
    if last.others:
        each = [completions(connection, [choice]) for choice in last.choices if _is_prefix(choice)]
        return {way: times for found in each for way, times in found.items()}
    before = [token for term in name[:-1] for token in parts(term.runs[0])]
    firm, _ = _phrase_runs(last)
    tokens = [*before, *(token for run in firm for token in tokens_of(run))]
    if not tokens:
        return {}
    *head, piece = tokens
    whole = "".join([*before, *parts(last.runs[-1])])
    found = vocabulary.with_prefix(connection, piece) if len(piece) >= SHORT_PREFIX else {}
    ways: dict[Phrase, float] = {(*head, word): times for word, times in found.items()}
    if len(firm) == 1 and whole != piece:
        ways |= {(word,): times for word, times in vocabulary.with_prefix(connection, whole).items()}
    return ways


def spellings(run: str, known: Container[str]) -> list[Phrase]:
    """Phrases for one run: the bigrams of a Chinese run, or every spelling of a Latin name."""
    if is_cjk(run):
        return [tuple(pairs(run))]
    pieces = parts(run)
    ways = [pieces] if pieces else []
    if len(pieces) > 1:
        ways.append(joined(run)[:1] or ("".join(pieces),))
    elif pieces:
        ways += [cut for cut in _splits(pieces[0]) if cut[0] in known and cut[1] in known]
    return ways


def phrases_of(term: Term, known: Container[str]) -> list[Phrase]:
    """Phrases for a term or any of its alternatives."""
    return [
        way
        for choice in term.choices
        for way in (as_typed(choice) if choice.exact or len(choice.runs) > 1 else spellings(choice.runs[0], known))
    ]


def as_typed(term: Term) -> list[Phrase]:
    """Phrases for a term exactly as typed."""
    ways = [tuple(token for run in term.runs for token in tokens_of(run))]
    if len(term.runs) == 1 and not is_cjk(term.runs[0]):
        ways.append(joined(term.runs[0])[:1])
    return [way for way in ways if way]


def _adjacent_names(terms: Sequence[Term]) -> dict[int, str]:
    """Adjacent words written as one, by the index of the first."""
    plain = [not (term.exact or term.others) and len(term.runs) == 1 and not is_cjk(term.runs[0]) for term in terms]
    return {
        i: "".join(parts(terms[i].runs[0]) + parts(terms[i + 1].runs[0]))
        for i in range(len(terms) - 1)
        if plain[i] and plain[i + 1]
    }


def _is_prefix(term: Term) -> bool:
    """Whether a term is looked up as a prefix."""
    return not term.exact and not is_cjk(term.runs[-1]) and len(term.runs[-1]) > SHORT_PREFIX


def _phrase_runs(term: Term) -> tuple[list[str], list[str]]:
    """The runs of a term that can form a phrase, and its single Chinese characters."""
    firm = [run for run in term.runs if not is_cjk(run) or len(run) > 1]
    return firm, [run for run in term.runs if is_cjk(run) and len(run) == 1]


def _splits(word: str) -> list[tuple[str, str]]:
    """Positions at which a word may be split in two; useful only where both halves are in the vocabulary."""
    if len(word) < 2 * _SHORTEST_HALF + 1:
        return []
    return [(stem(word[:i]), word[i:]) for i in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)]
