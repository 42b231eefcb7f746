"""Issues in the archive: saved as they are read in, updated in place when their author corrects them."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import repeat

from newsletter.chronology import Moment
from newsletter.identity import content_hash
from newsletter.model import Entry, Issue, Section, SectionKind
from storage.engine.database import Database
from storage.issues import placing, saving
from storage.issues.matching import find_issue
from storage.issues.refs import NEWEST_FIRST, matching
from storage.records import OPERATOR, Foreseen, IssueRef, Provenance, Saved, SaveStatus, StoredIssue
from storage.rows import read_commentary, read_day, read_entry, read_remark
from storage.search import indexer


class Issues:
    """The archive's issues."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, issue: Issue, now: datetime, origin: Provenance = OPERATOR, *, deliver: bool = False) -> Saved:
        """Put an issue into the archive.

        The same issue (storage.matching) is updated in place when its content changed; its entries keep their ids. A
        new issue that is to be delivered gets, in the same transaction, a row in the outbox for every active
        subscription.
        """
        return (await self._save([(issue, origin)], now, deliver=deliver))[0]

    async def save_all(self, issues: Iterable[Issue], now: datetime, origins: Sequence[Provenance] = ()) -> list[Saved]:
        """Put many issues into the archive in one transaction, none of them to be delivered: a backfill."""
        return await self._save(zip(issues, origins or repeat(OPERATOR), strict=False), now, deliver=False)

    async def _save(self, issues: Iterable[tuple[Issue, Provenance]], now: datetime, *, deliver: bool) -> list[Saved]:
        def work(connection: sqlite3.Connection) -> list[Saved]:
            written: list[int] = []
            placing.settle(connection, now.date())
            saved = [saving.save(connection, issue, now, written, origin, deliver=deliver) for issue, origin in issues]
            indexer.put(connection, dict.fromkeys(written))
            return saved

        return await self._database.write(work)

    async def settle(self, today: date) -> None:
        """Take issues of a day later than tomorrow out of the order, and put those in whose day has come."""
        if await self._database.read(lambda connection: placing.ahead(connection, today)):
            await self._database.write(lambda connection: placing.settle(connection, today))

    async def newest_moment(
        self, today: date = date.max, source: str | None = None, anchors: Sequence[tuple[int, date]] = ()
    ) -> Moment:
        """Where the newest issue stands in the order of issues; NOWHERE where there is none.

        `source`: the newest that came from it. Days later than tomorrow do not count. `anchors` may put issues on the
        calendar that had nothing but a number.
        """
        return await self._database.read(lambda connection: placing.newest(connection, today, source, anchors))

    async def anchors(self, today: date = date.max) -> tuple[tuple[int, date], ...]:
        """The (number, day) pairs that tie the archive's numbers to the calendar."""
        return await self._database.read(lambda connection: placing.anchors_of(connection, today))

    async def foresee(self, issue: Issue, origin: Provenance = OPERATOR) -> Foreseen:
        """What saving an issue would do."""

        def work(connection: sqlite3.Connection) -> Foreseen:
            match = find_issue(connection, issue, origin)
            if match.row is None:
                return Foreseen(SaveStatus.NEW, may_be_old=match.may_be_old)
            same = match.is_kept or match.row["hash"] == content_hash(issue)
            return Foreseen(SaveStatus.UNCHANGED if same else SaveStatus.CHANGED, match.row["id"])

        return await self._database.read(work)

    async def latest(self) -> StoredIssue | None:
        """The newest issue, None in an empty archive.

        One of a day later than tomorrow is the newest as long as no other has come after it.
        """

        def work(connection: sqlite3.Connection) -> StoredIssue | None:
            row = connection.execute(f"SELECT id FROM issues ORDER BY {NEWEST_FIRST} LIMIT 1").fetchone()
            if row is None:
                return None
            ahead = connection.execute(
                "SELECT max(id) AS id FROM issues WHERE certainty = 0 AND coalesce(date, week) IS NOT NULL AND id > ?",
                (row["id"],),
            ).fetchone()
            return _load(connection, ahead["id"] or row["id"])

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
