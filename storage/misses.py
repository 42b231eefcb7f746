"""What readers searched for and did not find: the texts and how often, never by whom."""

import sqlite3
from datetime import datetime

from newsletter.search.tokenizer import fold
from storage.engine.database import Database
from storage.rows import instant

LONGEST = 100  # characters; a pasted paragraph says little that its beginning does not
KEPT = 5_000  # texts; what was asked for longest ago makes room


class Misses:
    """Counted texts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, text: str, now: datetime) -> None:
        """One more search for this text that found nothing."""
        folded = " ".join(fold(text).split())[:LONGEST]

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO misses VALUES (?, 1, ?)"
                " ON CONFLICT (text) DO UPDATE SET times = times + 1, last_at = excluded.last_at",
                (folded, instant(now)),
            )
            connection.execute(
                "DELETE FROM misses WHERE text IN (SELECT text FROM misses ORDER BY last_at DESC LIMIT -1 OFFSET ?)",
                (KEPT,),
            )

        await self._database.write(work)

    async def top(self, limit: int = 20) -> tuple[tuple[str, int], ...]:
        """The texts that were missed most often, with how often."""

        def work(connection: sqlite3.Connection) -> tuple[tuple[str, int], ...]:
            rows = connection.execute(
                "SELECT text, times FROM misses ORDER BY times DESC, last_at DESC LIMIT ?", (limit,)
            )
            return tuple((row["text"], row["times"]) for row in rows)

        return await self._database.read(work)
