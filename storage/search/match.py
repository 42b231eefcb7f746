"""A query as FTS5 expressions."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from newsletter.query import MAX_TERMS, PASTED, Term
from newsletter.synonyms import key, synonyms
from newsletter.words import is_cjk, joined, pairs, parts, stem
from storage.search import vocabulary
from storage.search.phrases import every, quote, tokens_of

_SHORTEST_HALF = 2
_SHORT = 3
"""Letters of a beginning that is looked up as such, in the names of entries; for longer ones the words are known."""


@dataclass(frozen=True, slots=True)
class Expressions:
    """The same words, matched more and more loosely; None where that makes no difference."""

    exact: str
    prefix: str | None  # the last word as a beginning of at least four letters, or itself
    begun: str | None  # for the table of names: the last word as a beginning of up to three letters
    loose: str | None  # what stands together in the query may stand apart


def express(connection: sqlite3.Connection, terms: Sequence[Term]) -> Expressions:
    """All of the terms."""
    if len(terms) >= MAX_TERMS:  # a pasted text has the spelling it has
        pieces = ([token for run in term.runs for token in tokens_of(run)][:PASTED] for term in terms)
        return Expressions(every([quote(*piece) for piece in pieces if piece]), None, None, None)
    lexicon = vocabulary.known(connection, _candidates(terms))
    groups = _compounds(terms, lexicon)
    exact = [_term(group, lexicon) for group in groups]
    prefix = begun = None
    last = groups[-1][-1]
    letters = "" if last.exact or not last.runs or is_cjk(last.runs[-1]) else last.runs[-1]
    if len(letters) > _SHORT:
        endings = [way for way in _endings(connection, groups[-1]) if way not in exact[-1]]
        prefix = every([*exact[:-1], " OR ".join([exact[-1], *endings])]) if endings else None
    elif letters and len(last.runs) == 1 and parts(letters):
        rest = [f"{{headline title}} : ({each})" for each in _rest(groups, exact, lexicon)]
        begun = " AND ".join([*rest, f"begun : {quote(''.join(parts(letters)))}"])
    runs = [_run(run, lexicon) for term in terms for run in term.runs if not term.exact]
    apart = [_phrase(term) for term in terms if term.exact] + runs
    loose = every(apart) if len(apart) > len(groups) else None
    return Expressions(every(exact), prefix, begun, loose)


def exclude(terms: Iterable[Term]) -> str:
    """Any of the terms."""
    return " OR ".join(_phrase(term) if term.exact or len(term.runs) > 1 else _run(term.runs[0], ()) for term in terms)


def meanings(terms: Sequence[Term]) -> str | None:
    """The same said in other words of the synonym table: of the whole, or of each word that is in it."""
    if any(term.exact for term in terms):
        return None
    table = synonyms()
    whole = table.get(key(" ".join(term.text for term in terms)))
    if whole:
        return " OR ".join(_words(other) for other in whole)
    if not any(key(term.text) in table for term in terms):
        return None
    groups = [[_words(term.text), *map(_words, table.get(key(term.text), ()))] for term in terms]
    return every([" OR ".join(group) for group in groups])


def units(terms: Sequence[Term], most: int = 8) -> list[str]:
    """The smallest words of a query, for a search for any of them: Chinese pairs, Latin names."""
    found: list[str] = []
    for term in terms:
        for run in term.runs:
            found += [quote(pair) for pair in pairs(run)] if is_cjk(run) else [_run(run, ())]
    return list(dict.fromkeys(found))[:most]


def _words(text: str) -> str:
    term = Term(text)
    return _phrase(term) if len(term.runs) > 1 else _run(term.runs[0], ())


def _pairs_of_names(terms: Sequence[Term]) -> dict[int, str]:
    """Two neighbouring words written as one, by the place of the first."""
    plain = [not term.exact and len(term.runs) == 1 and not is_cjk(term.runs[0]) for term in terms]
    return {
        i: "".join(parts(terms[i].runs[0]) + parts(terms[i + 1].runs[0]))
        for i in range(len(terms) - 1)
        if plain[i] and plain[i + 1]
    }


def _candidates(terms: Sequence[Term]) -> set[str]:
    """Words that change what a query means if the archive has them."""
    found = set(_pairs_of_names(terms).values())
    for term in terms:
        for run in () if term.exact else term.runs:
            if not is_cjk(run) and len(pieces := parts(run)) == 1:
                found.update(half for cut in _cuts(pieces[0]) for half in cut)
    return found


def _compounds(terms: Sequence[Term], lexicon: Collection[str]) -> list[list[Term]]:
    """Neighbouring words that somebody writes as one, such as batch norm, are a name."""
    bound = _pairs_of_names(terms)
    groups: list[list[Term]] = []
    for i, term in enumerate(terms):
        if groups and bound.get(i - 1) in lexicon:
            groups[-1].append(term)
        else:
            groups.append([term])
    return groups


def _rest(groups: Sequence[Sequence[Term]], exact: Sequence[str], lexicon: Collection[str]) -> list[str]:
    """All of a query but its last word."""
    return [*exact[:-1], *([_term(groups[-1][:-1], lexicon)] if len(groups[-1]) > 1 else [])]


def _term(group: Sequence[Term], lexicon: Collection[str]) -> str:
    """One word, name or phrase."""
    if len(group) > 1:
        pieces = [piece for term in group for piece in parts(term.runs[0])]
        return f"{quote(*pieces)} OR {quote(''.join(pieces))}"
    (term,) = group
    if term.exact:
        return _phrase(term)
    if len(term.runs) == 1:
        return _run(term.runs[0], lexicon)
    # Side by side, as typed. A single character at the edge is part of a pair in the text: it stands apart.
    firm, single = _firm(term)
    tokens = [token for run in firm for token in tokens_of(run)]
    together = [quote(*tokens)] if tokens else []
    closed = [
        token
        for run in firm
        for token in (tokens_of(run) if is_cjk(run) else [joined(run)[0]] if joined(run) else parts(run))
    ]
    if closed != tokens:
        together.append(quote(*closed))
    return every([*([" OR ".join(together)] if together else []), *single])


def _firm(term: Term) -> tuple[list[str], list[str]]:
    """The runs of a term that can be looked for side by side, and its single characters."""
    firm = [run for run in term.runs if not is_cjk(run) or len(run) > 1]
    return firm, [quote(run) for run in term.runs if is_cjk(run) and len(run) == 1]


def _endings(connection: sqlite3.Connection, group: Sequence[Term]) -> list[str]:
    """The last name of a query as a beginning: the words of the archive that go on from it."""
    last = group[-1]
    before = [token for term in group[:-1] for token in parts(term.runs[0])]
    firm, single = _firm(last)
    tokens = [*before, *(token for run in firm for token in tokens_of(run))]
    if not tokens:
        return []
    *head, piece = tokens
    whole = "".join([*before, *parts(last.runs[-1])])
    ways = [quote(*head, word) for word in vocabulary.beginning(connection, piece)] if len(piece) >= _SHORT else []
    if len(firm) == 1 and whole != piece:
        ways += [quote(word) for word in vocabulary.beginning(connection, whole)]
    return [every([way, *single]) for way in ways] if single else ways


def _run(run: str, lexicon: Collection[str]) -> str:
    """One run: a part of a Chinese run, or a name in each of its spellings."""
    if is_cjk(run):
        return quote(*pairs(run))
    pieces = parts(run)
    ways = [quote(*pieces)]
    if len(pieces) > 1:
        ways.append(quote(*(joined(run)[:1] or ("".join(pieces),))))
    elif pieces:
        ways += [quote(*cut) for cut in _cuts(pieces[0]) if cut[0] in lexicon and cut[1] in lexicon]
    return " OR ".join(ways)


def _cuts(word: str) -> list[tuple[str, str]]:
    """Where a word may be parted; only where both halves are words of the archive it makes sense."""
    if len(word) < 2 * _SHORTEST_HALF + 1:
        return []
    return [(stem(word[:i]), word[i:]) for i in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)]


def _phrase(term: Term) -> str:
    """These words side by side and no others."""
    tokens = [token for run in term.runs for token in tokens_of(run)]
    ways = [quote(*tokens)]
    if len(term.runs) == 1 and not is_cjk(term.runs[0]) and joined(term.runs[0]):
        ways.append(quote(joined(term.runs[0])[0]))
    return " OR ".join(ways)
