"""How the sources are doing: what the last answer was, when to ask again."""

import json
import sqlite3
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from storage.database import Database
from storage.rows import instant, read_instant

LONGEST = timedelta(days=1)
"""However often a source fails, it is asked again after this long."""


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source. `items` has a hash for each of its items that was read, by the item's key."""

    name: str
    address: str
    etag: str | None = None
    modified: str | None = None
    checked_at: datetime | None = None
    read_at: datetime | None = None
    next_at: datetime | None = None  # None: at once
    failures: int = 0
    problem: str | None = None
    items: dict[str, str] = field(default_factory=dict)

    def succeeded(self, now: datetime, every: timedelta) -> "SourceState":
        """The state after an answer."""
        return replace(self, checked_at=now, read_at=now, next_at=now + every, failures=0, problem=None)

    def failed(self, now: datetime, every: timedelta, problem: str, retry_after: float | None) -> "SourceState":
        """The state after a failure: twice as long to the next look each time, or as long as the server asked for."""
        wait = min(every * 2 ** min(self.failures, 16), max(LONGEST, every))
        if retry_after is not None:
            wait = max(wait, min(timedelta(seconds=retry_after), 7 * LONGEST))
        return replace(self, checked_at=now, next_at=now + wait, failures=self.failures + 1, problem=problem)


class Sources:
    """The states of all sources that were ever looked at."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, name: str, address: str) -> SourceState:
        """A source's state; that of one never looked at where there is none for this address."""

        def work(connection: sqlite3.Connection) -> SourceState:
            row = connection.execute("SELECT * FROM sources WHERE name = ? AND address = ?", (name, address)).fetchone()
            return _read(row) if row else SourceState(name, address)

        return await self._database.read(work)

    async def save(self, state: SourceState) -> None:
        """Remember a state in place of the one before."""
        values = (
            state.name,
            state.address,
            state.etag,
            state.modified,
            *(instant(moment) if moment else None for moment in (state.checked_at, state.read_at)),
            instant(state.next_at) if state.next_at else "",
            state.failures,
            state.problem,
            json.dumps(state.items),
        )
        await self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values
            )
        )


def _read(row: sqlite3.Row) -> SourceState:
    moments = {name: read_instant(row[name]) if row[name] else None for name in ("checked_at", "read_at", "next_at")}
    return SourceState(
        row["name"],
        row["address"],
        row["etag"],
        row["modified"],
        failures=row["failures"],
        problem=row["problem"],
        items=json.loads(row["items"]),
        **moments,
    )
