"""Issues as they are referred to: in which order, and by what words."""

import re
import sqlite3

from storage.records import IssueRef
from storage.rows import read_ref

NEWEST_FIRST = "issues.certainty DESC, issues.day DESC, issues.place DESC, issues.id DESC"
"""The order of issues by newsletter.chronology, for ORDER BY."""

NAMED = 8
"""Words that name an issue; more are not looked at."""

LOOKED_AT = 2_000
"""Issues with the words that are looked at more closely, the newest."""

_NAME = "(issues.title || ' ' || issues.day || ' week ' || coalesce(week, '') || ' #' || coalesce(number, ''))"
_LITERAL, _ESCAPED = re.compile(r"[\\%_]"), r"\\\g<0>"  # for LIKE

REF = "issues.id AS issue_id, issues.title, nullif(issues.day, '') AS day, issues.language"
"""The columns of an IssueRef."""


def matching(connection: sqlite3.Connection, text: str, limit: int) -> tuple[IssueRef, ...]:
    """Issues whose title, date, week or number holds every word of a text, newest first."""
    words = text.casefold().split()[:NAMED]
    condition = " AND ".join([f"{_NAME} LIKE ? ESCAPE '\\'"] * len(words)) or "1"
    rows = connection.execute(
        f"SELECT {REF}, {_NAME} AS name FROM issues WHERE {condition} ORDER BY {NEWEST_FIRST} LIMIT ?",
        (*(f"%{_LITERAL.sub(_ESCAPED, _significant(word))}%" for word in words), LOOKED_AT),
    )
    spellings = [_spelling(word) for word in words]
    named = [(row, row["name"].casefold()) for row in rows]
    found = [(row, name) for row, name in named if all(re.search(spelling, name) for spelling in spellings)]
    # “week 1” means the first week; the tenth and all others with a 1 somewhere come after it.
    phrase = re.compile(" ".join(spellings) + r"(?!\d)")
    found.sort(key=lambda one: not phrase.search(one[1]))
    return tuple(read_ref(row) for row, _ in found[:limit])


def _significant(word: str) -> str:
    return (word.lstrip("0") or "0") if word.isdecimal() else word


def _spelling(word: str) -> str:
    """Finds a word anywhere, a number only where one begins: 5 is not in February 15."""
    return rf"(?<!\d)0*{_significant(word)}" if word.isdecimal() else re.escape(word)
