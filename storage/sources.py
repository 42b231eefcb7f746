"""How the sources are doing: what the last answer was, when to ask again."""

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from storage.engine.database import Database
from storage.json_columns import dump, read_hashes
from storage.rows import instant, read_instant

LONGEST = timedelta(days=1)
"""However often a source fails, it is asked again after this long."""

LEFT_ALONE = timedelta(days=7)
"""A server that asks for more rest than this is asked all the same."""

CLOCK_SLACK = timedelta(hours=1)
_SENTENCE = 300  # characters of a problem that are kept


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is remembered of a source. `items` has a hash for each of its items that was read, by the item's key."""

    name: str
    address: str
    etag: str | None = None
    modified: str | None = None
    validated_by: str | None = None  # the address that sent `etag` and `modified`; None: the source's own
    checked_at: datetime | None = None
    read_at: datetime | None = None
    next_at: datetime | None = None  # None: at once
    failures: int = 0
    problem: str | None = None
    items: dict[str, str] = field(default_factory=dict)

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to look. The plan does not count where the clock was ahead when it was made."""
        was_ahead = self.checked_at is not None and self.checked_at > now + CLOCK_SLACK
        return self.next_at is None or self.next_at <= now or was_ahead

    def succeeded(self, now: datetime, every: timedelta) -> "SourceState":
        """The state after an answer."""
        return replace(self, checked_at=now, read_at=now, next_at=now + every, failures=0, problem=None)

    def failed(self, now: datetime, every: timedelta, problem: str, retry_after: float | None = None) -> "SourceState":
        """The state after a failure: twice as long to the next look each time, or as long as the server asked for.

        The next look asks for everything, since what the server stumbled over may be what it said of a version.
        """
        wait = min(every * 2 ** min(self.failures, 16), max(LONGEST, every))
        if retry_after is not None:
            wait = max(wait, timedelta(seconds=min(max(retry_after, 0.0), LEFT_ALONE.total_seconds())))
        return replace(
            self,
            etag=None,
            modified=None,
            validated_by=None,
            checked_at=now,
            next_at=now + wait,
            failures=self.failures + 1,
            problem=_printable(problem),
        )


def _printable(text: str) -> str:
    """One line without control characters, for a terminal, and without lone surrogates, which SQLite refuses."""
    line = " ".join(text[: 10 * _SENTENCE].split())
    shown = "".join(mark if mark.isprintable() else "\ufffd" for mark in line)
    return shown if len(shown) <= _SENTENCE else shown[: _SENTENCE - 1] + "…"


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
        values = {
            "name": state.name,
            "address": state.address,
            "etag": state.etag,
            "modified": state.modified,
            "validated_by": state.validated_by,
            "checked_at": instant(state.checked_at) if state.checked_at else None,
            "read_at": instant(state.read_at) if state.read_at else None,
            "next_at": instant(state.next_at) if state.next_at else "",
            "failures": state.failures,
            "problem": state.problem,
            "items": dump(state.items),
        }
        marks = ", ".join(f":{name}" for name in values)
        statement = f"INSERT OR REPLACE INTO sources ({', '.join(values)}) VALUES ({marks})"
        await self._database.write(lambda connection: connection.execute(statement, values))


def _read(row: sqlite3.Row) -> SourceState:
    checked_at, read_at, next_at = (
        read_instant(row[name]) if row[name] else None for name in ("checked_at", "read_at", "next_at")
    )
    return SourceState(
        row["name"],
        row["address"],
        row["etag"],
        row["modified"],
        row["validated_by"],
        checked_at,
        read_at,
        next_at,
        row["failures"],
        row["problem"],
        read_hashes(row["items"]),
    )
