"""Searches without hits: the texts and how often, without user ids."""

import sqlite3
from datetime import datetime

from newsletter.search.tokenizer import fold
from storage.engine.database import Database
from storage.rows import instant

MAX_LENGTH = 100  # characters; longer texts are cut
MAX_TEXTS = 5_000  # texts; the least recent ones are deleted


class Misses:
    """Counts of texts that matched nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, text: str, now: datetime) -> None:
        """Count one more search for this text."""
        folded = " ".join(fold(text).split())[:MAX_LENGTH]

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO misses VALUES (?, 1, ?)"
                " ON CONFLICT (text) DO UPDATE SET times = times + 1, last_at = excluded.last_at",
                (folded, instant(now)),
            )
            connection.execute(
                "DELETE FROM misses WHERE text IN (SELECT text FROM misses ORDER BY last_at DESC LIMIT -1 OFFSET ?)",
                (MAX_TEXTS,),
            )

        await self._database.write(work)

    async def top(self, limit: int = 20) -> tuple[tuple[str, int], ...]:
        """The most frequent texts with their counts."""

        def work(connection: sqlite3.Connection) -> tuple[tuple[str, int], ...]:
            rows = connection.execute(
                "SELECT text, times FROM misses ORDER BY times DESC, last_at DESC LIMIT ?", (limit,)
            )
            return tuple((row["text"], row["times"]) for row in rows)

        return await self._database.read(work)
