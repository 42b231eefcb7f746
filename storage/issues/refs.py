"""References to issues: their order, and lookup by name."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

from newsletter.search.issue_names import IssueName, parse_issue_name
from newsletter.search.tokenizer import normal
from storage.records import IssueRef
from storage.rows import read_ref

NEWEST_FIRST = "issues.certainty DESC, issues.day DESC, issues.place DESC, issues.id DESC"
"""ORDER BY terms for the order of newsletter.chronology, newest first."""

MAX_WORDS = 8
"""Words of a name that are looked at."""

MAX_CANDIDATES = 2_000
"""Newest matching issues that are filtered by number."""

_MARKS = ",.;:·|—–-，。、；："
"""Punctuation between the words of a name."""

_LITERAL, _ESCAPED = re.compile(r"[\\%_]"), r"\\\g<0>"  # for LIKE

REF = "issues.id AS issue_id, issues.title, nullif(issues.day, '') AS day, issues.language"
"""The columns of an IssueRef."""


def find_refs(connection: sqlite3.Connection, text: str, limit: int) -> tuple[IssueRef, ...]:
    """Issues that a text names by number, week, month or day, then those that contain all its words; newest first."""
    called = parse_issue_name(text)
    found = {ref.id: ref for ref in _by_name(connection, called, limit)} if called else {}
    for ref in _by_words(connection, normal(text), limit):
        found.setdefault(ref.id, ref)
    return tuple(found.values())[:limit]


def _by_name(connection: sqlite3.Connection, called: IssueName, limit: int) -> Iterator[IssueRef]:
    """Issues of a number, else of that week; or of a week, a month, a day, or the week around a day."""
    words = [word.strip(_MARKS) for word in called.rest.split()[:MAX_WORDS]]
    conditions, values = ["1"], []
    for word in filter(None, words):
        conditions.append("name LIKE ? ESCAPE '\\'")
        values.append(f"%{_LITERAL.sub(_ESCAPED, word)}%")
    for condition, *wanted in _interpretations(called):
        rows = connection.execute(
            f"SELECT {REF} FROM issues WHERE {condition} AND {' AND '.join(conditions)}"
            f" ORDER BY {NEWEST_FIRST} LIMIT ?",
            (*wanted, *values, limit),
        ).fetchall()
        if rows:
            yield from map(read_ref, rows)
            return


def _interpretations(called: IssueName) -> Iterator[tuple[str | int, ...]]:
    """Conditions with their values for what a name may mean, likeliest first."""
    if called.number is not None:
        yield "issues.number = ?", called.number
        yield "issues.week = ?", called.number
    elif called.week is not None:
        yield "issues.week = ?", called.week
    elif called.day is not None and called.year is not None:
        try:
            day = date(called.year, called.month or 1, called.day)
        except ValueError:
            return
        yield "issues.day = ?", day.isoformat()
        yield "issues.day BETWEEN ? AND ?", (day - timedelta(days=6)).isoformat(), day.isoformat()
    elif called.day is not None:
        yield "substr(issues.day, 6) = ?", f"{called.month:02}-{called.day:02}"
    elif called.year is not None:
        yield "substr(issues.day, 1, 7) = ?", f"{called.year}-{called.month:02}"
    else:
        yield "substr(issues.day, 6, 2) = ?", f"{called.month:02}"


def _by_words(connection: sqlite3.Connection, text: str, limit: int) -> tuple[IssueRef, ...]:
    """Issues whose title, date, week or number contains every word, newest first.

    A number matches only at its start, so that 5 does not match February 15; whole numbers rank before longer ones.
    """
    words = [word.lstrip("0") or "0" if word.isdecimal() else word for word in text.split()[:MAX_WORDS]]
    has_number = any(map(str.isdecimal, words))
    condition = " AND ".join(["name LIKE ? ESCAPE '\\'"] * len(words)) or "1"
    rows = connection.execute(
        f"SELECT {REF}, name FROM issues WHERE {condition} ORDER BY {NEWEST_FIRST} LIMIT ?",
        (*(f"%{_LITERAL.sub(_ESCAPED, word)}%" for word in words), MAX_CANDIDATES if has_number else limit),
    ).fetchall()
    return tuple(read_ref(row) for row in (_by_number(rows, words)[:limit] if has_number else rows))


def _by_number(rows: list[sqlite3.Row], words: list[str]) -> list[sqlite3.Row]:
    """Rank exact numbers first: “week 1” means the first week, week 10 comes after it."""
    patterns = [rf"(?<!\d)0*{word}" if word.isdecimal() else re.escape(word) for word in words]
    phrase = re.compile(" ".join(patterns) + r"(?!\d)", re.IGNORECASE)
    found = [row for row in rows if all(re.search(pattern, row["name"], re.IGNORECASE) for pattern in patterns)]
    return sorted(found, key=lambda row: not phrase.search(row["name"]))
