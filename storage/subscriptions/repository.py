"""Who gets the digest, where and when."""

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from storage.deliveries import outbox
from storage.engine.database import Database
from storage.reasons import Reason, ReasonCode, write_reason
from storage.rows import instant
from storage.subscriptions import pauses
from storage.subscriptions.adding import add, current
from storage.subscriptions.records import DestinationKind, NewSubscription, Subscription
from storage.subscriptions.rows import (
    JOINED,
    SUBSCRIPTION,
    TARGET,
    WISHES,
    read_format,
    read_late,
    read_sections,
    read_subscription,
    read_target,
    read_when,
)

WAS_PAUSED = "was_paused"
"""The detail of the reason why a subscription ended, if it was paused then."""


class Subscriptions:
    """Destinations and their subscriptions to the digest; ended ones stay as history and are not returned."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, wanted: NewSubscription, now: datetime) -> tuple[Subscription, bool]:
        """Subscribe a target, or change what is said of its subscription; whether it is a new subscription.

        A new subscription starts with the next issue. A suspended or paused one becomes active, unless `paused` is
        wanted.
        """

        def work(connection: sqlite3.Connection) -> tuple[Subscription, bool]:
            destination_id, created = add(connection, wanted, now)
            subscription = current(connection, destination_id)
            assert subscription is not None  # noqa: S101 - written above, in this transaction
            return subscription, created

        return await self._database.write(work)

    async def add_all(self, wanted: Iterable[NewSubscription], now: datetime) -> int:
        """Subscribe many targets, all or none of them; how many are new."""

        def work(connection: sqlite3.Connection) -> int:
            return sum(add(connection, one, now)[1] for one in wanted)

        return await self._database.write(work)

    async def pause(self, subscription_id: int, now: datetime) -> bool:
        """Queue nothing more, and skip what waits; False where the subscription is paused or has ended."""
        return await self._database.write(lambda connection: pauses.pause(connection, subscription_id, now))

    async def unpause(self, subscription_id: int, now: datetime) -> bool:
        """Go on with the next issue; False where the subscription is not paused."""
        return await self._database.write(lambda connection: pauses.unpause(connection, subscription_id, now))

    async def end(self, channel_id: int, reason: Reason, now: datetime) -> bool:
        """End a destination with its subscriptions and skip what waits for it; False where it has none."""
        return await self._database.write(lambda connection: _end(connection, channel_id, reason, now))

    async def end_guild(self, guild_id: int, reason: Reason, now: datetime) -> int:
        """End all destinations of a server; how many."""

        def work(connection: sqlite3.Connection) -> int:
            rows = connection.execute(
                "SELECT channel_id FROM destinations WHERE guild_id = ? AND state <> 'ended'", (guild_id,)
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
        """Begin them again, with the next issue; how many. What was paused is paused again."""
        values = _restorable(guild_id, since, hidden)

        def work(connection: sqlite3.Connection) -> int:
            rows = connection.execute(
                f"SELECT {TARGET}, s.day, s.time, s.zone, s.late_days, {WISHES},"
                f" json_extract(s.reason_details, '$.{WAS_PAUSED}') AS was_paused {_RESTORABLE} ORDER BY s.id",
                values,
            ).fetchall()
            return sum(add(connection, _read_wanted(row), now)[1] for row in rows)

        return await self._database.write(work)

    async def load(self, subscription_id: int) -> Subscription | None:
        """A subscription by its id."""
        found = await self._select("s.id = ?", subscription_id)
        return found[0] if found else None

    async def of_channel(self, channel_id: int) -> Subscription | None:
        """The subscription of a channel, a person's own channel with the bot included."""
        found = await self._select("t.channel_id = ?", channel_id)
        return found[0] if found else None

    async def of_reader(self, user_id: int) -> Subscription | None:
        """A person's own subscription by direct message."""
        found = await self._select(f"t.kind = '{DestinationKind.DM}' AND t.user_id = ?", user_id)
        return found[0] if found else None

    async def of_guild(self, guild_id: int) -> tuple[Subscription, ...]:
        """All subscriptions of a server's channels, oldest first."""
        return await self._select("t.guild_id = ?", guild_id)

    async def all(self) -> tuple[Subscription, ...]:
        """Every subscription, oldest first."""
        return await self._select("1")

    async def _select(self, condition: str, *values: int) -> tuple[Subscription, ...]:
        def work(connection: sqlite3.Connection) -> tuple[Subscription, ...]:
            rows = connection.execute(
                f"SELECT {SUBSCRIPTION} FROM {JOINED} WHERE s.kind = 'digest' AND s.state <> 'ended' AND {condition}"
                " ORDER BY s.id",
                values,
            )
            return tuple(read_subscription(row) for row in rows)

        return await self._database.read(work)


_RESTORABLE = (
    f"FROM {JOINED} WHERE t.guild_id = :guild AND t.state = 'ended' AND t.reason = :reason AND t.changed_at >= :since"
    " AND t.channel_id NOT IN (SELECT value FROM json_each(:hidden))"
    " AND s.kind = 'digest' AND s.reason = t.reason AND s.changed_at = t.changed_at"  # what ended with the destination
)


def _read_wanted(row: sqlite3.Row) -> NewSubscription:
    """A subscription that ended, to be made again as it was."""
    return NewSubscription(
        read_target(row),
        read_when(row),
        read_late(row),
        format=read_format(row),
        sections=read_sections(row),
        role_id=row["role_id"],
        paused=bool(row["was_paused"]),
    )


def _restorable(guild_id: int, since: datetime, hidden: Collection[int]) -> Mapping[str, object]:
    return {
        "guild": guild_id,
        "reason": ReasonCode.BOT_REMOVED,
        "since": instant(since),
        "hidden": json.dumps(list(hidden)),
    }


def _end(connection: sqlite3.Connection, channel_id: int, reason: Reason, now: datetime) -> bool:
    destination = connection.execute(
        "SELECT id FROM destinations WHERE channel_id = ? AND state <> 'ended'", (channel_id,)
    ).fetchone()
    if destination is None:
        return False
    code, details = write_reason(reason)
    values = (code, details, instant(now), destination["id"])
    for row in connection.execute(
        "SELECT id FROM subscriptions WHERE destination_id = ? AND state <> 'ended'", (destination["id"],)
    ).fetchall():
        outbox.abandon(connection, row["id"], reason, now)
    connection.execute(
        "UPDATE subscriptions SET reason = ?, reason_details = CASE state WHEN 'paused' THEN"
        f" json_set(coalesce(?, '{{}}'), '$.{WAS_PAUSED}', 1) ELSE ? END, state = 'ended', changed_at = ?"
        " WHERE destination_id = ? AND state <> 'ended'",
        (code, details, *values[1:]),
    )
    connection.execute(
        "UPDATE destinations SET state = 'ended', reason = ?, reason_details = ?, changed_at = ? WHERE id = ?", values
    )
    return True
