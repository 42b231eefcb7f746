"""Who gets the digest, where and when."""

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from newsletter.schedule import Weekly
from storage import deliveries
from storage.database import Database
from storage.records import Subscription, SubscriptionKind, SubscriptionState, Target
from storage.rows import instant, read_subscription, read_target, read_when, write_when


class Subscriptions:
    """The subscriptions; ended ones stay as history and are not handed out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, target: Target, when: Weekly | None, now: datetime) -> tuple[Subscription, bool]:
        """Subscribe a target, or change when it gets the digest; whether it is a new subscription.

        A new subscription starts with the next issue. A paused one becomes active again.
        """
        return await self._database.write(lambda connection: _add(connection, target, when, now))

    async def add_all(self, wanted: Iterable[tuple[Target, Weekly | None]], now: datetime) -> int:
        """Subscribe many targets, all or none of them; how many are new."""

        def work(connection: sqlite3.Connection) -> int:
            return sum(_add(connection, target, when, now)[1] for target, when in wanted)

        return await self._database.write(work)

    async def end(self, channel_id: int, reason: str, now: datetime) -> bool:
        """End a target's subscription and skip what waits for it; False where there is none."""
        return await self._database.write(lambda connection: _end(connection, channel_id, reason, now))

    async def end_guild(self, guild_id: int, reason: str, now: datetime) -> int:
        """End all subscriptions of a server; how many."""

        def work(connection: sqlite3.Connection) -> int:
            rows = connection.execute(
                "SELECT channel_id FROM subscriptions WHERE guild_id = ? AND state <> 'ended'", (guild_id,)
            ).fetchall()
            return sum(_end(connection, row["channel_id"], reason, now) for row in rows)

        return await self._database.write(work)

    async def refused(self, channel_id: int) -> Subscription | None:
        """Count a refusal of a target's digest; the subscription with it."""

        def work(connection: sqlite3.Connection) -> Subscription | None:
            connection.execute(
                "UPDATE subscriptions SET refusals = refusals + 1 WHERE channel_id = ? AND state <> 'ended'",
                (channel_id,),
            )
            row = _current(connection, channel_id)
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
        """Send to a paused target again."""
        return await self._change(
            "UPDATE subscriptions SET state = 'active', reason = NULL, changed_at = :now"
            " WHERE channel_id = :channel AND state = 'paused'",
            {"now": instant(now), "channel": channel_id},
        )

    async def welcome_back(self, user_id: int, now: datetime) -> bool:
        """Resume a person's own paused subscription, and send soon what waited; False where nothing was paused."""
        own = await self.of_reader(user_id)
        if own is None or own.state is not SubscriptionState.PAUSED:
            return False
        return await self.resume(own.target.channel_id, now)

    async def tell(self, channel_id: int, now: datetime) -> bool:
        """Record that who subscribed a target is being told of its pause; False where they were told already."""
        return await self._change(
            "UPDATE subscriptions SET told_at = :now WHERE channel_id = :channel AND state = 'paused'"
            " AND told_at IS NULL",
            {"now": instant(now), "channel": channel_id},
        )

    async def paused(self, kind: SubscriptionKind) -> tuple[Subscription, ...]:
        """Subscriptions that wait for something to be mended."""

        def work(connection: sqlite3.Connection) -> tuple[Subscription, ...]:
            rows = connection.execute("SELECT * FROM subscriptions WHERE state = 'paused' AND kind = ?", (kind,))
            return tuple(read_subscription(row) for row in rows)

        return await self._database.read(work)

    async def restorable(self, guild_id: int, since: datetime) -> int:
        """How many subscriptions of a server ended because the bot was removed from it, not before an instant."""

        def work(connection: sqlite3.Connection) -> int:
            (number,) = connection.execute(f"SELECT count(*) {_RESTORABLE}", _restorable(guild_id, since)).fetchone()
            return int(number)

        return await self._database.read(work)

    async def restore(self, guild_id: int, since: datetime, now: datetime) -> int:
        """Begin them again, with the next issue; how many."""

        def work(connection: sqlite3.Connection) -> int:
            rows = connection.execute(f"SELECT * {_RESTORABLE}", _restorable(guild_id, since)).fetchall()
            return sum(_add(connection, read_target(row), read_when(row), now)[1] for row in rows)

        return await self._database.write(work)

    async def of_channel(self, channel_id: int) -> Subscription | None:
        """The subscription of a channel, a person's own channel with the bot included."""
        found = await self._select("channel_id = ?", channel_id)
        return found[0] if found else None

    async def of_reader(self, user_id: int) -> Subscription | None:
        """A person's own subscription by direct message."""
        found = await self._select(f"kind = '{SubscriptionKind.DM}' AND user_id = ?", user_id)
        return found[0] if found else None

    async def of_guild(self, guild_id: int) -> tuple[Subscription, ...]:
        """All subscriptions of a server's channels, oldest first."""
        return await self._select("guild_id = ?", guild_id)

    async def all(self) -> tuple[Subscription, ...]:
        """Every subscription, oldest first."""
        return await self._select("1")

    async def _change(self, statement: str, values: Mapping[str, object]) -> bool:
        return await self._database.write(lambda connection: connection.execute(statement, values).rowcount == 1)

    async def _select(self, condition: str, *values: int) -> tuple[Subscription, ...]:
        def work(connection: sqlite3.Connection) -> tuple[Subscription, ...]:
            rows = connection.execute(
                f"SELECT * FROM subscriptions WHERE state <> 'ended' AND {condition} ORDER BY id", values
            )
            return tuple(read_subscription(row) for row in rows)

        return await self._database.read(work)


