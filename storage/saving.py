"""Putting an issue into the archive, or its corrected version in the place of the one that is there."""

import sqlite3
from datetime import date, datetime

from newsletter.chronology import Moment, anchors, calendar_day, place
from newsletter.identity import content_hash, identity
from newsletter.model import Issue
from storage import deliveries, entries
from storage.records import Saved, SaveStatus
from storage.rows import dump, instant, read_day
from storage.search import index


def save(connection: sqlite3.Connection, issue: Issue, now: datetime, written: list[int], *, deliver: bool) -> Saved:
    """Save an issue, and note the entries that are to be indexed: many at once come into the index much faster."""
    found = find(connection, issue)
    digest = content_hash(issue)
    if found and found["hash"] == digest:
        return Saved(found["id"], SaveStatus.UNCHANGED)
    moment = place(issue, anchors_of(connection))
    values = {
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
        "changed_at": instant(now),
        **_order(moment),
    }
    if found:
        issue_id = int(found["id"])
        index.drop(connection, entries.of_issue(connection, issue_id))
        settings = ", ".join(f"{column} = :{column}" for column in values)
        connection.execute(f"UPDATE issues SET {settings} WHERE id = :id", {**values, "id": issue_id})
    else:
        values["added_at"] = values["changed_at"]
        cursor = connection.execute(
            f"INSERT INTO issues ({', '.join(values)}) VALUES ({', '.join(':' + column for column in values)})",
            values,
        )
        issue_id = int(cursor.lastrowid or 0)
    _write_sections(connection, issue_id, issue)
    written += entries.write(connection, issue_id, issue)
    if issue.number is not None and calendar_day(issue) is not None:
        _place_numbers(connection)
    if found:
        deliveries.correct(connection, issue_id, now)
        return Saved(issue_id, SaveStatus.CHANGED)
    return Saved(issue_id, SaveStatus.NEW, deliveries.queue(connection, issue_id, now) if deliver else 0)


def find(connection: sqlite3.Connection, issue: Issue) -> sqlite3.Row | None:
    for column, value in (("source_url", issue.source_url), ("identity", identity(issue))):
        row: sqlite3.Row | None = connection.execute(
            f"SELECT id, hash FROM issues WHERE {column} = ? ORDER BY id LIMIT 1", (value,)
        ).fetchone()
        if row:
            return row
    return None


def _order(moment: Moment) -> dict[str, int | str]:
    day = moment.day.isoformat() if moment.certainty == 1 else ""
    return {"certainty": moment.certainty, "day": day, "place": moment.number}


def anchors_of(connection: sqlite3.Connection) -> tuple[tuple[int, date], ...]:
    rows = connection.execute("SELECT * FROM issues WHERE number IS NOT NULL")
    return anchors(_read_dates(row) for row in rows)


def _place_numbers(connection: sqlite3.Connection) -> None:
    """A new anchor puts issues that have nothing but a number on the calendar, or moves them on it."""
    known = anchors_of(connection)
    for row in connection.execute("SELECT * FROM issues WHERE number IS NOT NULL").fetchall():
        issue = _read_dates(row)
        if calendar_day(issue) is None:
            moved = entries.of_issue(connection, row["id"])
            index.drop(connection, moved)
            connection.execute(
                "UPDATE issues SET certainty = :certainty, day = :day, place = :place WHERE id = :id",
                {**_order(place(issue, known)), "id": row["id"]},
            )
            index.put(connection, moved)


def _read_dates(row: sqlite3.Row) -> Issue:
    return Issue(row["title"], (), None, row["year"], row["week"], row["number"], read_day(row["date"]))


def _write_sections(connection: sqlite3.Connection, issue_id: int, issue: Issue) -> None:
    connection.execute("DELETE FROM sections WHERE issue_id = ?", (issue_id,))
    connection.executemany(
        "INSERT INTO sections VALUES (?, ?, ?, ?, ?)",
        [(issue_id, position, s.number, s.title, s.kind) for position, s in enumerate(issue.sections)],
    )
