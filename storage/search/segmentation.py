"""Word segmentation of Chinese runs that match nothing as typed, into words that the archive has."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newsletter.search.query import Term
from newsletter.search.synonyms import key, synonyms
from newsletter.search.tokenizer import is_cjk
from storage.search.fts5_quoting import quote, tokens_of
from storage.search.ranking import Scope

_MIN_RUN = 4
"""Characters of the shortest run that can be two words."""

_MIN_WORD = 2
_MAX_WORD = 8
"""Characters of the longest word."""

_PARTICLES = frozenset("的之与和及在了中对用等是为從从於于のとをにでがはもや")
"""Characters between words that are not searched for."""

_SYNONYM_WEIGHT = math.log(1000)
"""Weight of a word that the synonym table has, beside the logarithm of its document frequency."""


@dataclass(frozen=True, slots=True, order=True)
class _Segmentation:
    """A segmentation of a prefix of the run. The greatest is the best: fewest words, then highest weight."""

    words: int  # the negative number of words, so that fewer compare greater
    weight: float
    pieces: tuple[str, ...]


def segment_terms(scope: Scope, terms: Sequence[Term]) -> tuple[Term, ...] | None:
    """Segment the long runs of terms into at least two words each.

    None where a run has no segmentation, or where there is no long run.
    """
    found: list[Term] = []
    changed = False
    for term in terms:
        if term.exact or term.others or not any(_is_long(run) for run in term.runs):
            found.append(term)
            continue
        for run in term.runs:
            pieces = _segment_run(scope, run) if _is_long(run) else (run,)
            if pieces is None:
                return None
            changed = changed or len(pieces) > 1
            found += map(Term, pieces)
    return tuple(found) if changed else None


def _segment_run(scope: Scope, run: str) -> tuple[str, ...] | None:
    """The segmentation of a run with the fewest words; ties are decided by document frequency. Never the run itself."""
    best: list[_Segmentation | None] = [_Segmentation(0, 0.0, ())] + [None] * len(run)
    for start in range(len(run)):
        before = best[start]
        if before is None:
            continue
        if run[start] in _PARTICLES and before.pieces:
            best[start + 1] = max(filter(None, (best[start + 1], before)))
        for word, weight in _words_from(scope, run, start):
            way = _Segmentation(before.words - 1, before.weight + weight, (*before.pieces, word))
            end = start + len(word)
            best[end] = max(filter(None, (best[end], way)))
    whole = best[-1]
    return whole.pieces if whole else None


def _words_from(scope: Scope, run: str, start: int) -> Iterator[tuple[str, float]]:
    """Words of the archive that start at a position, with weights. Stops at the first prefix without a match."""
    for end in range(start + _MIN_WORD, min(start + _MAX_WORD, len(run)) + 1):
        word = run[start:end]
        if word == run:
            return
        number = _count(scope, word)
        if not number:
            return
        yield word, math.log(1 + number) + (_SYNONYM_WEIGHT if key(word) in synonyms() else 0)


def _count(scope: Scope, run: str) -> int:
    """Number of entries that contain a run, at most the scope's cap."""
    return scope.count(quote(*tokens_of(run)))


def _is_long(run: str) -> bool:
    return is_cjk(run) and len(run) >= _MIN_RUN
