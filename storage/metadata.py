"""What arXiv says of the archive's papers."""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsletter.model import PaperRecord
from storage.engine.database import Database
from storage.issues import entries
from storage.json_columns import dump
from storage.rows import instant, read_instant, read_record
from storage.search import indexer

REFRESH = timedelta(days=30)
"""How long what arXiv says of a paper is taken for up to date."""

RETRIES = (timedelta(hours=12), *(timedelta(days=days) for days in (1, 2, 4, 8, 16)))
"""How long to wait after arXiv did not know a paper, once, twice in a row and so on; then REFRESH. Its API often
learns of a new paper a day late."""


@dataclass(frozen=True, slots=True)
class Known:
    """How many papers the archive speaks of, and of how many of them arXiv has said something."""

    papers: int
    known: int
    unknown: int  # asked for, and arXiv does not know them
    oldest: datetime | None  # when the longest unrefreshed was asked for


class Metadata:
    """Official titles, authors and abstracts, by arXiv id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, records: Iterable[PaperRecord], now: datetime) -> int:
        """Keep what arXiv says, in place of what it said before; how many entries are found by it from now on.

        The entries about these papers are indexed anew in the same transaction. A record without title is a paper
        that arXiv does not know now: what it said earlier is kept.
        """
        kept = list(records)

        def work(connection: sqlite3.Connection) -> int:
            found = [record for record in kept if record.title is not None]
            concerned = entries.about(connection, [record.arxiv_id for record in found])
            indexer.drop(connection, concerned)
            connection.executemany(_FOUND, [_values(record, now) for record in found])
            indexer.put(connection, concerned)
            missed = [(record.arxiv_id, instant(now)) for record in kept if record.title is None]
            connection.executemany(_MISSED, missed)
            return len(concerned)

        return await self._database.write(work)

    async def load(self, arxiv_ids: Iterable[str]) -> dict[str, PaperRecord]:
        """What is known of papers, by id; those that nothing is known of are left out."""
        wanted = list(arxiv_ids)

        def work(connection: sqlite3.Connection) -> dict[str, PaperRecord]:
            rows = (
                connection.execute("SELECT * FROM papers WHERE arxiv_id = ?", (paper,)).fetchone() for paper in wanted
            )
            return {row["arxiv_id"]: read_record(row) for row in rows if row}

        return await self._database.read(work)

    async def missing(self, limit: int, older_than: datetime | None = None) -> tuple[str, ...]:
        """Papers of the archive to ask arXiv about: those never asked for, newest entries first, then those whose
        record is from before `older_than`, longest ago first. Papers that entries only mention come too.

        One that arXiv did not know is asked for again sooner than after REFRESH, see RETRIES.
        """
        waits = (REFRESH, *RETRIES, REFRESH)  # by the misses in a row
        limits = [instant(older_than + REFRESH - wait) if older_than else "" for wait in waits]

        def work(connection: sqlite3.Connection) -> tuple[str, ...]:
            rows = connection.execute(
                f"WITH limits (misses, before) AS (VALUES {', '.join(f'({n}, ?)' for n in range(len(waits)))})"
                " SELECT arxiv_id, max(entry_id) AS newest, fetched_at"
                f" FROM ({_EVERY}) LEFT JOIN papers USING (arxiv_id)"
                " LEFT JOIN limits ON limits.misses = min(papers.misses, ?)"
                " WHERE fetched_at IS NULL OR fetched_at < before"
                " GROUP BY arxiv_id ORDER BY fetched_at IS NOT NULL, fetched_at, newest DESC LIMIT ?",
                (*limits, len(waits) - 1, limit),
            )
            return tuple(row["arxiv_id"] for row in rows)

        return await self._database.read(work)

    async def count(self) -> Known:
        """How much is known of the archive's papers."""

        def work(connection: sqlite3.Connection) -> Known:
            row = connection.execute(
                "SELECT count(*) AS papers, count(papers.title) AS known,"
                " count(papers.arxiv_id) - count(papers.title) AS unknown, min(fetched_at) AS oldest"
                f" FROM (SELECT DISTINCT arxiv_id FROM ({_EVERY})) LEFT JOIN papers USING (arxiv_id)"
            ).fetchone()
            oldest = read_instant(row["oldest"]) if row["oldest"] else None
            return Known(row["papers"], row["known"], row["unknown"], oldest)

        return await self._database.read(work)


_EVERY = (
    "SELECT arxiv_id, id AS entry_id FROM entries WHERE arxiv_id IS NOT NULL"
    " UNION ALL SELECT arxiv_id, entry_id FROM mentions"
)

_FOUND = (
    "INSERT OR REPLACE INTO papers"
    " (arxiv_id, title, authors, abstract, categories, published, updated, fetched_at, misses)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)"
)
_MISSED = (
    "INSERT INTO papers (arxiv_id, authors, categories, fetched_at, misses) VALUES (?, '[]', '[]', ?, 1)"
    " ON CONFLICT (arxiv_id) DO UPDATE SET fetched_at = excluded.fetched_at, misses = misses + 1"
)


def _values(record: PaperRecord, now: datetime) -> tuple[object, ...]:
    return (
        record.arxiv_id,
        record.title,
        dump(record.authors),
        record.abstract or None,
        dump(record.categories),
        record.published.isoformat() if record.published else None,
        record.updated.isoformat() if record.updated else None,
        instant(now),
    )
