"""Subscribe a destination. Runs inside the transaction of its caller."""

import sqlite3
from datetime import datetime

from storage.deliveries import outbox
from storage.rows import instant
from storage.subscriptions.records import DestinationState, NewSubscription, Subscription, Target
from storage.subscriptions.rows import JOINED, SUBSCRIPTION, read_subscription, write_when


def add(connection: sqlite3.Connection, wanted: NewSubscription, now: datetime) -> tuple[int, bool]:
    """Subscribe a target to the digest, or change its subscription; the destination's id, and whether it is new."""
    destination_id, in_use = _open_destination(connection, wanted.target, now)
    schedule = {
        "destination": destination_id,
        **dict(zip(("day", "time", "zone"), write_when(wanted.when), strict=True)),
        "late_days": wanted.late.days if wanted.late else None,
        "now": instant(now),
    }
    present = current(connection, destination_id) if in_use else None
    if present is None:
        connection.execute(
            "INSERT INTO subscriptions (destination_id, day, time, zone, late_days, created_at, changed_at)"
            " VALUES (:destination, :day, :time, :zone, :late_days, :now, :now)",
            schedule,
        )
    else:
        connection.execute(
            "UPDATE subscriptions SET day = :day, time = :time, zone = :zone, late_days = :late_days,"
            " state = 'active', reason = NULL, reason_details = NULL, changed_at = :now WHERE id = :id",
            {**schedule, "id": present.id},
        )
        if present.when != wanted.when:
            outbox.reschedule(connection, present.id, wanted.when, now)
    return destination_id, present is None


def _open_destination(connection: sqlite3.Connection, target: Target, now: datetime) -> tuple[int, bool]:
    """Make a target's destination active, without failures; its id, and whether it was in use.

    One that is in use keeps its kind, and what the target does not say.
    """
    values = {
        "kind": target.kind,
        "guild": target.guild_id,
        "channel": target.channel_id,
        "user": target.user_id,
        "now": instant(now),
    }
    row = connection.execute("SELECT id, state FROM destinations WHERE channel_id = ?", (target.channel_id,)).fetchone()
    if row is None:
        inserted = connection.execute(
            "INSERT INTO destinations (kind, guild_id, channel_id, user_id, changed_at)"
            " VALUES (:kind, :guild, :channel, :user, :now) RETURNING id",
            values,
        ).fetchone()
        return int(inserted["id"]), False
    in_use = row["state"] != DestinationState.ENDED
    changes = (
        "guild_id = coalesce(:guild, guild_id), user_id = coalesce(:user, user_id)"
        if in_use
        else "kind = :kind, guild_id = :guild, user_id = :user, caught_up_at = NULL"
    )
    connection.execute(
        f"UPDATE destinations SET {changes}, state = 'active', reason = NULL, reason_details = NULL, failures = 0,"
        " notified_at = NULL, changed_at = :now WHERE id = :id",
        {**values, "id": row["id"]},
    )
    return int(row["id"]), in_use


def current(connection: sqlite3.Connection, destination_id: int) -> Subscription | None:
    """A destination's subscription to the digest, unless it has ended."""
    row = connection.execute(
        f"SELECT {SUBSCRIPTION} FROM {JOINED} WHERE t.id = ? AND s.kind = 'digest' AND s.state <> 'ended'",
        (destination_id,),
    ).fetchone()
    return read_subscription(row) if row else None
