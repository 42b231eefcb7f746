"""Which issue of the archive a document is, and whether it may correct it. docs/decisions/0008 has the rules."""

import sqlite3
from dataclasses import dataclass

from newsletter import links
from newsletter.identity import are_alike, identity, is_distinctive
from newsletter.model import Issue
from storage.records import Provenance

_COLUMNS = "id, hash, title, identity, source_url, source, item"
_SAME_NAME = (
    f"SELECT {_COLUMNS} FROM issues WHERE source_url = ? UNION SELECT {_COLUMNS} FROM issues WHERE identity = ?"
)
_DAY_AHEAD = f"SELECT {_COLUMNS} FROM issues WHERE certainty = 0 AND title = ? AND coalesce(date, week) IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Match:
    """What the archive has of a document's issue."""

    row: sqlite3.Row | None = None  # None: the issue is not there
    is_kept: bool = False  # it is there from elsewhere: this document does not correct it
    may_be_old: bool = False  # an issue of this name is there that no source is known of: perhaps this one


def find_issue(connection: sqlite3.Connection, issue: Issue, origin: Provenance) -> Match:
    """The issue that a document is, by its feed's item, its address, or its newsletter and count."""
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
        return Match(copy, is_kept=True)
    return Match(may_be_old=any(row["source"] is None for row in rows if origin.source))


def _for_operator(connection: sqlite3.Connection, issue: Issue, rows: list[sqlite3.Row]) -> sqlite3.Row | None:
    """An operator may correct anything. A name that any newsletter may have needs a like content too."""
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
    """A source corrects what came from it, and what came before that was remembered from its host."""
    for row in rows:
        if not _is_of(row, origin):
            continue
        if origin.item is not None:
            # Another guid is another item, except where the feed has given its items new ones.
            is_free = row["item"] is None or row["item"] not in origin.listed
            if is_free and _is_like(connection, row, issue, is_edited=row["item"] is None):
                return row
        elif row["identity"] == identity(issue) or _is_like(connection, row, issue, is_edited=True):
            return row  # not by its address alone: a page has one address and shows another issue each week
    return None


def _is_of(row: sqlite3.Row, origin: Provenance) -> bool:
    if row["source"] is None:
        host = links.host(row["source_url"]) if row["source_url"] else None
        return not origin.source or (host is not None and host == origin.host)
    return bool(row["source"] == origin.source)


def _dated_ahead(connection: sqlite3.Connection, issue: Issue, origin: Provenance) -> sqlite3.Row | None:
    """The issue whose day was later than tomorrow, so that its date is no part of its name."""
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
