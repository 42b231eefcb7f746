"""What became of deliveries: each attempt is written down before it is made, its outcome after it."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.deliveries import requests
from storage.deliveries.outbox import OPEN, nonce_of
from storage.engine.database import Database
from storage.reasons import Reason, read_reason, write_reason
from storage.records import Delivery, DeliveryState, Posted
from storage.rows import instant, read_instant


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one delivery so far."""

    state: DeliveryState
    reason: Reason | None
    due_at: datetime


class Deliveries:
    """The outbox as the dispatcher fills it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def request(self, issue_id: int, subscription_id: int, now: datetime) -> bool:
        """Queue an issue for one subscription, due now.

        False where it is in the outbox already, or the subscription is paused or has ended.
        """
        return await self._database.write(lambda c: requests.request(c, issue_id, subscription_id, now))

    async def request_test(self, issue_id: int, subscription_id: int, now: datetime) -> int:
        """Queue a test message for one subscription, due now; the delivery's id.

        It does not count as the issue: that still comes. A paused or suspended subscription gets it too. Raises
        LookupError where the subscription has ended.
        """
        return await self._database.write(lambda c: requests.request_test(c, issue_id, subscription_id, now))

    async def begin(self, due: Delivery, revision: str, now: datetime) -> str:
        """Record that a message is about to be sent, rendered from a revision of its issue; its nonce."""

        def work(connection: sqlite3.Connection) -> str:
            connection.execute(
                "UPDATE deliveries SET state = 'sending', attempts = attempts + 1 WHERE id = ?",
                (due.delivery_id,),
            )
            connection.execute(
                "INSERT INTO messages (delivery_id, nonce, attempted_at, revision) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (delivery_id) DO NOTHING",
                (
                    due.delivery_id,
                    nonce_of(due.delivery_id, due.issue_id, due.target.channel_id),
                    instant(now),
                    revision,
                ),
            )
            row = connection.execute("SELECT nonce FROM messages WHERE delivery_id = ?", (due.delivery_id,)).fetchone()
            return str(row["nonce"])

        return await self._database.write(work)

    async def sent(self, due: Delivery, message: Posted, now: datetime) -> None:
        """Record Discord's answer: the message is there.

        An issue that was corrected while its message was on the way is noted to be edited, unless it is a test. After
        a doubt nobody knows which attempt made the message, so the first revision counts and at worst an edit changes
        nothing.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE messages SET message_id = :message, channel_id = :channel, publish_at = :publish, form = :form,"
                " edit_at = CASE WHEN :test OR revision = (SELECT hash FROM issues WHERE id = :issue) THEN NULL"
                " ELSE :now END WHERE delivery_id = :delivery",
                {
                    "message": message.message_id,
                    "channel": message.channel_id,
                    "publish": instant(now) if message.to_publish else None,
                    "form": message.form,
                    "test": due.is_test,
                    "issue": due.issue_id,
                    "now": instant(now),
                    "delivery": due.delivery_id,
                },
            )
            connection.execute(
                "UPDATE deliveries SET state = 'sent', reason = NULL, reason_details = NULL, finished_at = ?"
                " WHERE id = ?",
                (instant(now), due.delivery_id),
            )
            connection.execute(
                "UPDATE destinations SET failures = 0, notified_at = NULL WHERE failures > 0 AND id ="
                " (SELECT destination_id FROM subscriptions WHERE id ="
                " (SELECT subscription_id FROM deliveries WHERE id = ?))",
                (due.delivery_id,),
            )

        await self._database.write(work)

    async def postpone(self, due: Delivery, until: datetime, reason: Reason, *, in_doubt: bool) -> None:
        """Try again later; in doubt where the message may have arrived although no answer came.

        A doubt stays until the message was found or sent: a later refusal says nothing of the earlier attempt. What
        was skipped meanwhile stays so.
        """
        await self._change(
            "UPDATE deliveries SET state = :state, next_at = :until, reason = :reason, reason_details = :details"
            " WHERE id = :id AND state NOT IN ('sent', 'skipped')",
            {
                "state": "unknown" if in_doubt or due.in_doubt else "queued",
                "until": instant(until),
                **_columns(reason),
                "id": due.delivery_id,
            },
        )

    async def refuse(self, due: Delivery, reason: Reason, now: datetime) -> None:
        """Record that this destination refuses this digest for good."""
        await self._change(
            "UPDATE deliveries SET state = 'refused', reason = :reason, reason_details = :details, finished_at = :now"
            " WHERE id = :id AND state NOT IN ('sent', 'skipped')",
            {**_columns(reason), "now": instant(now), "id": due.delivery_id},
        )

    async def hold(self, issue_id: int, refused: Iterable[int], reason: Reason) -> None:
        """Say of all that is still to be sent of an issue why it stands still; deliveries that were refused too."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE deliveries SET state = 'queued', finished_at = NULL"
                " WHERE state = 'refused' AND id IN (SELECT value FROM json_each(?))",
                (json.dumps([*refused]),),
            )
            connection.execute(
                "UPDATE deliveries SET reason = ?, reason_details = ?, next_at = due_at"
                f" WHERE issue_id = ? AND subject_kind = 'issue' AND {OPEN}",
                (*write_reason(reason), issue_id),
            )

        await self._database.write(work)

    async def outcome(self, issue_id: int, subscription_id: int) -> Outcome | None:
        """What became of an issue for one subscription; None where it is not in the outbox."""
        condition = "issue_id = ? AND subscription_id = ? AND subject_kind = 'issue'"
        return await self._outcome(condition, issue_id, subscription_id)

    async def outcome_of(self, delivery_id: int) -> Outcome | None:
        """What became of one delivery, such as a test; None where there is none with this id."""
        return await self._outcome("id = ?", delivery_id)

    async def _outcome(self, condition: str, *values: int) -> Outcome | None:
        def work(connection: sqlite3.Connection) -> Outcome | None:
            row = connection.execute(
                f"SELECT state, reason, reason_details, due_at FROM deliveries WHERE {condition}", values
            ).fetchone()
            if row is None:
                return None
            return Outcome(DeliveryState(row["state"]), read_reason(row), read_instant(row["due_at"]))

        return await self._database.read(work)

    async def refused(self, issue_id: int, targets: Iterable[int] | None = None) -> int:
        """How many deliveries of an issue `again` would queue."""
        return await self._database.read(lambda c: requests.count_refused(c, issue_id, targets))

    async def again(self, issue_id: int, now: datetime, targets: Iterable[int] | None = None) -> int:
        """Queue refused deliveries of an issue again, due now; of these channels, skipped ones too. How many.

        None of a paused or ended subscription. Each is looked up before it is sent, as an earlier attempt may have
        arrived.
        """
        return await self._database.write(lambda c: requests.send_again(c, issue_id, now, targets))

    async def counts(self) -> Mapping[str, int]:
        """How many deliveries are in which state."""

        def work(connection: sqlite3.Connection) -> Mapping[str, int]:
            rows = connection.execute("SELECT state, count(*) AS n FROM deliveries GROUP BY state")
            return {row["state"]: row["n"] for row in rows}

        return await self._database.read(work)

    async def _change(self, statement: str, values: Mapping[str, object]) -> int:
        return await self._database.write(lambda connection: connection.execute(statement, values).rowcount)


def _columns(reason: Reason) -> Mapping[str, str | None]:
    code, details = write_reason(reason)
    return {"reason": code, "details": details}
