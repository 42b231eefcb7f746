"""Builds FTS5 expressions from the terms of a query."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsletter.search.query import MAX_TERMS, PASTED, Term
from newsletter.search.synonyms import key, synonyms
from newsletter.search.tokenizer import is_cjk, pairs, parts
from storage.search import frequencies
from storage.search.frequencies import Frequencies, in_vocabulary
from storage.search.fts5_quoting import Phrase, quote, tokens_of
from storage.search.planner import all_of, any_of, nested_and
from storage.search.spellings import (
    SHORT_PREFIX,
    alternatives_of,
    completions,
    compounds,
    lookup_words,
    phrases_of,
    spellings,
)


@dataclass(frozen=True, slots=True)
class Expressions:
    """FTS5 expressions for the same terms, from strict to loose; None where an expression would add nothing."""

    exact: str
    prefix: str | None  # the last word as a prefix of four letters or more, or whole
    begun: str | None  # for the names table: the last word as a prefix of up to three letters
    loose: str | None  # adjacent words of the query need not be adjacent


def build_expressions(connection: sqlite3.Connection, terms: Sequence[Term]) -> Expressions:
    """Build expressions that match all terms."""
    if len(terms) >= MAX_TERMS:  # pasted text: no spelling variants
        groups = [[_leading_tokens(choice) for choice in term.choices] for term in terms]
        pieces = [piece for group in groups for piece in group]
        words = (token for piece in pieces for token in piece if len(piece) == 1 or in_vocabulary(token))
        return Expressions(all_of(groups, frequencies.look_up(connection, words)), None, None, None)
    known = frequencies.look_up(connection, lookup_words(terms))
    names = compounds(terms, known)
    exact = [alternatives_of(name, known) for name in names]
    before = [group for groups in exact[:-1] for group in groups]
    prefix = begun = None
    last = names[-1][-1]
    letters = "" if last.exact or last.others or not last.runs or is_cjk(last.runs[-1]) else last.runs[-1]
    if len(letters) > SHORT_PREFIX or last.others:
        found = completions(connection, names[-1])
        known = known.merged_with({way[-1]: times for way, times in found.items()})
        ways = [way for way in found if way not in exact[-1][0]]
        prefix = all_of([*before, [*exact[-1][0], *ways], *exact[-1][1:]], known) if ways else None
    elif letters and len(last.runs) == 1 and parts(letters):
        begun = f"begun : {quote(''.join(parts(letters)))}"
        if rest := before + (alternatives_of(names[-1][:-1], known) if len(names[-1]) > 1 else []):
            begun = nested_and([f"{{headline title}} : ({all_of(rest, known)})", begun])
    loose = None
    if sum(1 if term.exact or term.others else len(term.runs) for term in terms) > len(names):
        whole = [phrases_of(term, known) for term in terms if term.exact or term.others]
        runs = [spellings(run, known) for term in terms for run in term.runs if not (term.exact or term.others)]
        loose = all_of(whole + runs, known)
    return Expressions(all_of([*before, *exact[-1]], known), prefix, begun, loose)


def any_term(terms: Iterable[Term]) -> str:
    """An expression that matches any of the terms."""
    return any_of(way for term in terms for way in phrases_of(term, ()))


def synonym_expression(terms: Sequence[Term]) -> str | None:
    """An expression with synonyms from the table: of the whole query, or of each word that the table has.

    None where the table has no word of the query, or where the query has an exact phrase.
    """
    if any(choice.exact for term in terms for choice in term.choices):
        return None
    table = synonyms()
    whole = table.get(key(" ".join(term.text for term in terms))) if not any(term.others for term in terms) else None
    if whole:
        return any_of(way for other in whole for way in phrases_of(Term(other), ()))
    if not any(key(choice.text) in table for term in terms for choice in term.choices):
        return None
    said = [
        [word for choice in term.choices for word in (choice, *map(Term, table.get(key(choice.text), ())))]
        for term in terms
    ]
    return all_of([[way for word in words for way in phrases_of(word, ())] for words in said], Frequencies())


def token_expressions(terms: Sequence[Term], most: int = 8) -> list[str]:
    """The smallest searchable tokens of a query, each as an expression: Chinese bigrams and Latin words."""
    found: list[str] = []
    for term in (choice for each in terms for choice in each.choices):
        for run in term.runs:
            found += [quote(pair) for pair in pairs(run)] if is_cjk(run) else [any_of(spellings(run, ()))]
    return list(dict.fromkeys(found))[:most]


def _leading_tokens(term: Term) -> Phrase:
    """The first tokens of a piece of pasted text."""
    return tuple(token for run in term.runs for token in tokens_of(run))[:PASTED]
