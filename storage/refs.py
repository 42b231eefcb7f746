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

_LITERAL, _ESCAPED = re.compile(r"[\\%_]"), r"\\\g<0>"  # for LIKE

REF = "issues.id AS issue_id, issues.title, nullif(issues.day, '') AS day, issues.language"
"""The columns of an IssueRef."""


def matching(connection: sqlite3.Connection, text: str, limit: int) -> tuple[IssueRef, ...]:
    """Issues whose title, date, week or number holds every word of a text, newest first.

    A number counts where one begins, so that 5 is not in February 15, and whole ones come before longer ones.
    """
    words = [word.lstrip("0") or "0" if word.isdecimal() else word for word in text.split()[:NAMED]]
    has_number = any(map(str.isdecimal, words))
    condition = " AND ".join(["name LIKE ? ESCAPE '\\'"] * len(words)) or "1"
    rows = connection.execute(
        f"SELECT {REF}, name FROM issues WHERE {condition} ORDER BY {NEWEST_FIRST} LIMIT ?",
        (*(f"%{_LITERAL.sub(_ESCAPED, word)}%" for word in words), LOOKED_AT if has_number else limit),
    ).fetchall()
    return tuple(read_ref(row) for row in (_by_number(rows, words)[:limit] if has_number else rows))


def _by_number(rows: list[sqlite3.Row], words: list[str]) -> list[sqlite3.Row]:
    """“week 1” means the first week; the tenth, and all others with a number that 1 begins, come after it."""
    patterns = [rf"(?<!\d)0*{word}" if word.isdecimal() else re.escape(word) for word in words]
    phrase = re.compile(" ".join(patterns) + r"(?!\d)", re.IGNORECASE)
    found = [row for row in rows if all(re.search(pattern, row["name"], re.IGNORECASE) for pattern in patterns)]
    return sorted(found, key=lambda row: not phrase.search(row["name"]))
