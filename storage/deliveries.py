"""The ledger: what is to be sent where, what was sent, and what is in doubt.

    queued → sending → sent
               ├→ queued, later    no answer that matters: sent again, with the same nonce
               ├→ unknown          the answer got lost: sent again too, and Discord tells by the nonce
               └→ refused          this target will not have it
    queued → skipped               too late, or unsubscribed meanwhile

A row is written before anything is sent, the result after Discord's answer. The functions that take a
connection run inside the transaction of their caller.
"""

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import blake2b

from newsletter.schedule import Weekly, next_slot
from storage.database import Database
from storage.records import Due, Posted
from storage.rows import instant, read_instant, read_target, read_when, write_when

OPEN = "state IN ('queued', 'sending', 'unknown')"

CORRECTABLE = timedelta(days=30)

LIMIT = timedelta(days=6)
"""A weekly digest that could not be sent for so long is skipped: the next one is about to come."""


def queue(connection: sqlite3.Connection, issue_id: int, now: datetime) -> int:
    """Write a row for every subscription that should get the issue, due at its own next slot; how many."""
    schedules = connection.execute(
        "SELECT DISTINCT day, time, zone FROM subscriptions WHERE state <> 'ended'"
    ).fetchall()
    queued = 0
    for schedule in schedules:
        when = read_when(schedule)
        due = instant(next_slot(when, now) if when else now)
        queued += connection.execute(
            "INSERT INTO deliveries (issue_id, subscription_id, due_at, next_at)"
            " SELECT ?, id, ?, ? FROM subscriptions"
            " WHERE state <> 'ended' AND day IS ? AND time IS ? AND zone IS ?",
            (issue_id, due, due, *write_when(when)),
        ).rowcount
    return queued


def reschedule(connection: sqlite3.Connection, subscription_id: int, when: Weekly | None, now: datetime) -> None:
    """Move what waits for a subscription to its new schedule."""
    due = instant(next_slot(when, now) if when else now)
    connection.execute(
        "UPDATE deliveries SET due_at = ?, next_at = ? WHERE subscription_id = ? AND state = 'queued' AND attempts = 0",
        (due, due, subscription_id),
    )


def correct(connection: sqlite3.Connection, issue_id: int, now: datetime) -> None:
    """Note that messages which show an older version of an issue are to be edited.

    Only those of the last CORRECTABLE: a parser that reads an old issue better must not stir up years of channels.
    """
    connection.execute(
        "UPDATE messages SET edit_at = ?, edit_attempts = 0 WHERE message_id IS NOT NULL AND delivery_id IN"
        " (SELECT id FROM deliveries WHERE issue_id = ? AND state = 'sent' AND finished_at > ?)",
        (instant(now), issue_id, instant(now - CORRECTABLE)),
    )


def abandon(connection: sqlite3.Connection, subscription_id: int, reason: str, now: datetime) -> None:
    """Skip what waits for a subscription that has ended."""
    connection.execute(
        f"UPDATE deliveries SET state = 'skipped', reason = ?, finished_at = ? WHERE subscription_id = ? AND {OPEN}",
        (reason, instant(now), subscription_id),
    )


