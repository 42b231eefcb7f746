"""A query as FTS5 expressions."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsletter.query import MAX_TERMS, PASTED, Term
from newsletter.synonyms import key, synonyms
from newsletter.words import is_cjk, pairs, parts
from storage.search import frequencies
from storage.search.frequencies import Frequencies, is_counted
from storage.search.phrases import Group, quote, tokens_of
from storage.search.plan import any_of, every, narrowing
from storage.search.spellings import SHORT, as_typed, candidates, compounds, endings, groups_of, spellings


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
        pieces = [tuple(token for run in term.runs for token in tokens_of(run))[:PASTED] for term in terms]
        words = (token for piece in pieces for token in piece if len(piece) == 1 or is_counted(token))
        known = frequencies.look_up(connection, words)
        return Expressions(every([[piece] for piece in pieces], known), None, None, None)
    known = frequencies.look_up(connection, candidates(terms))
    names = compounds(terms, known)
    exact = [groups_of(name, known) for name in names]
    before = [group for groups in exact[:-1] for group in groups]
    prefix = begun = None
    last = names[-1][-1]
    letters = "" if last.exact or not last.runs or is_cjk(last.runs[-1]) else last.runs[-1]
    if len(letters) > SHORT:
        found = endings(connection, names[-1])
        known = known.and_of({way[-1]: times for way, times in found.items()})
        ways = [way for way in found if way not in exact[-1][0]]
        prefix = every([*before, [*exact[-1][0], *ways], *exact[-1][1:]], known) if ways else None
    elif letters and len(last.runs) == 1 and parts(letters):
        begun = f"begun : {quote(''.join(parts(letters)))}"
        if rest := before + (groups_of(names[-1][:-1], known) if len(names[-1]) > 1 else []):
            begun = narrowing([f"{{headline title}} : ({every(rest, known)})", begun])
    loose = None
    if sum(1 if term.exact else len(term.runs) for term in terms) > len(names):
        runs = [spellings(run, known) for term in terms for run in term.runs if not term.exact]
        loose = every([as_typed(term) for term in terms if term.exact] + runs, known)
    return Expressions(every([*before, *exact[-1]], known), prefix, begun, loose)


def exclude(terms: Iterable[Term]) -> str:
    """Any of the terms."""
    return any_of(way for term in terms for way in _words(term))


def meanings(terms: Sequence[Term]) -> str | None:
    """The same said in other words of the synonym table: of the whole, or of each word that is in it."""
    if any(term.exact for term in terms):
        return None
    table = synonyms()
    whole = table.get(key(" ".join(term.text for term in terms)))
    if whole:
        return any_of(way for other in whole for way in _words(Term(other)))
    if not any(key(term.text) in table for term in terms):
        return None
    said = [[term, *map(Term, table.get(key(term.text), ()))] for term in terms]
    return every([[way for term in ways for way in _words(term)] for ways in said], Frequencies())


def units(terms: Sequence[Term], most: int = 8) -> list[str]:
    """The smallest words of a query, for a search for any of them: Chinese pairs, Latin names."""
    found: list[str] = []
    for term in terms:
        for run in term.runs:
            found += [quote(pair) for pair in pairs(run)] if is_cjk(run) else [any_of(spellings(run, ()))]
    return list(dict.fromkeys(found))[:most]


def _words(term: Term) -> Group:
    return as_typed(term) if term.exact or len(term.runs) > 1 else spellings(term.runs[0], ())