REMOVED = "the bot was removed from the server"

_RESTORABLE = (
    "FROM subscriptions AS gone WHERE guild_id = :guild AND state = 'ended' AND reason = :reason"
    " AND changed_at >= :since"
    " AND id = (SELECT max(id) FROM subscriptions AS last WHERE last.channel_id = gone.channel_id)"
)


def _restorable(guild_id: int, since: datetime) -> Mapping[str, object]:
    return {"guild": guild_id, "reason": REMOVED, "since": instant(since)}


def _current(connection: sqlite3.Connection, channel_id: int) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM subscriptions WHERE channel_id = ? AND state <> 'ended'", (channel_id,)
    ).fetchone()
    return row


def _add(
    connection: sqlite3.Connection, target: Target, when: Weekly | None, now: datetime
) -> tuple[Subscription, bool]:
    present = _current(connection, target.channel_id)
    if present is None:
        connection.execute(
            "INSERT INTO subscriptions (kind, guild_id, channel_id, user_id, day, time, zone, created_at, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                target.kind,
                target.guild_id,
                target.channel_id,
                target.user_id,
                *write_when(when),
                instant(now),
                instant(now),
            ),
        )
    else:
        connection.execute(
            "UPDATE subscriptions SET day = ?, time = ?, zone = ?, user_id = coalesce(?, user_id), state = ?,"
            " reason = NULL, refusals = 0, told_at = NULL, changed_at = ? WHERE id = ?",
            (*write_when(when), target.user_id, SubscriptionState.ACTIVE, instant(now), present["id"]),
        )
        if read_subscription(present).when != when:
            deliveries.reschedule(connection, present["id"], when, now)
    row = _current(connection, target.channel_id)
    assert row is not None  # noqa: S101 - written two lines ago, in this transaction
    return read_subscription(row), present is None


def _end(connection: sqlite3.Connection, channel_id: int, reason: str, now: datetime) -> bool:
    present = _current(connection, channel_id)
    if present is None:
        return False
    connection.execute(
        "UPDATE subscriptions SET state = 'ended', reason = ?, changed_at = ? WHERE id = ?",
        (reason, instant(now), present["id"]),
    )
    deliveries.abandon(connection, present["id"], reason, now)
    return True
