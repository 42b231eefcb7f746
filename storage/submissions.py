"""Issues given to the bot in Discord, from the preview to the archive.

    open → held ⇄ approved → published
      └──────┴────────┴→ dropped

An approved one is published when its window is over; until then it can be undone, and nothing has happened.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from storage.engine.database import Database
from storage.rows import instant, read_instant

WINDOW = timedelta(minutes=5)
"""How long an approval can be undone."""

KEPT = timedelta(days=7)
"""How long a preview that nobody decided on is kept."""


class ImportState(StrEnum):
    """Where an import is on its way."""

    OPEN = "open"  # previewed, nobody decided
    HELD = "held"
    APPROVED = "approved"
    PUBLISHED = "published"
    DROPPED = "dropped"


_FROM = {
    ImportState.HELD: (ImportState.OPEN, ImportState.APPROVED),
    ImportState.APPROVED: (ImportState.OPEN, ImportState.HELD),
    ImportState.DROPPED: (ImportState.OPEN, ImportState.HELD, ImportState.APPROVED),
    ImportState.PUBLISHED: (ImportState.APPROVED,),
}


@dataclass(frozen=True, slots=True)
class Import:
    """A document that somebody gave to the bot."""

    id: int
    name: str
    content: bytes
    kind: str | None  # its content type
    user_id: int
    state: ImportState
    created_at: datetime
    publish_at: datetime | None
    outcome: str | None


class Imports:
    """The documents that wait, and what became of those that waited."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, name: str, content: bytes, kind: str | None, user_id: int, now: datetime) -> int:
        """Keep a document until somebody decides; its id. Undecided ones of last week are forgotten."""

        def work(connection: sqlite3.Connection) -> int:
            connection.execute("DELETE FROM imports WHERE state = 'open' AND created_at < ?", (instant(now - KEPT),))
            cursor = connection.execute(
                "INSERT INTO imports (name, content, kind, user_id, created_at) VALUES (?, ?, ?, ?, ?)",
                (name, content, kind, user_id, instant(now)),
            )
            return int(cursor.lastrowid or 0)

        return await self._database.write(work)

    async def load(self, import_id: int) -> Import | None:
        """A document by its id."""
        found = await self._select("id = ?", import_id)
        return found[0] if found else None

    async def held(self) -> tuple[Import, ...]:
        """What waits for an approval, oldest first."""
        return await self._select("state = ?", ImportState.HELD)

    async def due(self, now: datetime) -> tuple[Import, ...]:
        """What was approved and can no longer be undone, oldest first."""
        return await self._select("state = 'approved' AND publish_at <= ?", instant(now))

    async def move(self, import_id: int, state: ImportState, now: datetime, outcome: str | None = None) -> bool:
        """Decide on a document; False where it is no longer in a state from which that is possible.

        Content is thrown away when a document is published or dropped.
        """
        before = ", ".join(f"'{each}'" for each in _FROM[state])
        ends = state in {ImportState.PUBLISHED, ImportState.DROPPED}
        late = " AND (state <> 'approved' OR publish_at > :now)" if state is not ImportState.PUBLISHED else ""

        def work(connection: sqlite3.Connection) -> bool:
            cursor = connection.execute(
                "UPDATE imports SET state = :state, outcome = :outcome, publish_at = :publish_at,"
                f" content = CASE WHEN :ends THEN x'' ELSE content END WHERE id = :id AND state IN ({before}){late}",
                {
                    "id": import_id,
                    "state": state,
                    "outcome": outcome,
                    "now": instant(now),
                    "publish_at": instant(now + WINDOW) if state is ImportState.APPROVED else None,
                    "ends": ends,
                },
            )
            return cursor.rowcount == 1

        return await self._database.write(work)

    async def _select(self, condition: str, value: int | str) -> tuple[Import, ...]:
        def work(connection: sqlite3.Connection) -> tuple[Import, ...]:
            rows = connection.execute(f"SELECT * FROM imports WHERE {condition} ORDER BY id", (value,))
            return tuple(_read(row) for row in rows)

        return await self._database.read(work)


def _read(row: sqlite3.Row) -> Import:
    return Import(
        row["id"],
        row["name"],
        bytes(row["content"]),
        row["kind"],
        row["user_id"],
        ImportState(row["state"]),
        read_instant(row["created_at"]),
        read_instant(row["publish_at"]) if row["publish_at"] else None,
        row["outcome"],
    )
