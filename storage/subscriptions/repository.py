"""Who gets the digest, where and when."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta

from newsletter.schedule.weekly import LATE, Weekly
from storage.deliveries import outbox
from storage.engine.database import Database
from storage.records import Subscription, SubscriptionKind, SubscriptionState, Target, Wish
from storage.rows import instant, read_subscription, read_wish, write_when


class Subscriptions:
    """The subscriptions; ended ones stay as history and are not handed out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(
        self, target: Target, when: Weekly | None, now: datetime, *, late: timedelta | None = LATE
    ) -> tuple[Subscription, bool]:
        """Subscribe a target, or change when it gets the digest; whether it is a new subscription.

        A new subscription starts with the next issue. A paused one becomes active again. `late` is in whole days.
        """
        return await self._database.write(lambda connection: _add(connection, Wish(target, when, late), now))

    async def add_all(self, wishes: Iterable[Wish], now: datetime) -> int:
        """Subscribe many targets, all or none of them; how many are new."""

        def work(connection: sqlite3.Connection) -> int:
            return sum(_add(connection, wish, now)[1] for wish in wishes)

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

    async def restorable(self, guild_id: int, since: datetime, hidden: Collection[int] = ()) -> int:
        """How many subscriptions of a server ended because the bot was removed from it, not before an instant.

        Those of hidden channels are left out.
        """
        values = _restorable(guild_id, since, hidden)

        def work(connection: sqlite3.Connection) -> int:
            (number,) = connection.execute(f"SELECT count(*) {_RESTORABLE}", values).fetchone()
            return int(number)

        return await self._database.read(work)

    async def restore(self, guild_id: int, since: datetime, now: datetime, hidden: Collection[int] = ()) -> int:
        """Begin them again, with the next issue; how many."""
        values = _restorable(guild_id, since, hidden)

        def work(connection: sqlite3.Connection) -> int:
            rows = connection.execute(f"SELECT * {_RESTORABLE}", values).fetchall()
            return sum(_add(connection, read_wish(row), now)[1] for row in rows)

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
    " AND changed_at >= :since AND channel_id NOT IN (SELECT value FROM json_each(:hidden))"
    " AND id = (SELECT max(id) FROM subscriptions AS last WHERE last.channel_id = gone.channel_id)"
)


def _restorable(guild_id: int, since: datetime, hidden: Collection[int]) -> Mapping[str, object]:
    return {"guild": guild_id, "reason": REMOVED, "since": instant(since), "hidden": json.dumps(list(hidden))}


def current(connection: sqlite3.Connection, channel_id: int) -> sqlite3.Row | None:
    """The row of a target's subscription, unless it has ended."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM subscriptions WHERE channel_id = ? AND state <> 'ended'", (channel_id,)
    ).fetchone()
    return row


def _add(connection: sqlite3.Connection, wish: Wish, now: datetime) -> tuple[Subscription, bool]:
    target, when = wish.target, wish.when
    late_days = wish.late.days if wish.late else None
    present = current(connection, target.channel_id)
    if present is None:
        connection.execute(
            "INSERT INTO subscriptions (kind, guild_id, channel_id, user_id, day, time, zone, late_days,"
            " created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                target.kind,
                target.guild_id,
                target.channel_id,
                target.user_id,
                *write_when(when),
                late_days,
                instant(now),
                instant(now),
            ),
        )
    else:
        connection.execute(
            "UPDATE subscriptions SET day = ?, time = ?, zone = ?, late_days = ?, user_id = coalesce(?, user_id),"
            " guild_id = coalesce(?, guild_id), state = ?, reason = NULL, refusals = 0, told_at = NULL,"
            " changed_at = ? WHERE id = ?",
            (
                *write_when(when),
                late_days,
                target.user_id,
                target.guild_id,
                SubscriptionState.ACTIVE,
                instant(now),
                present["id"],
            ),
        )
        if read_subscription(present).when != when:
            outbox.reschedule(connection, present["id"], when, now)
    row = current(connection, target.channel_id)
    assert row is not None  # noqa: S101 - written two lines ago, in this transaction
    return read_subscription(row), present is None


def _end(connection: sqlite3.Connection, channel_id: int, reason: str, now: datetime) -> bool:
    present = current(connection, channel_id)
    if present is None:
        return False
    connection.execute(
        "UPDATE subscriptions SET state = 'ended', reason = ?, changed_at = ? WHERE id = ?",
        (reason, instant(now), present["id"]),
    )
    outbox.abandon(connection, present["id"], reason, now)
    return True
