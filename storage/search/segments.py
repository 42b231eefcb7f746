"""Runs of Chinese taken apart into words that the archive has, where nothing has them as they were typed."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.search.query import Term
from newsletter.search.synonyms import key, synonyms
from newsletter.search.tokenizer import is_cjk
from storage.search.fts5_quoting import quote, tokens_of
from storage.search.ranking import Scope

_SHORTEST = 4
"""Characters of a run that can be two words."""

_WORD = 2
_LONGEST = 8
"""Characters of a word, at least and at most."""

_PARTICLES = frozenset("的之与和及在了中对用等是为從从於于のとをにでがはもや")
"""Characters between words that nobody looks for."""

_IN_TABLE = math.log(1000)
"""What it counts for that the table of synonyms has a word, beside the logarithm of how many entries have it."""


@dataclass(frozen=True, slots=True, order=True)
class _Way:
    """How a beginning of a run may be read; the greatest is the best: few words, and those that many entries have."""

    words: int  # negative
    weight: float
    pieces: tuple[str, ...]


def take_apart(scope: Scope, terms: Sequence[Term]) -> tuple[Term, ...] | None:
    """The terms with each long run in its words, two at least; None where a run has none, or there is no such run."""
    found: list[Term] = []
    changed = False
    for term in terms:
        if term.exact or term.others or not any(_is_long(run) for run in term.runs):
            found.append(term)
            continue
        for run in term.runs:
            pieces = _words_of(scope, run) if _is_long(run) else (run,)
            if pieces is None:
                return None
            changed = changed or len(pieces) > 1
            found += map(Term, pieces)
    return tuple(found) if changed else None


def _words_of(scope: Scope, run: str) -> tuple[str, ...] | None:
    """The fewest words of the archive that make a run, of several ways the one whose words more entries have.

    The run itself is none of them.
    """
    best: list[_Way | None] = [_Way(0, 0.0, ())] + [None] * len(run)
    for start in range(len(run)):
        before = best[start]
        if before is None:
            continue
        if run[start] in _PARTICLES and before.pieces:
            best[start + 1] = max(filter(None, (best[start + 1], before)))
        for word, weight in _words_from(scope, run, start):
            way = _Way(before.words - 1, before.weight + weight, (*before.pieces, word))
            end = start + len(word)
            best[end] = max(filter(None, (best[end], way)))
    whole = best[-1]
    return whole.pieces if whole else None


def _words_from(scope: Scope, run: str, start: int) -> Iterator[tuple[str, float]]:
    """The words of the archive that a run has from a place on; what a word that nothing has begins, nothing has."""
    for end in range(start + _WORD, min(start + _LONGEST, len(run)) + 1):
        word = run[start:end]
        if word == run:
            return
        number = _count(scope, word)
        if not number:
            return
        yield word, math.log(1 + number) + (_IN_TABLE if key(word) in synonyms() else 0)


def _count(scope: Scope, run: str) -> int:
    """How many entries have a run, up to the scope's cap."""
    return scope.count(quote(*tokens_of(run)))


def _is_long(run: str) -> bool:
    return is_cjk(run) and len(run) >= _SHORTEST
