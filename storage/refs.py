"""Issues as they are referred to: in which order, and by what words."""

import re
import sqlite3

from storage.records import IssueRef
from storage.rows import read_ref

NEWEST_FIRST = "issues.certainty DESC, issues.day DESC, issues.place DESC, issues.id DESC"
"""The order of issues by newsletter.chronology, for ORDER BY."""

NAMED = 8
"""Words that name an issue; more are not looked at."""

_NAME = "(issues.title || ' ' || issues.day || ' week ' || coalesce(week, '') || ' #' || coalesce(number, ''))"
_LITERAL, _ESCAPED = re.compile(r"[\\%_]"), r"\\\g<0>"  # for LIKE

REF = "issues.id AS issue_id, issues.title, nullif(issues.day, '') AS day, issues.language"
"""The columns of an IssueRef."""


def matching(connection: sqlite3.Connection, text: str, limit: int) -> tuple[IssueRef, ...]:
    """Issues whose title, date, week or number holds every word of a text, newest first."""
    words = text.split()[:NAMED]
    condition = " AND ".join([f"{_NAME} LIKE ? ESCAPE '\\'"] * len(words)) or "1"
    rows = connection.execute(
        f"SELECT {REF} FROM issues WHERE {condition} ORDER BY {NEWEST_FIRST} LIMIT ?",
        (*(f"%{_LITERAL.sub(_ESCAPED, word)}%" for word in words), limit),
    )
    return tuple(read_ref(row) for row in rows)
