"""What went where and when, and why something did not: the outbox as a person reads it."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from storage.deliveries.outbox import OPEN
from storage.engine.database import Database
from storage.issues.refs import REF
from storage.reasons import Reason, ReasonCode, read_reason
from storage.records import DeliveryState, IssueRef
from storage.rows import instant, read_instant, read_ref
from storage.subscriptions.records import Target
from storage.subscriptions.rows import JOINED, TARGET, read_target


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One delivery, past or waiting."""

    delivery_id: int
    issue: IssueRef
    target: Target
    state: DeliveryState
    due_at: datetime
    finished_at: datetime | None
    reason: Reason | None
    message_id: int | None
    channel_id: int | None  # where the message is
    is_test: bool = False  # somebody asked to see it


class History:
    """Past and waiting deliveries, newest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_guild(
        self, guild_id: int, limit: int, offset: int = 0, hidden: Collection[int] = ()
    ) -> tuple[DeliveryRecord, ...]:
        """Deliveries to a server's channels, but for hidden ones."""
        return await self._select(
            "t.guild_id = ? AND t.channel_id NOT IN (SELECT value FROM json_each(?))",
            limit,
            offset,
            guild_id,
            json.dumps(list(hidden)),
        )

    async def of_reader(self, user_id: int, limit: int, offset: int = 0) -> tuple[DeliveryRecord, ...]:
        """Deliveries to a person's direct messages."""
        return await self._select("t.kind = 'dm' AND t.user_id = ?", limit, offset, user_id)

    async def missed_by(self, user_id: int, now: datetime, limit: int) -> tuple[DeliveryRecord, ...]:
        """Issues that should have come to a person's direct messages by now and did not; not what a pause skipped."""
        return await self._select(
            "t.kind = 'dm' AND t.user_id = ? AND s.state <> 'ended' AND d.due_at <= ? AND d.subject_kind = 'issue'"
            f" AND d.reason IS NOT '{ReasonCode.PAUSED_BY_USER}'"
            " AND d.state IN ('queued', 'unknown', 'refused', 'skipped')",
            limit,
            0,
            user_id,
            instant(now),
        )

    async def waiting(self) -> tuple[DeliveryRecord, ...]:
        """Everything that is still to be sent."""
        return await self._select(f"d.{OPEN}", -1, 0)

    async def _select(self, condition: str, limit: int, offset: int, *values: object) -> tuple[DeliveryRecord, ...]:
        def work(connection: sqlite3.Connection) -> tuple[DeliveryRecord, ...]:
            rows = connection.execute(
                f"SELECT {REF}, d.id AS delivery_id, d.subject_kind, d.state, d.due_at, d.finished_at, d.reason,"
                f" d.reason_details, m.message_id, m.channel_id AS posted_in, {TARGET}"
                f" FROM {JOINED} JOIN deliveries AS d ON d.subscription_id = s.id"
                " JOIN issues ON issues.id = d.issue_id"
                " LEFT JOIN messages AS m ON m.delivery_id = d.id"
                f" WHERE {condition} ORDER BY d.id DESC LIMIT ? OFFSET ?",
                (*values, limit, offset),
            )
            return tuple(_read(row) for row in rows)

        return await self._database.read(work)


def _read(row: sqlite3.Row) -> DeliveryRecord:
    return DeliveryRecord(
        delivery_id=row["delivery_id"],
        issue=read_ref(row),
        target=read_target(row),
        state=DeliveryState(row["state"]),
        due_at=read_instant(row["due_at"]),
        finished_at=read_instant(row["finished_at"]) if row["finished_at"] else None,
        reason=read_reason(row),
        message_id=row["message_id"],
        channel_id=row["posted_in"] if row["posted_in"] is not None else row["channel_id"],
        is_test=row["subject_kind"] == "test",
    )
