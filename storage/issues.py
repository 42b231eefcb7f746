"""Issues in the archive: saved as they are read in, updated in place when their author corrects them."""

import json
import re
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime

from newsletter.chronology import NOWHERE, Moment, anchors, calendar_day, place
from newsletter.identity import content_hash, identity
from newsletter.model import Entry, Issue, Section, SectionKind
from storage import deliveries, entries, index
from storage.database import Database
from storage.records import IssueRef, Saved, SaveStatus, StoredIssue
from storage.rows import dump, instant, read_commentary, read_day, read_entry, read_ref, read_remark

NEWEST_FIRST = "issues.certainty DESC, issues.day DESC, issues.place DESC, issues.id DESC"
"""The order of issues by newsletter.chronology, for ORDER BY."""

REF = "issues.id AS issue_id, issues.title, nullif(issues.day, '') AS day, issues.language"
"""The columns of an IssueRef."""


class Issues:
    """The archive's issues."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, issue: Issue, now: datetime, *, deliver: bool = False) -> Saved:
        """Put an issue into the archive.

        The same issue (same source, or same newsletter and week or number) is updated in place when its content
        changed; its entries keep their ids. A new issue that is to be delivered gets, in the same transaction, a
        row in the ledger for every active subscription.
        """
        return await self._database.write(lambda connection: _save(connection, issue, now, deliver=deliver))

    async def save_all(self, issues: Iterable[Issue], now: datetime) -> list[Saved]:
        """Put many issues into the archive in one transaction, none of them to be delivered: a backfill."""
        return await self._database.write(lambda c: [_save(c, issue, now, deliver=False) for issue in issues])

    async def newest_moment(self) -> Moment:
        """Where the newest issue stands in the order of issues; NOWHERE in an empty archive."""

        def work(connection: sqlite3.Connection) -> Moment:
            row = connection.execute(
                f"SELECT certainty, day, place FROM issues ORDER BY {NEWEST_FIRST} LIMIT 1"
            ).fetchone()
            return Moment(row["certainty"], read_day(row["day"]) or date.min, row["place"]) if row else NOWHERE

        return await self._database.read(work)

    async def anchors(self) -> tuple[tuple[int, date], ...]:
        """The (number, day) pairs that tie the archive's numbers to the calendar."""
        return await self._database.read(_anchors)

    async def holds(self, issue: Issue) -> bool:
        """Whether the archive has this issue, in whatever version."""
        return await self._database.read(lambda connection: _find(connection, issue) is not None)

    async def foresee(self, issue: Issue) -> tuple[SaveStatus, int | None]:
        """What saving an issue would do, and the id it has in the archive already, if it has one."""

        def work(connection: sqlite3.Connection) -> tuple[SaveStatus, int | None]:
            found = _find(connection, issue)
            if found is None:
                return SaveStatus.NEW, None
            same = found["hash"] == content_hash(issue)
            return (SaveStatus.UNCHANGED if same else SaveStatus.CHANGED), found["id"]

        return await self._database.read(work)

    async def latest(self) -> StoredIssue | None:
        """The newest issue, None in an empty archive."""

        def work(connection: sqlite3.Connection) -> StoredIssue | None:
            row = connection.execute(f"SELECT id FROM issues ORDER BY {NEWEST_FIRST} LIMIT 1").fetchone()
            return _load(connection, row["id"]) if row else None

        return await self._database.read(work)

    async def load(self, issue_id: int) -> StoredIssue | None:
        """An issue by its id in the archive."""
        return await self._database.read(lambda connection: _load(connection, issue_id))

    async def find(self, text: str, limit: int = 25) -> tuple[IssueRef, ...]:
        """Issues whose title, date, week or number holds every word of a text, newest first; all for ""."""

        return await self._database.read(lambda connection: matching(connection, text, limit))

    async def years(self) -> tuple[int, ...]:
        """The years that the archive has issues of, newest first."""

        def work(connection: sqlite3.Connection) -> tuple[int, ...]:
            rows = connection.execute(
                "SELECT DISTINCT CAST(substr(day, 1, 4) AS INTEGER) AS year FROM issues WHERE day <> '' ORDER BY 1 DESC"
            )
            return tuple(row["year"] for row in rows)

        return await self._database.read(work)


