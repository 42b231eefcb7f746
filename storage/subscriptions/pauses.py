"""Pause a subscription and go on with it. Runs inside the transaction of its caller."""

import sqlite3
from datetime import datetime

from newsletter.schedule.zones import knows_zone
from storage.deliveries import outbox
from storage.reasons import Reason, ReasonCode
from storage.rows import instant


def pause(connection: sqlite3.Connection, subscription_id: int, now: datetime) -> bool:
    """Queue nothing more for a subscription, and skip what waits for it; False where it is paused or has ended."""
    paused = connection.execute(
        "UPDATE subscriptions SET state = 'paused', reason = NULL, reason_details = NULL, changed_at = ?"
        " WHERE id = ? AND state IN ('active', 'suspended')",
        (instant(now), subscription_id),
    ).rowcount
    if paused:
        outbox.abandon(connection, subscription_id, Reason(ReasonCode.PAUSED_BY_USER), now)
    return paused == 1


def unpause(connection: sqlite3.Connection, subscription_id: int, now: datetime) -> bool:
    """Go on with the next issue; False where the subscription is not paused."""
    row = connection.execute(
        "UPDATE subscriptions SET state = 'active', changed_at = ? WHERE id = ? AND state = 'paused' RETURNING zone",
        (instant(now), subscription_id),
    ).fetchone()
    if row is None:
        return False
    if row["zone"] is not None and not knows_zone(row["zone"]):
        outbox.suspend_zone(connection, row["zone"], now)
    return True