class Deliveries:
    """The ledger as the bot uses it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def request(self, issue_id: int, subscription_id: int, now: datetime) -> bool:
        """Queue an issue for one subscription, due now; False where it is in the ledger already."""

        def work(connection: sqlite3.Connection) -> bool:
            cursor = connection.execute(
                "INSERT OR IGNORE INTO deliveries (issue_id, subscription_id, due_at, next_at) VALUES (?, ?, ?, ?)",
                (issue_id, subscription_id, instant(now), instant(now)),
            )
            return cursor.rowcount == 1

        return await self._database.write(work)

    async def recover(self) -> int:
        """While nothing is being sent: what is left in `sending` is in doubt. How many.

        A process died, or the result of a message could not be written down.
        """
        return await self._change("UPDATE deliveries SET state = 'unknown' WHERE state = 'sending'", {})

    async def skip_stale(self, now: datetime) -> int:
        """Skip what should have gone out longer ago than LIMIT and certainly did not. How many."""
        return await self._change(
            "UPDATE deliveries SET state = 'skipped', reason = :reason, finished_at = :now"
            f" WHERE {OPEN} AND state = 'queued' AND next_at <= :now AND due_at < :limit",
            {
                "reason": f"late by more than {LIMIT.days} days",
                "now": instant(now),
                "limit": instant(now - LIMIT),
            },
        )

    async def due(self, now: datetime, limit: int = 100) -> tuple[Due, ...]:
        """What to send now, oldest first; of each subscription only the first, so that issues arrive in order."""

        def work(connection: sqlite3.Connection) -> tuple[Due, ...]:
            rows = connection.execute(
                "SELECT d.id, d.issue_id, d.due_at, d.attempts, d.state, s.kind, s.channel_id, s.guild_id, s.user_id,"
                " (SELECT attempted_at FROM messages WHERE delivery_id = d.id AND part = 0) AS attempted_at"
                " FROM deliveries AS d JOIN subscriptions AS s ON s.id = d.subscription_id"
                # Spelled as the partial index is, or SQLite would not use it.
                f" WHERE d.{OPEN} AND d.state <> 'sending' AND d.next_at <= ? AND s.state = 'active'"
                f" AND NOT EXISTS (SELECT 1 FROM deliveries AS e WHERE e.subscription_id = d.subscription_id"
                f" AND e.id < d.id AND e.{OPEN})"
                " ORDER BY d.next_at, d.id LIMIT ?",
                (instant(now), limit),
            )
            return tuple(_read_due(row) for row in rows)

        return await self._database.read(work)

    async def begin(self, due: Due, revision: str, now: datetime, part: int = 0) -> str:
        """Record that a message is about to be sent, rendered from a revision of its issue; its nonce."""

        def work(connection: sqlite3.Connection) -> str:
            connection.execute(
                "UPDATE deliveries SET state = 'sending', attempts = attempts + 1 WHERE id = ?",
                (due.delivery_id,),
            )
            connection.execute(
                "INSERT INTO messages (delivery_id, part, nonce, attempted_at, revision) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (delivery_id, part) DO NOTHING",
                (
                    due.delivery_id,
                    part,
                    nonce_of(due.delivery_id, due.issue_id, due.target.channel_id, part),
                    instant(now),
                    revision,
                ),
            )
            row = connection.execute(
                "SELECT nonce FROM messages WHERE delivery_id = ? AND part = ?", (due.delivery_id, part)
            ).fetchone()
            return str(row["nonce"])

        return await self._database.write(work)

    async def sent(self, due: Due, message: Posted, now: datetime, part: int = 0) -> None:
        """Record Discord's answer: the message is there.

        An issue that was corrected while its message was on the way is noted to be edited. After a doubt nobody knows
        which attempt made the message, so the first revision counts and at worst an edit changes nothing.
        """

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "UPDATE messages SET message_id = :message, channel_id = :channel, publish_at = :publish,"
                " edit_at = CASE revision WHEN (SELECT hash FROM issues WHERE id = :issue) THEN NULL ELSE :now END"
                " WHERE delivery_id = :delivery AND part = :part",
                {
                    "message": message.message_id,
                    "channel": message.channel_id,
                    "publish": instant(now) if message.to_publish else None,
                    "issue": due.issue_id,
                    "now": instant(now),
                    "delivery": due.delivery_id,
                    "part": part,
                },
            )
            connection.execute(
                "UPDATE deliveries SET state = 'sent', reason = NULL, finished_at = ? WHERE id = ?",
                (instant(now), due.delivery_id),
            )
            connection.execute(
                "UPDATE subscriptions SET refusals = 0, told_at = NULL WHERE refusals > 0"
                " AND id = (SELECT subscription_id FROM deliveries WHERE id = ?)",
                (due.delivery_id,),
            )

        await self._database.write(work)

    async def postpone(self, due: Due, until: datetime, reason: str, *, in_doubt: bool) -> None:
        """Try again later; in doubt where the message may have arrived although no answer came.

        A doubt stays until the message was found or sent: a later refusal says nothing of the earlier attempt.
        """
        await self._change(
            "UPDATE deliveries SET state = :state, next_at = :until, reason = :reason WHERE id = :id",
            {
                "state": "unknown" if in_doubt or due.in_doubt else "queued",
                "until": instant(until),
                "reason": reason,
                "id": due.delivery_id,
            },
        )

    async def refuse(self, due: Due, reason: str, now: datetime) -> None:
        """Record that this target will not have this digest."""
        await self._change(
            "UPDATE deliveries SET state = 'refused', reason = :reason, finished_at = :now WHERE id = :id",
            {"reason": reason, "now": instant(now), "id": due.delivery_id},
        )

    async def counts(self) -> Mapping[str, int]:
        """How many deliveries are in which state."""

        def work(connection: sqlite3.Connection) -> Mapping[str, int]:
            rows = connection.execute("SELECT state, count(*) AS n FROM deliveries GROUP BY state")
            return {row["state"]: row["n"] for row in rows}

        return await self._database.read(work)

    async def _change(self, statement: str, values: Mapping[str, object]) -> int:
        return await self._database.write(lambda connection: connection.execute(statement, values).rowcount)


def nonce_of(delivery_id: int, issue_id: int, channel_id: int, part: int) -> str:
    """24 hex digits that name one message for good; Discord takes up to 25 and compares them per author."""
    key = f"{delivery_id}:{issue_id}:{channel_id}:{part}"
    return blake2b(key.encode(), digest_size=12).hexdigest()


def _read_due(row: sqlite3.Row) -> Due:
    return Due(
        delivery_id=row["id"],
        issue_id=row["issue_id"],
        target=read_target(row),
        due_at=read_instant(row["due_at"]),
        attempts=row["attempts"],
        in_doubt=row["state"] == "unknown",
        first_attempt=read_instant(row["attempted_at"]) if row["attempted_at"] else None,
    )
