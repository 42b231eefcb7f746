"""Stores and loads issues. A correction updates the stored issue."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import repeat

from newsletter.chronology import Moment
from newsletter.identity import content_hash
from newsletter.model import Entry, Issue, Section, SectionKind
from storage import pictures
from storage.engine.database import Database
from storage.issues import entries, ordering, saving
from storage.issues.matching import find_issue
from storage.issues.refs import NEWEST_FIRST, find_refs
from storage.json_columns import read_commentary, read_remarks
from storage.records import OPERATOR, Foreseen, IssueRef, Provenance, Saved, SaveStatus, StoredIssue
from storage.rows import read_day, read_entry, read_record
from storage.search import indexer


class Issues:
    """The issues of the archive."""

    def __init__(self, database: Database, *, with_pictures: bool = True) -> None:
        self._database = database
        self._with_pictures = with_pictures

    async def save(self, issue: Issue, now: datetime, origin: Provenance = OPERATOR, *, deliver: bool = False) -> Saved:
        """Save an issue; returns what was done.

        A known issue (storage.issues.matching) is updated where its content changed; its entries keep their ids. With
        `deliver`, a new issue gets one outbox row per active subscription, in the same transaction.
        """
        return (await self._save([(issue, origin)], now, deliver=deliver))[0]

    async def save_all(self, issues: Iterable[Issue], now: datetime, origins: Sequence[Provenance] = ()) -> list[Saved]:
        """Save many issues in one transaction without delivery: a backfill."""
        return await self._save(zip(issues, origins or repeat(OPERATOR), strict=False), now, deliver=False)

    async def _save(self, issues: Iterable[tuple[Issue, Provenance]], now: datetime, *, deliver: bool) -> list[Saved]:
        def work(connection: sqlite3.Connection) -> list[Saved]:
            written: list[int] = []
            ordering.refresh(connection, now.date())
            saved = [saving.save(connection, issue, now, written, origin, deliver=deliver) for issue, origin in issues]
            indexer.add(connection, dict.fromkeys(written))
            return saved

        return await self._database.write(work)

    async def refresh_order(self, today: date) -> None:
        """Remove issues dated later than tomorrow from the order, and insert those whose date has come."""
        if await self._database.read(lambda connection: ordering.date_pending(connection, today)):
            await self._database.write(lambda connection: ordering.refresh(connection, today))

    async def newest_moment(
        self, today: date = date.max, source: str | None = None, anchors: Sequence[tuple[int, date]] = ()
    ) -> Moment:
        """Position of the newest issue in the chronological order; NOWHERE where there is none.

        `source` restricts it to issues from that source. Days later than tomorrow do not count. `anchors` may date
        issues that
        have only a number.
        """
        return await self._database.read(lambda connection: ordering.newest(connection, today, source, anchors))

    async def anchors(self, today: date = date.max) -> tuple[tuple[int, date], ...]:
        """The (number, day) pairs that date the archive's issue numbers."""
        return await self._database.read(lambda connection: ordering.load_anchors(connection, today))

    async def foresee(self, issue: Issue, origin: Provenance = OPERATOR) -> Foreseen:
        """What saving an issue would do; changes nothing."""

        def work(connection: sqlite3.Connection) -> Foreseen:
            match = find_issue(connection, issue, origin)
            if match.row is None:
                return Foreseen(SaveStatus.NEW, may_be_old=match.may_be_old)
            same = match.is_foreign or saving.is_unchanged(match.row, issue, content_hash(issue))
            return Foreseen(SaveStatus.UNCHANGED if same else SaveStatus.CHANGED, match.row["id"])

        return await self._database.read(work)

    async def latest(self) -> StoredIssue | None:
        """The newest issue; None in an empty archive.

        An issue dated later than tomorrow is the newest until another one is stored after it.
        """

        def work(connection: sqlite3.Connection) -> StoredIssue | None:
            row = connection.execute(f"SELECT id FROM issues ORDER BY {NEWEST_FIRST} LIMIT 1").fetchone()
            if row is None:
                return None
            ahead = connection.execute(
                "SELECT max(id) AS id FROM issues WHERE certainty = 0 AND coalesce(date, week) IS NOT NULL AND id > ?",
                (row["id"],),
            ).fetchone()
            return _load(connection, ahead["id"] or row["id"], with_pictures=self._with_pictures)

        return await self._database.read(work)

    async def load(self, issue_id: int) -> StoredIssue | None:
        """Load an issue by its id; None where there is none."""
        return await self._database.read(
            lambda connection: _load(connection, issue_id, with_pictures=self._with_pictures)
        )

    async def find(self, text: str, limit: int = 25) -> tuple[IssueRef, ...]:
        """Issues whose title, date, week or number contains every word, newest first; all for an empty text."""

        return await self._database.read(lambda connection: find_refs(connection, text, limit))

    async def years(self) -> tuple[int, ...]:
        """The years that the archive has issues of, newest first."""

        def work(connection: sqlite3.Connection) -> tuple[int, ...]:
            rows = connection.execute(
                "SELECT DISTINCT CAST(substr(day, 1, 4) AS INTEGER) AS year FROM issues WHERE day <> '' ORDER BY 1 DESC"
            )
            return tuple(row["year"] for row in rows)

        return await self._database.read(work)


def _load(connection: sqlite3.Connection, issue_id: int, *, with_pictures: bool) -> StoredIssue | None:
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
        picks=read_remarks(row["picks"]),
        commentary=read_commentary(row["commentary"]),
        image=row["image"] or None,
    )
    papers = connection.execute(
        "SELECT * FROM papers WHERE title IS NOT NULL"
        " AND arxiv_id IN (SELECT arxiv_id FROM entries WHERE issue_id = ?)",
        (issue_id,),
    )
    return StoredIssue(
        IssueRef(issue_id, issue.title, read_day(row["day"]), issue.language),
        issue,
        row["hash"],
        {paper["arxiv_id"]: read_record(paper) for paper in papers},
        pictures.usable_of(connection, issue_id) if with_pictures else {},
        entry_ids=tuple(entries.of_issue(connection, issue_id)),
    )
