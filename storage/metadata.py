"""Paper metadata from arXiv."""

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

REFRESH_INTERVAL = timedelta(days=30)
"""Age after which metadata is fetched again."""

MISS_BACKOFF = (timedelta(hours=12), *(timedelta(days=days) for days in (1, 2, 4, 8, 16)))
"""Wait after arXiv did not know a paper, by the number of misses in a row; then REFRESH_INTERVAL.

arXiv's API often learns of a new paper a day late.
"""


@dataclass(frozen=True, slots=True)
class MetadataCounts:
    """How many papers the archive mentions, and how many arXiv knows."""

    papers: int
    known: int
    unknown: int  # fetched, and unknown to arXiv
    oldest: datetime | None  # time of the oldest fetch


class Metadata:
    """Official titles, authors and abstracts, by arXiv id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, records: Iterable[PaperRecord], now: datetime) -> int:
        """Store records, replacing earlier ones, and reindex the entries about them. Returns the number of entries.

        One transaction. A record without a title is a miss: earlier metadata of that paper is kept.
        """
        kept = list(records)

        def work(connection: sqlite3.Connection) -> int:
            found = [record for record in kept if record.title is not None]
            concerned = entries.about(connection, [record.arxiv_id for record in found])
            indexer.remove(connection, concerned)
            connection.executemany(_FOUND, [_values(record, now) for record in found])
            indexer.add(connection, concerned)
            missed = [(record.arxiv_id, instant(now)) for record in kept if record.title is None]
            connection.executemany(_MISSED, missed)
            return len(concerned)

        return await self._database.write(work)

    async def load(self, arxiv_ids: Iterable[str]) -> dict[str, PaperRecord]:
        """Load metadata by arXiv id; unknown papers are left out."""
        wanted = list(arxiv_ids)

        def work(connection: sqlite3.Connection) -> dict[str, PaperRecord]:
            rows = (
                connection.execute("SELECT * FROM papers WHERE arxiv_id = ?", (paper,)).fetchone() for paper in wanted
            )
            return {row["arxiv_id"]: read_record(row) for row in rows if row}

        return await self._database.read(work)

    async def missing(self, limit: int, older_than: datetime | None = None) -> tuple[str, ...]:
        """Papers to fetch: never fetched ones first, newest entry first, then records from before `older_than`, oldest
        first.

        Includes papers that entries only mention. A paper that arXiv did not know is due after MISS_BACKOFF.
        """
        waits = (REFRESH_INTERVAL, *MISS_BACKOFF, REFRESH_INTERVAL)  # indexed by misses in a row
        limits = [instant(older_than + REFRESH_INTERVAL - wait) if older_than else "" for wait in waits]

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

    async def count(self) -> MetadataCounts:
        """Count the papers by what is known of them."""

        def work(connection: sqlite3.Connection) -> MetadataCounts:
            row = connection.execute(
                "SELECT count(*) AS papers, count(papers.title) AS known,"
                " count(papers.arxiv_id) - count(papers.title) AS unknown, min(fetched_at) AS oldest"
                f" FROM (SELECT DISTINCT arxiv_id FROM ({_EVERY})) LEFT JOIN papers USING (arxiv_id)"
            ).fetchone()
            oldest = read_instant(row["oldest"]) if row["oldest"] else None
            return MetadataCounts(row["papers"], row["known"], row["unknown"], oldest)

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
