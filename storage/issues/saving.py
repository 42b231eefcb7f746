"""Inserts an issue, or updates the stored one with its correction."""

import sqlite3
from dataclasses import replace
from datetime import datetime

from newsletter.chronology import counted_day, place
from newsletter.identity import content_hash, identity
from newsletter.model import Issue
from storage import pictures
from storage.deliveries import outbox
from storage.issues import entries, ordering
from storage.issues.matching import find_issue
from storage.json_columns import dump
from storage.records import OPERATOR, Provenance, Saved, SaveStatus
from storage.rows import instant
from storage.search import indexer


def save(
    connection: sqlite3.Connection,
    issue: Issue,
    now: datetime,
    written: list[int],
    origin: Provenance = OPERATOR,
    *,
    deliver: bool = False,
) -> Saved:
    """Save an issue and append the ids of its entries to `written`; the caller indexes them in one batch."""
    match = find_issue(connection, issue, origin)
    found, digest = match.row, content_hash(issue)
    if found and match.is_foreign:
        return Saved(found["id"], SaveStatus.UNCHANGED, owner=_owner(found["source"]))
    if found and is_unchanged(found, issue, digest):
        _record_provenance(connection, found, origin)
        _update_image(connection, found, issue, digest, now)
        return Saved(found["id"], SaveStatus.UNCHANGED)
    values = _values(connection, issue, digest, now)
    issue_id = _update(connection, found, values, origin) if found else _insert(connection, values, origin)
    _write_sections(connection, issue_id, issue)
    written += entries.write(connection, issue_id, issue)
    pictures.link(connection, issue_id, issue, now)
    if issue.number is not None and (found or counted_day(issue, now.date()) is not None):
        ordering.reposition_numbered(connection, now.date())
    if found:
        if origin.edits:
            outbox.correct(connection, issue_id, now)
        return Saved(issue_id, SaveStatus.CHANGED)
    return Saved(issue_id, SaveStatus.NEW, outbox.queue(connection, issue_id, now) if deliver else 0)


def is_unchanged(row: sqlite3.Row, issue: Issue, digest: str) -> bool:
    """Return whether a document, with its hash, changes nothing that a reader sees in the stored issue.

    The picture of an issue that was stored before pictures were looked for is no correction: the messages that were
    posted stay as they are.
    """
    without_picture = content_hash(replace(issue, image=None)) if row["image"] == "" else digest
    return row["hash"] in {digest, without_picture}


def _update_image(connection: sqlite3.Connection, row: sqlite3.Row, issue: Issue, digest: str, now: datetime) -> None:
    """Store the picture of an otherwise unchanged issue, for messages to come."""
    if row["image"] != issue.image:
        values = (issue.image, digest, row["id"])
        connection.execute("UPDATE issues SET image = ?, hash = ? WHERE id = ?", values)
        pictures.link(connection, row["id"], issue, now)


def _values(connection: sqlite3.Connection, issue: Issue, digest: str, now: datetime) -> dict[str, object]:
    """The columns that a correction changes."""
    moment = place(issue, ordering.load_anchors(connection, now.date()), now.date())
    return {
        "identity": identity(issue),
        "source_url": issue.source_url,
        "hash": digest,
        "title": issue.title,
        "year": issue.year,
        "week": issue.week,
        "number": issue.number,
        "date": issue.date.isoformat() if issue.date else None,
        "language": issue.language,
        "picks": dump(issue.picks),
        "commentary": dump(issue.commentary),
        "image": issue.image,
        "changed_at": instant(now),
        **ordering.columns(moment),
    }


def _insert(connection: sqlite3.Connection, values: dict[str, object], origin: Provenance) -> int:
    values = {**values, "added_at": values["changed_at"], "source": origin.source, "item": origin.item}
    names, marks = ", ".join(values), ", ".join(f":{column}" for column in values)
    return int(connection.execute(f"INSERT INTO issues ({names}) VALUES ({marks})", values).lastrowid or 0)


def _update(connection: sqlite3.Connection, found: sqlite3.Row, values: dict[str, object], origin: Provenance) -> int:
    indexer.remove(connection, entries.of_issue(connection, found["id"]))
    settings = ", ".join(f"{column} = :{column}" for column in values)
    connection.execute(f"UPDATE issues SET {settings} WHERE id = :id", {**values, "id": found["id"]})
    _record_provenance(connection, found, origin, is_change=True)
    return int(found["id"])


def _record_provenance(
    connection: sqlite3.Connection, row: sqlite3.Row, origin: Provenance, *, is_change: bool = False
) -> None:
    """Record the source and the feed item of an issue.

    The operator takes over only issues that he changes: reading a folder again takes nothing from its source.
    """
    source = row["source"]
    if source is None and (origin.source or is_change):
        source = origin.source
    item = origin.item if origin.item is not None and source == origin.source else row["item"]
    if (source, item) != (row["source"], row["item"]):
        connection.execute("UPDATE issues SET source = ?, item = ? WHERE id = ?", (source, item, row["id"]))


def _owner(source: str | None) -> str:
    """Whom an issue came from, in words."""
    if source is None:
        return "an unknown source"
    return f"the source {source}" if source else "the operator"


def _write_sections(connection: sqlite3.Connection, issue_id: int, issue: Issue) -> None:
    connection.execute("DELETE FROM sections WHERE issue_id = ?", (issue_id,))
    connection.executemany(
        "INSERT INTO sections VALUES (?, ?, ?, ?, ?)",
        [(issue_id, position, s.number, s.title, s.kind) for position, s in enumerate(issue.sections)],
    )
