"""Servers that were greeted."""

import sqlite3
from datetime import datetime

from storage.engine.database import Database
from storage.rows import instant


class Greetings:
    """Which servers were greeted, and for which join."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim(self, guild_id: int, joined_at: datetime, now: datetime) -> bool:
        """Record that a server is greeted for a join; False where it was already, for this join or a later one."""

        def work(connection: sqlite3.Connection) -> bool:
            cursor = connection.execute(
                "INSERT INTO greetings (guild_id, joined_at, greeted_at) VALUES (?, ?, ?)"
                " ON CONFLICT (guild_id) DO UPDATE SET joined_at = excluded.joined_at, greeted_at = excluded.greeted_at"
                " WHERE excluded.joined_at > greetings.joined_at",
                (guild_id, instant(joined_at), instant(now)),
            )
            return cursor.rowcount == 1

        return await self._database.write(work)
