"""Stores the chronological position of each issue, as newsletter.chronology defines it."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from newsletter.chronology import NOWHERE, Moment, anchors, counted_day, last_day, place
from newsletter.model import Issue
from storage.issues import entries
from storage.issues.refs import NEWEST_FIRST
from storage.rows import read_day
from storage.search import indexer

_AHEAD = (
    "SELECT * FROM issues WHERE (certainty = 1 AND day > :last)"
    " OR (certainty = 0 AND (date <= :last OR (year <= :year AND week IS NOT NULL)))"
)
"""Issues whose date does not count yet, and those whose date has come since."""


def columns(moment: Moment) -> dict[str, int | str]:
    """The columns that store a position."""
    day = moment.day.isoformat() if moment.certainty == 1 else ""
    return {"certainty": moment.certainty, "day": day, "place": moment.number}


def load_anchors(connection: sqlite3.Connection, today: date) -> tuple[tuple[int, date], ...]:
    """The (number, day) pairs of the archive's issues."""
    rows = connection.execute("SELECT * FROM issues WHERE number IS NOT NULL")
    return anchors((_read_dates(row) for row in rows), today)


def newest(
    connection: sqlite3.Connection, today: date, source: str | None, anchors: Sequence[tuple[int, date]]
) -> Moment:
    """Position of the newest issue of a source, or of all, given more anchors than the archive has."""
    moments = [NOWHERE]
    for certainty in (1, 2):
        row = connection.execute(
            "SELECT * FROM issues WHERE certainty = :certainty AND day <= :last"
            f" AND (:source IS NULL OR source = :source) ORDER BY {NEWEST_FIRST} LIMIT 1",
            {"certainty": certainty, "last": last_day(today).isoformat(), "source": source},
        ).fetchone()
        if row and certainty == 1:
            moments.append(Moment(1, date.fromisoformat(row["day"]), row["place"]))
        elif row:
            moments.append(place(_read_dates(row), anchors, today))
    return max(moments)


def refresh(connection: sqlite3.Connection, today: date) -> None:
    """Remove issues dated later than tomorrow from the order, and insert those whose date has come."""
    rows = date_pending(connection, today)
    _move(connection, rows, today)
    if any(row["number"] is not None for row in rows):
        reposition_numbered(connection, today)


def date_pending(connection: sqlite3.Connection, today: date) -> list[sqlite3.Row]:
    """The issues that `refresh` may have to move."""
    last = last_day(today)
    return connection.execute(_AHEAD, {"last": last.isoformat(), "year": last.year}).fetchall()


def reposition_numbered(connection: sqlite3.Connection, today: date) -> None:
    """Recompute the position of issues that have only a number, after an anchor was added."""
    rows = connection.execute("SELECT * FROM issues WHERE number IS NOT NULL").fetchall()
    _move(connection, (row for row in rows if counted_day(_read_dates(row), today) is None), today)


def _move(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row], today: date) -> None:
    known = load_anchors(connection, today)
    for row in rows:
        moved = columns(place(_read_dates(row), known, today))
        if all(row[column] == value for column, value in moved.items()):
            continue
        inside = entries.of_issue(connection, row["id"])
        indexer.remove(connection, inside)
        connection.execute(
            "UPDATE issues SET certainty = :certainty, day = :day, place = :place WHERE id = :id",
            {**moved, "id": row["id"]},
        )
        indexer.add(connection, inside)


def _read_dates(row: sqlite3.Row) -> Issue:
    return Issue(row["title"], (), None, row["year"], row["week"], row["number"], read_day(row["date"]))
