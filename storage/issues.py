"""Issues in the archive: saved as they are read in, updated in place when their author corrects them."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime

from newsletter.chronology import NOWHERE, Moment
from newsletter.identity import content_hash
from newsletter.model import Entry, Issue, Section, SectionKind
from storage import saving
from storage.database import Database
from storage.records import IssueRef, Saved, SaveStatus, StoredIssue
from storage.refs import NEWEST_FIRST, matching
from storage.rows import read_commentary, read_day, read_entry, read_remark
from storage.search import index


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
        return (await self._save([issue], now, deliver=deliver))[0]

    async def save_all(self, issues: Iterable[Issue], now: datetime) -> list[Saved]:
        """Put many issues into the archive in one transaction, none of them to be delivered: a backfill."""
        return await self._save(issues, now, deliver=False)

    async def _save(self, issues: Iterable[Issue], now: datetime, *, deliver: bool) -> list[Saved]:
        def work(connection: sqlite3.Connection) -> list[Saved]:
            written: list[int] = []
            saved = [saving.save(connection, issue, now, written, deliver=deliver) for issue in issues]
            index.put(connection, dict.fromkeys(written))
            return saved

        return await self._database.write(work)

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
        return await self._database.read(saving.anchors_of)

    async def holds(self, issue: Issue) -> bool:
        """Whether the archive has this issue, in whatever version."""
        return await self._database.read(lambda connection: saving.find(connection, issue) is not None)

    async def foresee(self, issue: Issue) -> tuple[SaveStatus, int | None]:
        """What saving an issue would do, and the id it has in the archive already, if it has one."""

        def work(connection: sqlite3.Connection) -> tuple[SaveStatus, int | None]:
            found = saving.find(connection, issue)
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