def matching(connection: sqlite3.Connection, text: str, limit: int) -> tuple[IssueRef, ...]:
    """Issues whose title, date, week or number holds every word of a text, newest first."""
    rows = connection.execute(
        f"SELECT {REF}, issues.title || ' ' || issues.day || ' week ' || coalesce(week, '')"
        f" || ' #' || coalesce(number, '') AS name FROM issues ORDER BY {NEWEST_FIRST}"
    )
    words = [_spelling(word) for word in text.casefold().split()]
    named = [(row, row["name"].casefold()) for row in rows]
    found = [(row, name) for row, name in named if all(re.search(word, name) for word in words)]
    # “week 1” means the first week; the tenth and all others with a 1 somewhere come after it.
    phrase = re.compile(" ".join(words) + r"(?!\d)")
    found.sort(key=lambda one: not phrase.search(one[1]))
    return tuple(read_ref(row) for row, _ in found[:limit])


def _spelling(word: str) -> str:
    """Finds a word anywhere, a number only where one begins: 5 is not in February 15."""
    return rf"(?<!\d)0*{word.lstrip('0') or '0'}" if word.isdecimal() else re.escape(word)


def _save(connection: sqlite3.Connection, issue: Issue, now: datetime, *, deliver: bool) -> Saved:
    found = _find(connection, issue)
    digest = content_hash(issue)
    if found and found["hash"] == digest:
        return Saved(found["id"], SaveStatus.UNCHANGED)
    moment = place(issue, _anchors(connection))
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
    entries.write(connection, issue_id, issue)
    if issue.number is not None and calendar_day(issue) is not None:
        _place_numbers(connection)
    if found:
        deliveries.correct(connection, issue_id, now)
        return Saved(issue_id, SaveStatus.CHANGED)
    return Saved(issue_id, SaveStatus.NEW, deliveries.queue(connection, issue_id, now) if deliver else 0)


def _find(connection: sqlite3.Connection, issue: Issue) -> sqlite3.Row | None:
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


def _anchors(connection: sqlite3.Connection) -> tuple[tuple[int, date], ...]:
    rows = connection.execute("SELECT * FROM issues WHERE number IS NOT NULL")
    return anchors(_read_dates(row) for row in rows)


def _place_numbers(connection: sqlite3.Connection) -> None:
    """A new anchor puts issues that have nothing but a number on the calendar, or moves them on it."""
    known = _anchors(connection)
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


def _load(connection: sqlite3.Connection, issue_id: int) -> StoredIssue | None:
    row = connection.execute("SELECT * FROM issues WHERE id = ?", (issue_id,)).fetchone()
    if row is None:
        return None
    content: dict[int, list[Entry]] = {}
    for entry in connection.execute("SELECT * FROM entries WHERE issue_id = ? ORDER BY section, position", (issue_id,)):
        content.setdefault(entry["section"], []).append(read_entry(entry))
    sections = tuple(
        Section(s["number"], s["title"], SectionKind(s["kind"]), tuple(content.get(s["position"], ())))
        for s in connection.execute("SELECT * FROM sections WHERE issue_id = ? ORDER BY position", (issue_id,))
    )
    issue = Issue(
        title=row["title"],
        sections=sections,
        source_url=row["source_url"],
        year=row["year"],
        week=row["week"],
        number=row["number"],
        date=read_day(row["date"]),
        language=row["language"],
        picks=tuple(read_remark(remark) for remark in json.loads(row["picks"])),
        commentary=tuple(read_commentary(block) for block in json.loads(row["commentary"])),
    )
    return StoredIssue(IssueRef(issue_id, issue.title, read_day(row["day"]), issue.language), issue, row["hash"])
