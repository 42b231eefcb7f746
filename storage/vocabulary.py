"""The nearest spelling of a word that nothing has."""

import sqlite3

from rapidfuzz import process
from rapidfuzz.distance import OSA

from newsletter.query import Query
from newsletter.words import is_cjk, joined, parts

SHORTEST = 4
"""Shorter words have too many neighbours."""


def nearest(connection: sqlite3.Connection, query: Query) -> str | None:
    """What was typed with the words that the archive does not know in their nearest spelling; None if there is none."""
    better = []
    changed = False
    for term in query.terms:
        corrected = term.text
        for run in term.runs:
            if is_cjk(run):
                continue
            word = (joined(run)[:1] or parts(run))[0]
            other = _nearest(connection, word)
            if other is None:
                return None
            changed = changed or other != word
            corrected = corrected.replace(run, other) if other != word else corrected
        better.append(corrected)
    return " ".join(better) if changed else None


def _nearest(connection: sqlite3.Connection, word: str) -> str | None:
    """The word itself where it is known, else the known one that takes fewest changes: one, of longer words two."""
    far = 1 if len(word) < 7 else 2
    sizes = (max(SHORTEST, len(word) - far), len(word) + far)
    if len(word) < SHORTEST:
        return word
    first = connection.execute(
        "SELECT word FROM vocabulary WHERE initial = ? AND size BETWEEN ? AND ?", (word[0], *sizes)
    )
    known = [row["word"] for row in first]
    if word in known:
        return word
    found = process.extractOne(word, known, scorer=OSA.distance, score_cutoff=far)
    if found is None:  # the first letter itself may be wrong, or two have changed places
        rows = connection.execute(
            "SELECT word FROM vocabulary WHERE initial = ? AND size BETWEEN ? AND ?", (word[1], *sizes)
        )
        found = process.extractOne(word, [row["word"] for row in rows], scorer=OSA.distance, score_cutoff=far)
    return found[0] if found else None
