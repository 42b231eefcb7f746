"""The Latin words of the archive: document frequencies, completions of a prefix, and spelling correction."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from newsletter.search.query import Query, Term
from newsletter.search.tokenizer import is_cjk, joined, parts
from storage.search import frequencies

MIN_LENGTH = 4
"""Shorter words have too many neighbours to be corrected."""

MAX_COMPLETIONS = 24
"""Most frequent completions of a prefix that a search includes, so that its cost is bounded."""

_MAX_LENGTH = 24


def add_counts(connection: sqlite3.Connection, documents: Iterable[Iterable[str]]) -> None:
    """Add the document frequencies of new documents; numbers are not counted."""
    times = Counter(chain.from_iterable(documents))
    connection.executemany(
        "INSERT INTO vocabulary VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET times = times + excluded.times",
        sorted((word[0], len(word), word, number) for word, number in times.items() if frequencies.in_vocabulary(word)),
    )


def reset_counts(connection: sqlite3.Connection) -> None:
    """Reset all counts before a rebuild."""
    connection.execute("UPDATE vocabulary SET times = 0")


def prune(connection: sqlite3.Connection) -> None:
    """Delete words that no document has."""
    connection.execute("DELETE FROM vocabulary WHERE times = 0")


def with_prefix(connection: sqlite3.Connection, start: str) -> dict[str, float]:
    """The most frequent words with a prefix, itself included, and their document frequencies."""
    values = {"start": start, "end": start + "\U0010ffff", "limit": MAX_COMPLETIONS}
    (found,) = connection.execute(_WITH_PREFIX, values).fetchone()
    return frequencies.parse_counts(found)


_WITH_PREFIX = (
    f"WITH sizes (size) AS (VALUES {', '.join(f'({size})' for size in range(1, _MAX_LENGTH + 1))})"
    " SELECT group_concat(word || ' ' || times, ' ') FROM (SELECT word, times FROM sizes CROSS JOIN vocabulary"
    " ON initial = substr(:start, 1, 1) AND vocabulary.size = sizes.size AND word BETWEEN :start AND :end"
    " WHERE sizes.size >= length(:start) ORDER BY times DESC LIMIT :limit)"
)


def correct_spelling(connection: sqlite3.Connection, query: Query) -> str | None:
    """The query with unknown words replaced by the nearest known ones; None where nothing changes or a word has no
    neighbour.
    """
    better = []
    for term in query.terms:
        corrected = [_correct(connection, choice) for choice in term.choices]
        if None in corrected:
            return None
        better.append(" OR ".join(filter(None, corrected)))
    typed = [" OR ".join(choice.text for choice in term.choices) for term in query.terms]
    return " ".join(better) if better != typed else None


def _correct(connection: sqlite3.Connection, term: Term) -> str | None:
    """A term with its nearest known spelling; None where there is none."""
    corrected = term.text
    for run in term.runs:
        if is_cjk(run) or not (pieces := joined(run)[:1] or parts(run)):
            continue
        other = _nearest(connection, pieces[0])
        if other is None:
            return None
        corrected = corrected.replace(run, other) if other != pieces[0] else corrected
    return corrected


def _nearest(connection: sqlite3.Connection, word: str) -> str | None:
    """The word itself where it is known, else the nearest known word within one edit, or two from seven letters on."""
    far = 1 if len(word) < 7 else 2
    sizes = (max(MIN_LENGTH, len(word) - far), len(word) + far)
    if len(word) < MIN_LENGTH:
        return word
    words = _neighbours(connection, word[0], sizes)
    if word in words:
        return word
    found = process.extractOne(word, words, scorer=OSA.distance, score_cutoff=far)
    if found is None:  # the first letter may be wrong or swapped with the second
        found = process.extractOne(word, _neighbours(connection, word[1], sizes), scorer=OSA.distance, score_cutoff=far)
    return found[0] if found else None


def _neighbours(connection: sqlite3.Connection, initial: str, sizes: tuple[int, int]) -> list[str]:
    (found,) = connection.execute(
        "SELECT group_concat(word, ' ') FROM vocabulary WHERE initial = ? AND size BETWEEN ? AND ?", (initial, *sizes)
    ).fetchone()
    return found.split() if found else []
