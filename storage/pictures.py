"""Pictures of issues: which addresses were checked, with what result, and when each is checked again."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from newsletter.model import Issue
from newsletter.picture_check import CheckedPicture, PictureSize, PictureState
from newsletter.pictures import picture_addresses
from storage.engine.database import Database
from storage.rows import instant

CHECK_INTERVAL = timedelta(days=30)
"""Age after which a result is checked again, also that of a dead address."""

FIRST_RETRY = timedelta(minutes=5)
"""Wait after a first failed check; it doubles with each further one."""

MAX_FAILURES = 8
"""Failed checks in a row after which an address counts as dead: with the waits between them, after ten hours."""


class Pictures:
    """The checked addresses of pictures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unchecked(self, addresses: Iterable[str], now: datetime) -> tuple[str, ...]:
        """Return those addresses, in order, whose result is not known or so old that they are due again."""
        wanted = list(addresses)

        def work(connection: sqlite3.Connection) -> tuple[str, ...]:
            rows = connection.execute(
                f"SELECT address FROM pictures WHERE {_GIVEN} AND next_at > ?", (json.dumps(wanted), instant(now))
            )
            known = {row["address"] for row in rows}
            return tuple(address for address in wanted if address not in known)

        return await self._database.read(work)

    async def due(self, now: datetime, limit: int) -> tuple[str, ...]:
        """Return addresses to check now: those of the newest issues first."""

        def work(connection: sqlite3.Connection) -> tuple[str, ...]:
            rows = connection.execute(
                "SELECT address, max(issue_id) AS newest FROM pictures JOIN issue_pictures USING (address)"
                " WHERE next_at <= ? GROUP BY address ORDER BY checked_at IS NOT NULL, newest DESC, address LIMIT ?",
                (instant(now), limit),
            )
            return tuple(row["address"] for row in rows)

        return await self._database.read(work)

    async def usable(self, addresses: Iterable[str]) -> Mapping[str, PictureSize]:
        """Return those addresses that may be shown, with the sizes of their pictures."""
        wanted = json.dumps(list(addresses))

        def work(connection: sqlite3.Connection) -> Mapping[str, PictureSize]:
            return _sizes(connection.execute(f"SELECT * FROM pictures WHERE {_GIVEN} AND state = 'usable'", (wanted,)))

        return await self._database.read(work)

    async def record(self, checked: Iterable[CheckedPicture], now: datetime) -> None:
        """Store results. A failed check is retried with backoff; until it counts as dead, a usable picture stays so."""
        results = list(checked)

        def work(connection: sqlite3.Connection) -> None:
            for result in results:
                _record(connection, result, now)

        await self._database.write(work)


def usable_of(connection: sqlite3.Connection, issue_id: int) -> Mapping[str, PictureSize]:
    """Return the addresses of an issue's pictures that may be shown, with their sizes."""
    return _sizes(
        connection.execute(
            "SELECT * FROM issue_pictures JOIN pictures USING (address) WHERE issue_id = ? AND state = 'usable'",
            (issue_id,),
        )
    )


def link(connection: sqlite3.Connection, issue_id: int, issue: Issue, now: datetime) -> None:
    """Store which pictures an issue has; new ones are due for a check. Drops those that no issue has any more."""
    addresses = picture_addresses(issue)
    before = connection.execute("SELECT address FROM issue_pictures WHERE issue_id = ?", (issue_id,)).fetchall()
    connection.execute("DELETE FROM issue_pictures WHERE issue_id = ?", (issue_id,))
    connection.executemany(
        "INSERT OR IGNORE INTO pictures (address, next_at) VALUES (?, ?)",
        [(address, instant(now)) for address in addresses],
    )
    connection.executemany("INSERT INTO issue_pictures VALUES (?, ?)", [(issue_id, address) for address in addresses])
    connection.executemany(
        "DELETE FROM pictures WHERE address = ?1 AND NOT EXISTS (SELECT 1 FROM issue_pictures WHERE address = ?1)",
        [(row["address"],) for row in before if row["address"] not in addresses],
    )


_GIVEN = "address IN (SELECT value FROM json_each(?))"


def _sizes(rows: Iterable[sqlite3.Row]) -> Mapping[str, PictureSize]:
    return {row["address"]: PictureSize(row["width"] or 0, row["height"] or 0) for row in rows}


def _record(connection: sqlite3.Connection, result: CheckedPicture, now: datetime) -> None:
    if result.state is PictureState.PENDING:
        _record_failure(connection, result, now)
        return
    connection.execute(
        "INSERT INTO pictures (address, state, reason, kind, width, height, bytes, checked_at, next_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (address) DO UPDATE SET state = excluded.state,"
        " reason = excluded.reason, kind = excluded.kind, width = excluded.width, height = excluded.height,"
        " bytes = excluded.bytes, failures = 0, checked_at = excluded.checked_at, next_at = excluded.next_at",
        (
            result.address,
            result.state,
            result.reason,
            result.kind,
            result.width,
            result.height,
            result.size,
            instant(now),
            instant(now + CHECK_INTERVAL),
        ),
    )


def _record_failure(connection: sqlite3.Connection, result: CheckedPicture, now: datetime) -> None:
    row = connection.execute("SELECT failures FROM pictures WHERE address = ?", (result.address,)).fetchone()
    failures = (row["failures"] if row else 0) + 1
    is_dead = failures >= MAX_FAILURES
    wait = CHECK_INTERVAL if is_dead else FIRST_RETRY * 2 ** (failures - 1)
    connection.execute(
        "INSERT INTO pictures (address, reason, failures, checked_at, next_at) VALUES (:address, :reason, 1, :now, :at)"
        " ON CONFLICT (address) DO UPDATE SET state = CASE WHEN :is_dead THEN 'dead' ELSE state END,"
        " reason = :reason, failures = :failures, checked_at = :now, next_at = :at",
        {
            "address": result.address,
            "reason": result.reason,
            "failures": failures,
            "is_dead": is_dead,
            "now": instant(now),
            "at": instant(now + wait),
        },
    )
