"""Messages that were sent: those to be edited because their issue was corrected, those to be published."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.database import Database
from storage.records import Target
from storage.rows import instant, read_target


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message of the ledger that is there, with something left to do."""

    delivery_id: int
    part: int
    issue_id: int
    message_id: int
    channel_id: int
    target: Target
    attempts: int  # how often the edit was tried


class SentMessages:
    """What is to be done with messages after they were sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def to_edit(self, now: datetime, limit: int = 100) -> tuple[SentMessage, ...]:
        """Messages that show an older version of their issue, longest waiting first."""
        return await self._select("edit_at", now, limit)

    async def to_publish(self, now: datetime, limit: int = 100) -> tuple[SentMessage, ...]:
        """Messages of announcement channels that followers do not have yet, longest waiting first."""
        return await self._select("publish_at", now, limit)

    async def edited(self, message: SentMessage, revision: str, now: datetime) -> None:
        """Record that a message shows a revision; if the issue was corrected again meanwhile, it is due again."""
        await self._change(
            "UPDATE messages SET revision = :revision, edit_attempts = 0, edit_at = CASE :revision"
            " WHEN (SELECT hash FROM issues WHERE id = :issue) THEN NULL ELSE :now END",
            message,
            {"revision": revision, "issue": message.issue_id, "now": instant(now)},
        )

    async def postpone_edit(self, message: SentMessage, until: datetime | None) -> None:
        """Try to edit later, or never (None) where the message is gone."""
        await self._change(
            "UPDATE messages SET edit_at = :until, edit_attempts = edit_attempts + 1",
            message,
            {"until": instant(until) if until else None},
        )

    async def published(self, message: SentMessage, now: datetime) -> None:
        """Record that followers have it."""
        await self._change("UPDATE messages SET publish_at = NULL, published_at = :now", message, {"now": instant(now)})

    async def postpone_publishing(self, message: SentMessage, until: datetime | None) -> None:
        """Publish later, or never (None) where that is not allowed."""
        await self._change(
            "UPDATE messages SET publish_at = :until", message, {"until": instant(until) if until else None}
        )

    async def count_published(self, channel_id: int, since: datetime) -> int:
        """How many messages of a channel were published since an instant."""

        def work(connection: sqlite3.Connection) -> int:
            (number,) = connection.execute(
                "SELECT count(*) FROM messages WHERE channel_id = ? AND published_at >= ?", (channel_id, instant(since))
            ).fetchone()
            return int(number)

        return await self._database.read(work)

    async def _select(self, column: str, now: datetime, limit: int) -> tuple[SentMessage, ...]:
        def work(connection: sqlite3.Connection) -> tuple[SentMessage, ...]:
            rows = connection.execute(
                "SELECT m.delivery_id, m.part, m.message_id, coalesce(m.channel_id, s.channel_id) AS posted_in,"
                " m.edit_attempts, d.issue_id, s.kind, s.channel_id, s.guild_id, s.user_id"
                " FROM messages AS m JOIN deliveries AS d ON d.id = m.delivery_id"
                " JOIN subscriptions AS s ON s.id = d.subscription_id"
                f" WHERE m.{column} IS NOT NULL AND m.{column} <= ? AND m.message_id IS NOT NULL"
                f" ORDER BY m.{column} LIMIT ?",
                (instant(now), limit),
            )
            return tuple(_read(row) for row in rows)

        return await self._database.read(work)

    async def _change(self, statement: str, message: SentMessage, values: Mapping[str, object]) -> None:
        key = {"delivery": message.delivery_id, "part": message.part}
        await self._database.write(
            lambda connection: connection.execute(
                f"{statement} WHERE delivery_id = :delivery AND part = :part", {**values, **key}
            )
        )


def _read(row: sqlite3.Row) -> SentMessage:
    return SentMessage(
        delivery_id=row["delivery_id"],
        part=row["part"],
        issue_id=row["issue_id"],
        message_id=row["message_id"],
        channel_id=row["posted_in"],
        target=read_target(row),
        attempts=row["edit_attempts"],
    )
