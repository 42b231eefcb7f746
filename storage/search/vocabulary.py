"""The Latin words of the archive: which there are, what begins with what, and the nearest spelling."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from rapidfuzz import process
from rapidfuzz.distance import OSA

from newsletter.search.query import Query, Term
from newsletter.search.tokenizer import is_cjk, joined, parts
from storage.search import frequencies

SHORTEST = 4
"""Shorter words have too many neighbours."""

ENDINGS = 24
"""Words that a beginning stands for, the most frequent: so a search for a beginning costs no more than for so many."""

_LONGEST = 24


def learn(connection: sqlite3.Connection, documents: Iterable[Iterable[str]]) -> None:
    """Count in how many documents each Latin word is; numbers are no words of a language."""
    times = Counter(chain.from_iterable(documents))
    connection.executemany(
        "INSERT INTO vocabulary VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET times = times + excluded.times",
        sorted((word[0], len(word), word, number) for word, number in times.items() if frequencies.is_counted(word)),
    )


def count_anew(connection: sqlite3.Connection) -> None:
    """All documents are about to be counted again."""
    connection.execute("UPDATE vocabulary SET times = 0")


def forget(connection: sqlite3.Connection) -> None:
    """Leave out what no document has."""
    connection.execute("DELETE FROM vocabulary WHERE times = 0")


def beginning(connection: sqlite3.Connection, start: str) -> dict[str, float]:
    """The most frequent words that begin so, the word itself included where it is one; and how frequent they are."""
    values = {"start": start, "end": start + "\U0010ffff", "limit": ENDINGS}
    (found,) = connection.execute(_BEGINNING, values).fetchone()
    return frequencies.read(found)


_BEGINNING = (
    f"WITH sizes (size) AS (VALUES {', '.join(f'({size})' for size in range(1, _LONGEST + 1))})"
    " SELECT group_concat(word || ' ' || times, ' ') FROM (SELECT word, times FROM sizes CROSS JOIN vocabulary"
    " ON initial = substr(:start, 1, 1) AND vocabulary.size = sizes.size AND word BETWEEN :start AND :end"
    " WHERE sizes.size >= length(:start) ORDER BY times DESC LIMIT :limit)"
)


def nearest(connection: sqlite3.Connection, query: Query) -> str | None:
    """What was typed with the words that the archive does not know in their nearest spelling; None if there is none."""
    better = []
    for term in query.terms:
        corrected = [_correct(connection, choice) for choice in term.choices]
        if None in corrected:
            return None
        better.append(" OR ".join(filter(None, corrected)))
    typed = [" OR ".join(choice.text for choice in term.choices) for term in query.terms]
    return " ".join(better) if better != typed else None


def _correct(connection: sqlite3.Connection, term: Term) -> str | None:
    """A term in the nearest spelling that the archive knows; None where there is none."""
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
    """The word itself where it is known, else the known one that takes fewest changes: one, of longer words two."""
    far = 1 if len(word) < 7 else 2
    sizes = (max(SHORTEST, len(word) - far), len(word) + far)
    if len(word) < SHORTEST:
        return word
    words = _neighbours(connection, word[0], sizes)
    if word in words:
        return word
    found = process.extractOne(word, words, scorer=OSA.distance, score_cutoff=far)
    if found is None:  # the first letter itself may be wrong, or two have changed places
        found = process.extractOne(word, _neighbours(connection, word[1], sizes), scorer=OSA.distance, score_cutoff=far)
    return found[0] if found else None


def _neighbours(connection: sqlite3.Connection, initial: str, sizes: tuple[int, int]) -> list[str]:
    (found,) = connection.execute(
        "SELECT group_concat(word, ' ') FROM vocabulary WHERE initial = ? AND size BETWEEN ? AND ?", (initial, *sizes)
    ).fetchone()
    return found.split() if found else []
