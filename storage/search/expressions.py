"""A query as FTS5 expressions."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsletter.search.query import MAX_TERMS, PASTED, Term
from newsletter.search.synonyms import key, synonyms
from newsletter.search.tokenizer import is_cjk, pairs, parts
from storage.search import frequencies
from storage.search.frequencies import Frequencies, is_counted
from storage.search.fts5_quoting import Way, quote, tokens_of
from storage.search.planner import any_of, every, narrowing
from storage.search.spellings import SHORT, candidates, compounds, endings, groups_of, spellings, ways_of


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
        groups = [[_beginning(choice) for choice in term.choices] for term in terms]
        pieces = [piece for group in groups for piece in group]
        words = (token for piece in pieces for token in piece if len(piece) == 1 or is_counted(token))
        return Expressions(every(groups, frequencies.look_up(connection, words)), None, None, None)
    known = frequencies.look_up(connection, candidates(terms))
    names = compounds(terms, known)
    exact = [groups_of(name, known) for name in names]
    before = [group for groups in exact[:-1] for group in groups]
    prefix = begun = None
    last = names[-1][-1]
    letters = "" if last.exact or last.others or not last.runs or is_cjk(last.runs[-1]) else last.runs[-1]
    if len(letters) > SHORT or last.others:
        found = endings(connection, names[-1])
        known = known.and_of({way[-1]: times for way, times in found.items()})
        ways = [way for way in found if way not in exact[-1][0]]
        prefix = every([*before, [*exact[-1][0], *ways], *exact[-1][1:]], known) if ways else None
    elif letters and len(last.runs) == 1 and parts(letters):
        begun = f"begun : {quote(''.join(parts(letters)))}"
        if rest := before + (groups_of(names[-1][:-1], known) if len(names[-1]) > 1 else []):
            begun = narrowing([f"{{headline title}} : ({every(rest, known)})", begun])
    loose = None
    if sum(1 if term.exact or term.others else len(term.runs) for term in terms) > len(names):
        whole = [ways_of(term, known) for term in terms if term.exact or term.others]
        runs = [spellings(run, known) for term in terms for run in term.runs if not (term.exact or term.others)]
        loose = every(whole + runs, known)
    return Expressions(every([*before, *exact[-1]], known), prefix, begun, loose)


def exclude(terms: Iterable[Term]) -> str:
    """Any of the terms."""
    return any_of(way for term in terms for way in ways_of(term, ()))


def meanings(terms: Sequence[Term]) -> str | None:
    """The same said in other words of the synonym table: of the whole, or of each word that is in it."""
    if any(choice.exact for term in terms for choice in term.choices):
        return None
    table = synonyms()
    whole = table.get(key(" ".join(term.text for term in terms))) if not any(term.others for term in terms) else None
    if whole:
        return any_of(way for other in whole for way in ways_of(Term(other), ()))
    if not any(key(choice.text) in table for term in terms for choice in term.choices):
        return None
    said = [
        [word for choice in term.choices for word in (choice, *map(Term, table.get(key(choice.text), ())))]
        for term in terms
    ]
    return every([[way for word in words for way in ways_of(word, ())] for words in said], Frequencies())


def units(terms: Sequence[Term], most: int = 8) -> list[str]:
    """The smallest words of a query, for a search for any of them: Chinese pairs, Latin names."""
    found: list[str] = []
    for term in (choice for each in terms for choice in each.choices):
        for run in term.runs:
            found += [quote(pair) for pair in pairs(run)] if is_cjk(run) else [any_of(spellings(run, ()))]
    return list(dict.fromkeys(found))[:most]


def _beginning(term: Term) -> Way:
    """Of a piece of a pasted text the first words."""
    return tuple(token for run in term.runs for token in tokens_of(run))[:PASTED]
