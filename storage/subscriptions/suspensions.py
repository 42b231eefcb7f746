"""Subscriptions whose target refuses: counted, paused, told of, and resumed."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from newsletter.schedule.zones import knows_zone, reason_unknown
from storage.deliveries import outbox
from storage.engine.database import Database
from storage.records import Subscription, SubscriptionKind, SubscriptionState
from storage.rows import instant, read_subscription, read_when
from storage.subscriptions.repository import current


class Pauses:
    """What keeps subscriptions from getting their digests for now. What waits for them goes on waiting."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def refused(self, channel_id: int) -> Subscription | None:
        """Count a refusal of a target's digest; the subscription with it."""

        def work(connection: sqlite3.Connection) -> Subscription | None:
            connection.execute(
                "UPDATE subscriptions SET refusals = refusals + 1 WHERE channel_id = ? AND state <> 'ended'",
                (channel_id,),
            )
            row = current(connection, channel_id)
            return read_subscription(row) if row else None

        return await self._database.write(work)

    async def pause(self, channel_id: int, reason: str, now: datetime) -> bool:
        """Stop sending to a target for now; what waits goes on waiting. False where it does not get any."""
        return await self._change(
            "UPDATE subscriptions SET state = 'paused', reason = :reason, changed_at = :now"
            " WHERE channel_id = :channel AND state = 'active'",
            {"reason": reason, "now": instant(now), "channel": channel_id},
        )

    async def resume(self, channel_id: int, now: datetime) -> bool:
        """Send to a paused target again; False where nothing is paused, or its time zone is not known on this host."""
        return await self._database.write(lambda connection: _resume(connection, channel_id, now))

    async def resume_zones(self, now: datetime) -> int:
        """Resume what was suspended for a time zone that this host knows by now. How many."""
        known = [
            paused.target.channel_id
            for kind in SubscriptionKind
            for paused in await self.paused(kind)
            if paused.when and paused.reason == reason_unknown(paused.when.zone) and knows_zone(paused.when.zone)
        ]
        return sum([await self.resume(channel_id, now) for channel_id in known])

    async def welcome_back(self, user_id: int, now: datetime) -> bool:
        """Resume a person's own paused subscription, and send soon what waited; False where nothing was paused."""
        # Looked up first: this is asked at every command, and must not wait for whoever is writing.
        row = await self._database.read(
            lambda connection: connection.execute(
                "SELECT channel_id FROM subscriptions WHERE kind = 'dm' AND user_id = ? AND state = 'paused'",
                (user_id,),
            ).fetchone()
        )
        return row is not None and await self.resume(row["channel_id"], now)

    async def paused(self, kind: SubscriptionKind) -> tuple[Subscription, ...]:
        """Subscriptions that wait for something to be mended."""

        def work(connection: sqlite3.Connection) -> tuple[Subscription, ...]:
            rows = connection.execute("SELECT * FROM subscriptions WHERE state = 'paused' AND kind = ?", (kind,))
            return tuple(read_subscription(row) for row in rows)

        return await self._database.read(work)

    async def untold(self) -> tuple[Subscription, ...]:
        """Paused channels whose subscriber has not been told of it, oldest first."""

        def work(connection: sqlite3.Connection) -> tuple[Subscription, ...]:
            rows = connection.execute(
                "SELECT * FROM subscriptions WHERE state = 'paused' AND kind = 'channel' AND user_id IS NOT NULL"
                " AND told_at IS NULL ORDER BY id"
            )
            return tuple(read_subscription(row) for row in rows)

        return await self._database.read(work)

    async def told(self, subscriptions: Iterable[Subscription], now: datetime) -> None:
        """Record that the subscriber is being told: it counts until a digest arrives again."""
        rows = [(instant(now), subscription.id) for subscription in subscriptions]
        await self._database.write(lambda c: c.executemany("UPDATE subscriptions SET told_at = ? WHERE id = ?", rows))

    async def _change(self, statement: str, values: Mapping[str, object]) -> bool:
        return await self._database.write(lambda connection: connection.execute(statement, values).rowcount == 1)


def _resume(connection: sqlite3.Connection, channel_id: int, now: datetime) -> bool:
    row = current(connection, channel_id)
    if row is None or row["state"] != SubscriptionState.PAUSED:
        return False
    when = read_when(row)
    if when is not None and not knows_zone(when.zone):
        reason = reason_unknown(when.zone)
        connection.execute("UPDATE subscriptions SET reason = ? WHERE id = ?", (reason, row["id"]))
        return False
    connection.execute(
        "UPDATE subscriptions SET state = 'active', reason = NULL, changed_at = ? WHERE id = ?",
        (instant(now), row["id"]),
    )
    if when is not None and row["reason"] == reason_unknown(when.zone):
        outbox.reschedule(connection, row["id"], when, now)
    return True
