"""A restored backup: since when the outbox misses messages, and what it knows of each destination.

Once it is noted that the database is older than what was sent, each delivery is looked up at its destination before
it is sent, whenever it was queued: issues that came in after the backup come in again. That ends for a destination
when everything that the bot has posted there is in the outbox (`caught_up_at`), and for all of them after PERIOD.
"""

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from storage.deliveries.outbox import OPEN
from storage.engine.database import Database
from storage.records import Delivery
from storage.rows import instant, read_instant, read_leniently
from storage.subscriptions.records import Target
from storage.subscriptions.rows import JOINED, TARGET, read_target

PERIOD = timedelta(days=30)

_FACT = "restored"
_DISCORD_EPOCH = 1_420_070_400_000  # ms; https://discord.com/developers/docs/reference#snowflakes

WAITING, RECENT = 500, 100
"""Destinations that are offered for a sample: with a delivery due, and those of the last deliveries."""


@dataclass(frozen=True, slots=True)
class Restored:
    """That a backup was put back."""

    since: datetime  # of the newest message in the outbox, by Discord's clock: what it misses is newer
    noticed: datetime


@dataclass(frozen=True, slots=True)
class KnownDestination:
    """A target and what the outbox knows of it."""

    target: Target
    due_at: datetime | None  # of a delivery that waits
    newest: int  # message id, 0 where nothing was sent
    unresolved: tuple[tuple[int, int], ...]  # (issue, delivery) that were attempted and have no message in the outbox


class Restores:
    """What is known of restored backups."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last(self, now: datetime) -> Restored | None:
        """The restore that look-ups are still made for."""
        return await self._database.read(lambda connection: read_restored(connection, now))

    async def note(self, now: datetime, oldest: datetime | None = None) -> None:
        """Have each delivery looked up before it is sent; `oldest`: of the messages that the outbox misses."""
        await self._database.write(lambda connection: note_restored(connection, now, oldest))

    async def destinations(self, now: datetime) -> tuple[KnownDestination, ...]:
        """Those with a delivery due, in the order of sending, then those of the last deliveries.

        Nothing where nothing is due.
        """
        return await self._database.read(lambda connection: _destinations(connection, now))

    async def known_messages(self, due: Delivery) -> frozenset[int]:
        """Ids of the messages that were sent for the same subscription."""

        def work(connection: sqlite3.Connection) -> frozenset[int]:
            rows = connection.execute(
                "SELECT m.message_id FROM deliveries AS d JOIN messages AS m ON m.delivery_id = d.id"
                " WHERE d.subscription_id = (SELECT subscription_id FROM deliveries WHERE id = ?)"
                " AND m.message_id IS NOT NULL",
                (due.delivery_id,),
            )
            return frozenset(row["message_id"] for row in rows)

        return await self._database.read(work)

    async def caught_up(self, due: Delivery, now: datetime) -> None:
        """Record that the outbox has everything that was posted at a delivery's destination."""
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE destinations SET caught_up_at = ? WHERE id = (SELECT destination_id FROM subscriptions"
                " WHERE id = (SELECT subscription_id FROM deliveries WHERE id = ?))",
                (instant(now), due.delivery_id),
            )
        )


def read_restored(connection: sqlite3.Connection, now: datetime) -> Restored | None:
    """The restore that look-ups are still made for; inside the caller's transaction."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (_FACT,)).fetchone()
    if row is None:
        return None
    since, noticed = map(read_instant, row["value"].split())
    return Restored(since, noticed) if now < noticed + PERIOD else None


def note_restored(connection: sqlite3.Connection, now: datetime, oldest: datetime | None = None) -> None:
    """Record a restore; inside the caller's transaction."""
    (newest,) = connection.execute(
        "SELECT max(message_id) FROM (SELECT id FROM deliveries WHERE state = 'sent' ORDER BY id DESC LIMIT 1000) AS d"
        " JOIN messages ON delivery_id = d.id"
    ).fetchone()
    since = datetime.fromtimestamp(((newest >> 22) + _DISCORD_EPOCH) / 1000, UTC) if newest else now - PERIOD
    earlier = read_restored(connection, now)
    since = min(since, oldest or since, earlier.since if earlier else since)
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_FACT, f"{instant(since)} {instant(now)}"))


def _destinations(connection: sqlite3.Connection, now: datetime) -> tuple[KnownDestination, ...]:
    joined = (
        "FROM deliveries AS d JOIN subscriptions AS s ON s.id = d.subscription_id"
        " JOIN destinations AS t ON t.id = s.destination_id"
    )
    waiting = connection.execute(
        # What is in doubt is looked up anyway, so that it says less.
        f"SELECT {TARGET}, d.due_at {joined} WHERE d.{OPEN} AND d.next_at <= ? AND s.state = 'active'"
        " AND t.state = 'active' ORDER BY d.state = 'unknown', d.next_at, d.id LIMIT ?",
        (instant(now), WAITING),
    ).fetchall()
    if not waiting:
        return ()
    recent = connection.execute(
        f"SELECT {TARGET}, NULL AS due_at {joined} WHERE d.state = 'sent' AND s.state = 'active' AND t.state = 'active'"
        " ORDER BY d.id DESC LIMIT ?",
        (RECENT,),
    ).fetchall()
    rows: dict[int, sqlite3.Row] = {}
    for row in (*waiting, *recent):
        rows.setdefault(row["channel_id"], row)
    known = _known(connection, tuple(rows))
    return tuple(
        KnownDestination(
            read_target(row),
            read_leniently(row["due_at"]) if row["due_at"] else None,
            max((message for *_, message in known[channel] if message), default=0),
            tuple((issue, delivery) for issue, delivery, message in known[channel] if message is None),
        )
        for channel, row in rows.items()
    )


def _known(connection: sqlite3.Connection, channels: tuple[int, ...]) -> dict[int, list[tuple[int, int, int | None]]]:
    """By channel, what the outbox has of it under any subscription: issue, delivery and, where sent, message."""
    known: dict[int, list[tuple[int, int, int | None]]] = {channel: [] for channel in channels}
    for row in connection.execute(
        f"SELECT t.channel_id, d.issue_id, d.id, m.message_id FROM {JOINED}"
        " JOIN deliveries AS d ON d.subscription_id = s.id JOIN messages AS m ON m.delivery_id = d.id"
        " WHERE t.channel_id IN (SELECT value FROM json_each(?))",
        (json.dumps(channels),),
    ):
        known[row["channel_id"]].append((row["issue_id"], row["id"], row["message_id"]))
    return known
