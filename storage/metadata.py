"""What arXiv says of the archive's papers."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from newsletter.model import PaperRecord
from storage import entries, index
from storage.database import Database
from storage.rows import dump, instant, read_record


class Metadata:
    """Official titles, authors and abstracts, by arXiv id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, records: Iterable[PaperRecord], now: datetime) -> int:
        """Keep what arXiv says, in place of what it said before; how many entries are found by it from now on.

        The entries about these papers are indexed anew in the same transaction. A paper that arXiv does not know
        is a record without title, so that it is not asked for again at once.
        """
        kept = list(records)

        def work(connection: sqlite3.Connection) -> int:
            concerned = entries.about(connection, [record.arxiv_id for record in kept])
            index.drop(connection, concerned)
            for record in kept:
                connection.execute(
                    "INSERT OR REPLACE INTO papers VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        record.arxiv_id,
                        record.title,
                        dump(record.authors),
                        record.abstract or None,
                        dump(record.categories),
                        record.published.isoformat() if record.published else None,
                        record.updated.isoformat() if record.updated else None,
                        instant(now),
                    ),
                )
            index.put(connection, concerned)
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
        """Papers of the archive to ask arXiv about: those never asked for, newest entries first, then those asked for
        before `older_than`, longest ago first."""

        def work(connection: sqlite3.Connection) -> tuple[str, ...]:
            rows = connection.execute(
                "SELECT arxiv_id, max(entries.id) AS newest FROM entries LEFT JOIN papers USING (arxiv_id)"
                " WHERE arxiv_id IS NOT NULL AND (fetched_at IS NULL OR fetched_at < ?)"
                " GROUP BY arxiv_id ORDER BY fetched_at IS NOT NULL, fetched_at, newest DESC LIMIT ?",
                (instant(older_than) if older_than else "", limit),
            )
            return tuple(row["arxiv_id"] for row in rows)

        return await self._database.read(work)
