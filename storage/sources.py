"""State of each source: validators, failures and the next poll."""

import sqlite3
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from storage.engine.database import Database
from storage.json_columns import dump, read_hashes
from storage.rows import instant, read_instant

MAX_BACKOFF = timedelta(days=1)
"""Longest wait between polls of a failing source."""

MAX_RETRY_AFTER = timedelta(days=7)
"""Longest Retry-After that is honoured."""

CLOCK_SLACK = timedelta(hours=1)
_MAX_PROBLEM = 300  # characters of a problem that are kept


@dataclass(frozen=True, slots=True)
class SourceState:
    """The stored state of a source. `items` maps an item's key to the hash of its content."""

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
        """Whether to poll now. A time set while the clock was ahead is ignored."""
        was_ahead = self.checked_at is not None and self.checked_at > now + CLOCK_SLACK
        return self.next_at is None or self.next_at <= now or was_ahead

    def succeeded(self, now: datetime, every: timedelta) -> "SourceState":
        """The state after a successful poll."""
        return replace(self, checked_at=now, read_at=now, next_at=now + every, failures=0, problem=None)

    def failed(self, now: datetime, every: timedelta, problem: str, retry_after: float | None = None) -> "SourceState":
        """The state after a failure: exponential backoff, at least `retry_after` seconds.

        The next poll is unconditional, since the validators may be what the server failed on.
        """
        wait = min(every * 2 ** min(self.failures, 16), max(MAX_BACKOFF, every))
        if retry_after is not None:
            wait = max(wait, timedelta(seconds=min(max(retry_after, 0.0), MAX_RETRY_AFTER.total_seconds())))
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
    """One line without control characters and without lone surrogates, which SQLite refuses."""
    line = " ".join(text[: 10 * _MAX_PROBLEM].split())
    shown = "".join(mark if mark.isprintable() else "\ufffd" for mark in line)
    return shown if len(shown) <= _MAX_PROBLEM else shown[: _MAX_PROBLEM - 1] + "…"


class Sources:
    """The states of all sources."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, name: str, address: str) -> SourceState:
        """Load a source's state; a fresh one where this name and address were never polled."""

        def work(connection: sqlite3.Connection) -> SourceState:
            row = connection.execute("SELECT * FROM sources WHERE name = ? AND address = ?", (name, address)).fetchone()
            return _read(row) if row else SourceState(name, address)

        return await self._database.read(work)

    async def save(self, state: SourceState) -> None:
        """Store a state, replacing the earlier one."""
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
