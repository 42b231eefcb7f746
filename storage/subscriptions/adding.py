"""Subscribe a destination. Runs inside the transaction of its caller."""

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from storage.deliveries import outbox
from storage.rows import instant
from storage.subscriptions import pauses
from storage.subscriptions.records import KEEP, DestinationState, NewSubscription, Subscription, Target
from storage.subscriptions.rows import JOINED, SUBSCRIPTION, read_subscription, write_sections, write_when


def add(connection: sqlite3.Connection, wanted: NewSubscription, now: datetime) -> tuple[int, bool]:
    """Subscribe a target to the digest, or change its subscription; the destination's id, and whether it is new."""
    destination_id, in_use = _open_destination(connection, wanted.target, now)
    columns = {**_columns(wanted), "changed_at": instant(now)}
    present = current(connection, destination_id) if in_use else None
    if present is None:
        columns |= {"destination_id": destination_id, "created_at": instant(now)}
        subscription_id = connection.execute(
            f"INSERT INTO subscriptions ({', '.join(columns)}) VALUES ({', '.join(f':{name}' for name in columns)})",
            columns,
        ).lastrowid
    else:
        subscription_id = present.id
        connection.execute(
            f"UPDATE subscriptions SET {', '.join(f'{name} = :{name}' for name in columns)},"
            " state = 'active', reason = NULL, reason_details = NULL WHERE id = :id",
            {**columns, "id": present.id},
        )
        if present.when != wanted.when:
            outbox.reschedule(connection, present.id, wanted.when, now)
    if wanted.paused and subscription_id is not None:
        pauses.pause(connection, subscription_id, now)
    return destination_id, present is None


def _columns(wanted: NewSubscription) -> Mapping[str, object]:
    """What is said of a subscription, by column."""
    columns: dict[str, object] = dict(zip(("day", "time", "zone"), write_when(wanted.when), strict=True))
    columns["late_days"] = wanted.late.days if wanted.late else None
    if wanted.format is not KEEP:
        columns["format"] = wanted.format
    if wanted.sections is not KEEP:
        columns["filter"] = write_sections(wanted.sections)
    if wanted.role_id is not KEEP:
        columns["role_id"] = wanted.role_id
    return columns


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
