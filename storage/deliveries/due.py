"""The outbox as the dispatcher asks it: what is due, what is in doubt, what has become too late."""

import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime

from storage.deliveries.outbox import OPEN
from storage.deliveries.restores import Restored, read_restored
from storage.engine.database import Database
from storage.reasons import Reason, ReasonCode, write_reason
from storage.records import Delivery, DeliveryState
from storage.rows import instant, read_leniently
from storage.subscriptions.rows import TARGET, WISHES, read_format, read_sections, read_target

_ANYTHING = (
    f"SELECT EXISTS (SELECT 1 FROM deliveries WHERE {OPEN} AND next_at <= :now)"
    " OR EXISTS (SELECT 1 FROM deliveries WHERE state = 'sending')"
    " OR EXISTS (SELECT 1 FROM destinations AS t JOIN subscriptions AS s ON s.destination_id = t.id"
    " WHERE t.state = 'suspended' AND s.state NOT IN ('paused', 'ended'))"
    " OR EXISTS (SELECT 1 FROM subscriptions WHERE state = 'suspended')"
    " OR EXISTS (SELECT 1 FROM messages WHERE edit_at IS NOT NULL AND edit_at <= :now)"
    " OR EXISTS (SELECT 1 FROM messages WHERE publish_at IS NOT NULL AND publish_at <= :now)"
)
"""Each of these is a look into an index that holds nothing but what waits."""


class Outbox:
    """What there is to do at an instant."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def anything(self, now: datetime) -> bool:
        """Whether there is anything to do at all: most of the time there is not, and this is all a tick asks."""
        return await self._database.read(
            lambda connection: bool(connection.execute(_ANYTHING, {"now": instant(now)}).fetchone()[0])
        )

    async def recover(self) -> int:
        """While nothing is being sent: what is left in `sending` is in doubt. How many.

        A process died, or the result of a message could not be written down. Tests are refused: they may have arrived.
        """

        def work(connection: sqlite3.Connection) -> int:
            connection.execute(
                "UPDATE deliveries SET state = 'refused', reason = ?, finished_at = next_at"
                " WHERE state = 'sending' AND subject_kind = 'test'",
                (ReasonCode.INTERRUPTED,),
            )
            return connection.execute("UPDATE deliveries SET state = 'unknown' WHERE state = 'sending'").rowcount

        return await self._database.write(work)

    async def skip_stale(self, now: datetime) -> int:
        """Skip what is later than its subscription allows, and certainly was not sent. How many."""

        def work(connection: sqlite3.Connection) -> int:
            rows = connection.execute(
                f"SELECT d.id, {_LATE} AS late_days FROM deliveries AS d"
                " JOIN subscriptions AS s ON s.id = d.subscription_id"
                f" WHERE d.{OPEN} AND d.state = 'queued' AND d.next_at <= :now AND {_LATE} IS NOT NULL"
                f" AND strftime('%s', d.due_at) + 86400 * {_LATE} < CAST(strftime('%s', :now) AS INTEGER)",
                {"now": instant(now)},
            ).fetchall()
            for row in rows:
                reason = Reason(ReasonCode.TOO_LATE, {"days": row["late_days"]})
                connection.execute(
                    "UPDATE deliveries SET state = 'skipped', reason = ?, reason_details = ?, finished_at = ?"
                    " WHERE id = ?",
                    (*write_reason(reason), instant(now), row["id"]),
                )
            return len(rows)

        return await self._database.write(work)

    async def due(
        self,
        now: datetime,
        limit: int = 100,
        *,
        direct: bool = True,
        without: Iterable[int] = (),
        held: Iterable[int] = (),
    ) -> tuple[Delivery, ...]:
        """What to send now, oldest first; of each subscription only the first, so that issues arrive in order.

        Tests stand outside that order. `direct`: direct messages too. `without`: not these deliveries. `held`: issues
        that stand still, and hold up no later ones.
        """

        def work(connection: sqlite3.Connection) -> tuple[Delivery, ...]:
            rows = connection.execute(
                _DUE,
                {
                    "now": instant(now),
                    "direct": direct,
                    "without": json.dumps([*without]),
                    "held": json.dumps([*held]),
                    "limit": limit,
                },
            )
            restored = read_restored(connection, now)
            return tuple(_read_delivery(row, restored) for row in rows)

        return await self._database.read(work)


_LATE = "CASE d.subject_kind WHEN 'test' THEN 1 ELSE s.late_days END"
"""By how many days a delivery may be late. Nobody waits longer for a test."""

_DUE = (
    f"SELECT d.id, d.issue_id, d.subject_kind, d.due_at, d.attempts, d.state, {WISHES}, {TARGET}, t.caught_up_at,"
    " (SELECT attempted_at FROM messages WHERE delivery_id = d.id) AS attempted_at"
    " FROM deliveries AS d JOIN subscriptions AS s ON s.id = d.subscription_id"
    " JOIN destinations AS t ON t.id = s.destination_id"
    # Spelled as the partial index is, or SQLite would not use it.
    f" WHERE d.{OPEN} AND d.state <> 'sending' AND d.next_at <= :now AND t.state = 'active'"
    " AND (s.state = 'active' OR s.state = 'paused' AND d.subject_kind = 'test')"
    " AND (:direct OR t.kind <> 'dm')"
    " AND d.id NOT IN (SELECT value FROM json_each(:without))"
    " AND (d.subject_kind = 'test' OR d.issue_id NOT IN (SELECT value FROM json_each(:held))"
    " AND NOT EXISTS (SELECT 1 FROM deliveries AS e WHERE e.subscription_id = d.subscription_id"
    f" AND e.id < d.id AND e.{OPEN} AND e.subject_kind <> 'test'"
    " AND e.issue_id NOT IN (SELECT value FROM json_each(:held))))"
    " ORDER BY d.next_at, d.id LIMIT :limit"
)
"""Reads the index of open deliveries in the order of `next_at`."""


def _read_delivery(row: sqlite3.Row, restored: Restored | None) -> Delivery:
    behind = restored and (row["caught_up_at"] is None or read_leniently(row["caught_up_at"]) < restored.noticed)
    return Delivery(
        delivery_id=row["id"],
        issue_id=row["issue_id"],
        target=read_target(row),
        due_at=read_leniently(row["due_at"]),
        attempts=row["attempts"],
        in_doubt=row["state"] == DeliveryState.UNKNOWN,
        first_attempt=read_leniently(row["attempted_at"]) if row["attempted_at"] else None,
        restored_since=restored.since if restored and behind else None,
        format=read_format(row),
        sections=read_sections(row),
        role_id=row["role_id"],
        is_test=row["subject_kind"] == "test",
    )
