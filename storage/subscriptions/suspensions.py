"""Destinations that refuse: failures counted, the destination suspended, somebody notified, the destination resumed.

A subscription is suspended by itself where its time zone is not known on this host.
"""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from newsletter.schedule.zones import knows_zone
from storage.deliveries import outbox
from storage.engine.database import Database
from storage.reasons import Reason, ReasonCode, write_reason
from storage.rows import instant
from storage.subscriptions.records import Destination, DestinationKind, Subscription
from storage.subscriptions.rows import DESTINATION, JOINED, SUBSCRIPTION, read_destination, read_subscription, read_when

_SUSPENDED = (
    "s.id IN (SELECT id FROM subscriptions WHERE state = 'suspended'"
    " UNION SELECT d.id FROM destinations AS e JOIN subscriptions AS d ON d.destination_id = e.id"
    " WHERE e.state = 'suspended' AND d.state NOT IN ('paused', 'ended'))"
)
"""Two looks into indexes that hold nothing but what is suspended."""

_IN_USE = (
    "EXISTS (SELECT 1 FROM subscriptions AS s WHERE s.destination_id = t.id AND s.state NOT IN ('paused', 'ended'))"
)
"""Whether a destination `t` has a subscription that is not paused."""


class Suspensions:
    """What keeps destinations from getting their digests for now. What waits for them goes on waiting."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count_failure(self, channel_id: int) -> int:
        """Count a delivery that a destination refused; how many there were in a row, 0 where it has ended."""

        def work(connection: sqlite3.Connection) -> int:
            row = connection.execute(
                "UPDATE destinations SET failures = failures + 1 WHERE channel_id = ? AND state <> 'ended'"
                " RETURNING failures",
                (channel_id,),
            ).fetchone()
            return int(row["failures"]) if row else 0

        return await self._database.write(work)

    async def suspend(self, channel_id: int, reason: Reason, now: datetime) -> bool:
        """Stop sending to a destination for now; False where it is not active."""
        values = (*write_reason(reason), instant(now), channel_id)
        return await self._database.write(
            lambda connection: (
                connection.execute(
                    "UPDATE destinations SET state = 'suspended', reason = ?, reason_details = ?, changed_at = ?"
                    " WHERE channel_id = ? AND state = 'active'",
                    values,
                ).rowcount
                == 1
            )
        )

    async def resume(self, channel_id: int, now: datetime) -> bool:
        """Send to a suspended destination again; whether any of its subscriptions goes on.

        None does where it is not suspended, or this host knows none of their time zones.
        """
        return await self._database.write(lambda connection: _resume(connection, channel_id, now))

    async def resume_zones(self, now: datetime) -> int:
        """Resume subscriptions that were suspended for a time zone that this host knows by now. How many."""

        def suspended(connection: sqlite3.Connection) -> list[sqlite3.Row]:
            rows = connection.execute("SELECT * FROM subscriptions WHERE state = 'suspended' AND zone IS NOT NULL")
            return [row for row in rows if row["reason"] == ReasonCode.UNKNOWN_ZONE and knows_zone(row["zone"])]

        def work(connection: sqlite3.Connection) -> int:
            found = suspended(connection)
            for row in found:
                connection.execute(
                    "UPDATE subscriptions SET state = 'active', reason = NULL, reason_details = NULL, changed_at = ?"
                    " WHERE id = ?",
                    (instant(now), row["id"]),
                )
                outbox.reschedule(connection, row["id"], read_when(row), now)
            return len(found)

        # Looked up first: there is seldom any, and writing waits for whoever is writing.
        return await self._database.write(work) if await self._database.read(suspended) else 0

    async def welcome_back(self, user_id: int, now: datetime) -> bool:
        """Resume a person's own suspended destination, and send soon what waited; False where none was suspended."""
        # Looked up first: this is asked at every command, and must not wait for whoever is writing.
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT channel_id FROM destinations WHERE kind = 'dm' AND user_id = ? AND state = 'suspended'",
                (user_id,),
            ).fetchone()
        )
        return row is not None and await self.resume(row["channel_id"], now)

    async def suspended(self, kind: DestinationKind) -> tuple[Destination, ...]:
        """Destinations that wait for something to be mended; not those with paused subscriptions only."""

        def work(connection: sqlite3.Connection) -> tuple[Destination, ...]:
            rows = connection.execute(
                f"SELECT {DESTINATION} FROM destinations AS t WHERE t.state = 'suspended' AND t.kind = ? AND {_IN_USE}",
                (kind,),
            )
            return tuple(read_destination(row) for row in rows)

        return await self._database.read(work)

    async def not_notified(self) -> tuple[Subscription, ...]:
        """Suspended subscriptions of channels whose subscriber was not notified, oldest first."""

        def work(connection: sqlite3.Connection) -> tuple[Subscription, ...]:
            rows = connection.execute(
                f"SELECT {SUBSCRIPTION} FROM {JOINED} WHERE {_SUSPENDED} AND t.kind = 'channel'"
                " AND t.user_id IS NOT NULL AND t.notified_at IS NULL ORDER BY s.id"
            )
            return tuple(read_subscription(row) for row in rows)

        return await self._database.read(work)

    async def notified(self, subscriptions: Iterable[Subscription], now: datetime) -> None:
        """Record that the subscriber is being notified: it counts until a digest arrives again."""
        rows = [(instant(now), subscription.destination.id) for subscription in subscriptions]
        await self._database.write(
            lambda c: c.executemany("UPDATE destinations SET notified_at = ? WHERE id = ?", rows)
        )


def _resume(connection: sqlite3.Connection, channel_id: int, now: datetime) -> bool:
    row = connection.execute(
        "UPDATE destinations SET state = 'active', reason = NULL, reason_details = NULL, changed_at = ?"
        " WHERE channel_id = ? AND state = 'suspended' RETURNING id",
        (instant(now), channel_id),
    ).fetchone()
    if row is None:
        return False
    subscriptions = connection.execute(
        "SELECT * FROM subscriptions WHERE destination_id = ? AND state = 'active'", (row["id"],)
    ).fetchall()
    unknown = {one["zone"] for one in subscriptions if one["zone"] and not knows_zone(one["zone"])}
    for zone in unknown:
        outbox.suspend_zone(connection, zone, now)
    return any(one["zone"] not in unknown for one in subscriptions)
