"""The outbox: what is to be sent where, what was sent, and what is in doubt.

    queued → sending → sent
               ├→ queued, later    no answer that matters: sent again, with the same nonce
               ├→ unknown          the answer got lost: sent again too, and Discord tells by the nonce
               └→ refused          this destination refuses it
    queued → skipped               too late by the subscription's own rule, or unsubscribed or paused meanwhile

A test is a message that somebody asked for to see how a digest looks: it neither waits for issues nor holds them up,
and is tried once only where nobody knows whether it arrived.

A row is written before anything is sent, the result after Discord's answer. What is here runs inside the transaction
of its caller; what is due is read in `due`, what became of it is written in `outcomes`.
"""

import sqlite3
from datetime import datetime, timedelta
from hashlib import blake2b

from newsletter.schedule.weekly import Weekly, next_slot
from newsletter.schedule.zones import UnknownZoneError
from storage.reasons import Reason, ReasonCode, write_reason
from storage.rows import instant
from storage.subscriptions.rows import read_when, write_when

OPEN = "state IN ('queued', 'sending', 'unknown')"

CORRECTABLE = timedelta(days=30)


def queue(connection: sqlite3.Connection, issue_id: int, now: datetime) -> int:
    """Write a row for every subscription that should get the issue, due at its own next slot; how many."""
    schedules = connection.execute(
        "SELECT DISTINCT day, time, zone FROM subscriptions WHERE kind = 'digest' AND state NOT IN ('paused', 'ended')"
    ).fetchall()
    queued = 0
    for schedule in schedules:
        when = read_when(schedule)
        due = _due(connection, when, now)
        queued += connection.execute(
            "INSERT INTO deliveries (issue_id, subscription_id, due_at, next_at)"
            " SELECT ?, id, ?, ? FROM subscriptions"
            " WHERE kind = 'digest' AND state NOT IN ('paused', 'ended') AND day IS ? AND time IS ? AND zone IS ?",
            (issue_id, due, due, *write_when(when)),
        ).rowcount
    return queued


def _due(connection: sqlite3.Connection, when: Weekly | None, now: datetime) -> str:
    """The next slot of a schedule. Where this host does not know its zone, the subscriptions with it are suspended;
    what waits for them goes on waiting, and gets its slot when they are resumed."""
    if when is None:
        return instant(now)
    try:
        return instant(next_slot(when, now))
    except UnknownZoneError:
        suspend_zone(connection, when.zone, now)
        return instant(now)


def suspend_zone(connection: sqlite3.Connection, zone: str, now: datetime) -> None:
    """Suspend the subscriptions with a time zone that this host does not know."""
    reason = Reason(ReasonCode.UNKNOWN_ZONE, {"zone": zone})
    connection.execute(
        "UPDATE subscriptions SET state = 'suspended', reason = ?, reason_details = ?, changed_at = ?"
        " WHERE state = 'active' AND zone = ?",
        (*write_reason(reason), instant(now), zone),
    )


def reschedule(connection: sqlite3.Connection, subscription_id: int, when: Weekly | None, now: datetime) -> None:
    """Move what waits for a subscription to its new schedule."""
    due = _due(connection, when, now)
    connection.execute(
        "UPDATE deliveries SET due_at = ?, next_at = ?"
        " WHERE subscription_id = ? AND state = 'queued' AND attempts = 0 AND subject_kind = 'issue'",
        (due, due, subscription_id),
    )


def correct(connection: sqlite3.Connection, issue_id: int, now: datetime) -> None:
    """Note that messages which show an older version of an issue are to be edited.

    Only those of the last CORRECTABLE: a parser that reads an old issue better must not stir up years of channels.
    Tests stay as they are.
    """
    connection.execute(
        "UPDATE messages SET edit_at = ?, edit_attempts = 0 WHERE message_id IS NOT NULL AND delivery_id IN"
        " (SELECT id FROM deliveries WHERE issue_id = ? AND subject_kind = 'issue' AND state = 'sent'"
        " AND finished_at > ?)",
        (instant(now), issue_id, instant(now - CORRECTABLE)),
    )


def abandon(connection: sqlite3.Connection, subscription_id: int, reason: Reason, now: datetime) -> None:
    """Skip what waits for a subscription that has ended or was paused."""
    connection.execute(
        "UPDATE deliveries SET state = 'skipped', reason = ?, reason_details = ?, finished_at = ?"
        f" WHERE subscription_id = ? AND {OPEN}",
        (*write_reason(reason), instant(now), subscription_id),
    )


def nonce_of(delivery_id: int, issue_id: int, channel_id: int) -> str:
    """24 hex digits that name one message for good; Discord takes up to 25 and compares them per author."""
    key = f"{delivery_id}:{issue_id}:{channel_id}:0"  # the last number was once that of a part; no nonce may change
    return blake2b(key.encode(), digest_size=12).hexdigest()
