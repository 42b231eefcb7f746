"""Messages that were sent: those to be edited because their issue was corrected, those to be published."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from newsletter.model import SectionKind
from storage.engine.database import Database
from storage.reasons import Reason, write_reason
from storage.records import Form
from storage.rows import instant
from storage.subscriptions.records import Target
from storage.subscriptions.rows import TARGET, WISHES, read_sections, read_target


@dataclass(frozen=True, slots=True)
class SentMessage:
    """A message that was sent, with something left to do."""

    delivery_id: int
    issue_id: int
    message_id: int
    channel_id: int
    target: Target
    attempts: int  # how often the edit was tried
    publish_attempts: int
    form: Form | None  # None: from before it was written down
    sections: frozenset[SectionKind] | None = None  # of its subscription; None: all
    role_id: int | None = None  # that it mentions


class SentMessages:
    """What is to be done with messages after they were sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def to_edit(self, now: datetime, limit: int = 100, without: Iterable[int] = ()) -> tuple[SentMessage, ...]:
        """Messages that show an older version of their issue, longest waiting first; not those of some deliveries."""
        return await self._select("edit_at", now, limit, without)

    async def to_publish(self, now: datetime, limit: int = 100, without: Iterable[int] = ()) -> tuple[SentMessage, ...]:
        """Messages that followers do not have yet, longest waiting first; not those of some deliveries."""
        return await self._select("publish_at", now, limit, without)

    async def edited(self, message: SentMessage, revision: str, now: datetime) -> None:
        """Record that a message shows a revision; if the issue was corrected again meanwhile, it is due again."""
        await self._change(
            "UPDATE messages SET revision = :revision, edit_attempts = 0, form = :form, edit_at = CASE :revision"
            " WHEN (SELECT hash FROM issues WHERE id = :issue) THEN NULL ELSE :now END",
            message,
            None,
            {"revision": revision, "form": message.form, "issue": message.issue_id, "now": instant(now)},
        )

    async def postpone_edit(self, message: SentMessage, until: datetime | None, reason: Reason | None = None) -> None:
        """Try to edit later, or never (None), and say why."""
        await self._change(
            "UPDATE messages SET edit_at = :until, edit_attempts = edit_attempts + 1",
            message,
            reason,
            {"until": instant(until) if until else None},
        )

    async def published(self, message: SentMessage, now: datetime) -> None:
        """Record that followers have it."""
        await self._change(
            "UPDATE messages SET publish_at = NULL, published_at = :now", message, None, {"now": instant(now)}
        )

    async def postpone_publishing(
        self, message: SentMessage, until: datetime | None, reason: Reason | None = None
    ) -> None:
        """Publish later, or never (None); a reason says that it was tried."""
        await self._change(
            "UPDATE messages SET publish_at = :until, publish_attempts = publish_attempts + (:reason IS NOT NULL)",
            message,
            reason,
            {"until": instant(until) if until else None},
        )

    async def count_published(self, channel_id: int, since: datetime) -> int:
        """How many messages of a channel were published since an instant."""

        def work(connection: sqlite3.Connection) -> int:
            (number,) = connection.execute(
                "SELECT count(*) FROM messages WHERE channel_id = ? AND published_at >= ?", (channel_id, instant(since))
            ).fetchone()
            return int(number)

        return await self._database.read(work)

    async def _select(self, column: str, now: datetime, limit: int, without: Iterable[int]) -> tuple[SentMessage, ...]:
        def work(connection: sqlite3.Connection) -> tuple[SentMessage, ...]:
            rows = connection.execute(
                "SELECT m.delivery_id, m.message_id, coalesce(m.channel_id, t.channel_id) AS posted_in,"
                f" m.edit_attempts, m.publish_attempts, m.form, d.issue_id, {WISHES}, {TARGET}"
                " FROM messages AS m JOIN deliveries AS d ON d.id = m.delivery_id"
                " JOIN subscriptions AS s ON s.id = d.subscription_id JOIN destinations AS t ON t.id = s.destination_id"
                f" WHERE m.{column} IS NOT NULL AND m.{column} <= ? AND m.message_id IS NOT NULL"
                " AND m.delivery_id NOT IN (SELECT value FROM json_each(?))"
                f" ORDER BY m.{column} LIMIT ?",
                (instant(now), json.dumps([*without]), limit),
            )
            return tuple(_read(row) for row in rows)

        return await self._database.read(work)

    async def _change(
        self, statement: str, message: SentMessage, reason: Reason | None, values: Mapping[str, object]
    ) -> None:
        """Change a message, and say in its delivery what is still wrong with it."""
        code, details = write_reason(reason)
        key = {"delivery": message.delivery_id, "reason": code, "details": details}

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(f"{statement} WHERE delivery_id = :delivery", {**values, **key})
            connection.execute(
                "UPDATE deliveries SET reason = :reason, reason_details = :details WHERE id = :delivery", key
            )

        await self._database.write(work)


def _read(row: sqlite3.Row) -> SentMessage:
    return SentMessage(
        delivery_id=row["delivery_id"],
        issue_id=row["issue_id"],
        message_id=row["message_id"],
        channel_id=row["posted_in"],
        target=read_target(row),
        attempts=row["edit_attempts"],
        publish_attempts=row["publish_attempts"],
        form=Form(row["form"]) if row["form"] else None,
        sections=read_sections(row),
        role_id=row["role_id"],
    )
