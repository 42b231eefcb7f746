"""Deliveries that somebody asks for: an issue at once, a test, what was refused.

Runs inside the transaction of its caller.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from storage.rows import instant


def request(connection: sqlite3.Connection, issue_id: int, subscription_id: int, now: datetime) -> bool:
    """Queue an issue for one subscription; False where it is in the outbox already, or the subscription is paused."""
    cursor = connection.execute(
        "INSERT OR IGNORE INTO deliveries (issue_id, subscription_id, due_at, next_at)"
        " SELECT ?, id, ?, ? FROM subscriptions WHERE id = ? AND state NOT IN ('paused', 'ended')",
        (issue_id, instant(now), instant(now), subscription_id),
    )
    return cursor.rowcount == 1


def request_test(connection: sqlite3.Connection, issue_id: int, subscription_id: int, now: datetime) -> int:
    """Queue a test message for one subscription, a paused one too; the delivery's id.

    Raises LookupError where the subscription has ended.
    """
    row = connection.execute(
        "INSERT INTO deliveries (issue_id, subscription_id, subject_kind, subject_key, due_at, next_at)"
        " SELECT :issue, s.id, 'test', 1 + (SELECT count(*) FROM deliveries WHERE subscription_id = s.id"
        " AND subject_kind = 'test'), :now, :now FROM subscriptions AS s WHERE s.id = :subscription"
        " AND s.state <> 'ended' RETURNING id",
        {"issue": issue_id, "subscription": subscription_id, "now": instant(now)},
    ).fetchone()
    if row is None:
        raise LookupError(f"Subscription {subscription_id} has ended.")
    return int(row["id"])


def count_refused(connection: sqlite3.Connection, issue_id: int, targets: Iterable[int] | None) -> int:
    """How many deliveries of an issue `send_again` would queue."""
    (number,) = connection.execute(f"SELECT count(*) FROM deliveries {_REFUSED}", _which(issue_id, targets)).fetchone()
    return int(number)


def send_again(connection: sqlite3.Connection, issue_id: int, now: datetime, targets: Iterable[int] | None) -> int:
    """Queue refused deliveries of an issue again; of these channels, skipped ones too. How many."""
    return connection.execute(
        f"UPDATE deliveries SET state = 'unknown', due_at = :now, next_at = :now, finished_at = NULL {_REFUSED}",
        {"now": instant(now), **_which(issue_id, targets)},
    ).rowcount


_REFUSED = (
    "WHERE issue_id = :issue AND subject_kind = 'issue'"
    " AND (state = 'refused' OR state = 'skipped' AND :targets IS NOT NULL)"
    " AND subscription_id IN (SELECT s.id FROM subscriptions AS s JOIN destinations AS t ON t.id = s.destination_id"
    " WHERE s.state NOT IN ('paused', 'ended')"
    " AND (:targets IS NULL OR t.channel_id IN (SELECT value FROM json_each(:targets))))"
)


def _which(issue_id: int, targets: Iterable[int] | None) -> Mapping[str, object]:
    return {"issue": issue_id, "targets": None if targets is None else json.dumps([*targets])}
