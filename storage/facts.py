"""Named values that survive a restart."""

import sqlite3

from storage.engine.database import Database

RESUMED = "delivery resumed at"
"""The fact that says when the operator last let delivery go on."""


class Facts:
    """A key-value store of short texts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> str | None:
        """The value of a name; None where there is none."""

        def work(connection: sqlite3.Connection) -> str | None:
            row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
            return row["value"] if row else None

        return await self._database.read(work)

    async def put(self, name: str, value: str) -> None:
        """Set the value of a name."""
        await self._database.write(
            lambda connection: connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))
        )
