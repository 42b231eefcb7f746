"""Matches a document to a stored issue and decides whether it may correct it. docs/decisions/0008 has the rules."""

import sqlite3
from dataclasses import dataclass

from newsletter import links
from newsletter.identity import are_alike, identity, is_distinctive
from newsletter.model import Issue
from storage.records import Provenance

_COLUMNS = "id, hash, title, identity, source_url, source, item, image"
_SAME_NAME = (
    f"SELECT {_COLUMNS} FROM issues WHERE source_url = ? UNION SELECT {_COLUMNS} FROM issues WHERE identity = ?"
)
_DAY_AHEAD = f"SELECT {_COLUMNS} FROM issues WHERE certainty = 0 AND title = ? AND coalesce(date, week) IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Match:
    """The stored issue that a document matches."""

    row: sqlite3.Row | None = None  # None: not stored
    is_foreign: bool = False  # stored from another source: this document does not correct it
    may_be_old: bool = False  # an issue of this name without recorded provenance may be this one


def find_issue(connection: sqlite3.Connection, issue: Issue, origin: Provenance) -> Match:
    """Find the issue by its feed item, its address, or its newsletter and number."""
    if origin.item is not None:
        row: sqlite3.Row | None = connection.execute(
            f"SELECT {_COLUMNS} FROM issues WHERE source = ? AND item = ?", (origin.source, origin.item)
        ).fetchone()
        if row:
            return Match(row)
    rows = connection.execute(f"{_SAME_NAME} ORDER BY id", (issue.source_url, identity(issue))).fetchall()
    rows.sort(key=lambda row: row["source_url"] != issue.source_url or issue.source_url is None)
    own = _for_source(connection, issue, origin, rows) if origin.source else _for_operator(connection, issue, rows)
    if own := own or _dated_ahead(connection, issue, origin):
        return Match(own)
    others = [row for row in rows if not _is_of(row, origin)]
    copy = next((row for row in others if _is_like(connection, row, issue)), None)
    if copy:
        return Match(copy, is_foreign=True)
    return Match(may_be_old=any(row["source"] is None for row in rows if origin.source))


def _for_operator(connection: sqlite3.Connection, issue: Issue, rows: list[sqlite3.Row]) -> sqlite3.Row | None:
    """The operator may correct any issue. A generic name also needs similar content."""
    if rows and rows[0]["source_url"] is not None and rows[0]["source_url"] == issue.source_url:
        return rows[0]
    own = [row for row in rows if not row["source"]]
    if own:
        return own[0]
    if len(rows) == 1 and is_distinctive(issue):
        return rows[0]
    return next((row for row in rows if _is_like(connection, row, issue, is_edited=True)), None)


def _for_source(
    connection: sqlite3.Connection, issue: Issue, origin: Provenance, rows: list[sqlite3.Row]
) -> sqlite3.Row | None:
    """A source corrects its own issues, and those from its host that were stored before provenance was recorded."""
    for row in rows:
        if not _is_of(row, origin):
            continue
        if origin.item is not None:
            # Another guid is another item, unless the feed has replaced the guids of its items.
            is_free = row["item"] is None or row["item"] not in origin.listed
            if is_free and _is_like(connection, row, issue, is_edited=row["item"] is None):
                return row
        elif row["identity"] == identity(issue) or _is_like(connection, row, issue, is_edited=True):
            return row  # the address alone is not enough: a page shows another issue at the same address each week
    return None


def _is_of(row: sqlite3.Row, origin: Provenance) -> bool:
    if row["source"] is None:
        host = links.host(row["source_url"]) if row["source_url"] else None
        return not origin.source or (host is not None and host == origin.host)
    return bool(row["source"] == origin.source)


def _dated_ahead(connection: sqlite3.Connection, issue: Issue, origin: Provenance) -> sqlite3.Row | None:
    """An issue dated later than tomorrow, whose date is therefore not part of its name."""
    rows: list[sqlite3.Row] = connection.execute(_DAY_AHEAD, (issue.title,)).fetchall()
    for row in rows:
        is_free = origin.item is None or row["item"] is None
        if (not origin.source or _is_of(row, origin)) and is_free and _is_like(connection, row, issue, is_edited=True):
            return row
    return None


def _is_like(connection: sqlite3.Connection, row: sqlite3.Row, issue: Issue, *, is_edited: bool = False) -> bool:
    found = connection.execute("SELECT arxiv_id, url, headline FROM entries WHERE issue_id = ?", (row["id"],))
    return are_alike([_Entry(*entry) for entry in found], issue.entries, is_edited=is_edited)


@dataclass(frozen=True, slots=True)
class _Entry:
    arxiv_id: str | None
    url: str | None
    headline: str | None
