"""Maintains messages that were sent: edits those of corrected issues, publishes those in announcement channels."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol

import discord
import structlog

from bot.delivery.corrections import Corrections
from bot.delivery.http_trace import urgency
from bot.delivery.isolation import Quarantine, concerns_all, report
from bot.delivery.lookup import is_message_gone
from bot.delivery.pictures import PictureFallback
from bot.delivery.rate_limiter import Urgency
from bot.delivery.retry_policy import Action, TokenRefusedError, backoff, judge, name_of
from bot.ui.reasons import describe_for_log
from storage.archive import Archive
from storage.deliveries.messages import SentMessage
from storage.reasons import Reason, ReasonCode

log = structlog.get_logger()

PUBLISH_LIMIT = 9
"""Messages published per hour and channel. Discord takes about 10; the next request hangs for up to an hour."""

PUBLISH_SECONDS = 5.0
"""Timeout of a publication; well below the time that the process gets to stop."""

PUBLISH_ATTEMPTS = 20
"""A publication that failed so often is not tried again."""

AT_ONCE = 16
"""Edits, or publications, in flight at a time."""

HOUR = timedelta(hours=1)

ALREADY_PUBLISHED = 40033


class Select(Protocol):
    """A query for messages that are due, without those of some deliveries."""

    async def __call__(self, now: datetime, limit: int, without: Iterable[int]) -> tuple[SentMessage, ...]: ...


class Maintenance:
    """Edits and publishes messages. An error with one message does not hold up the others."""

    def __init__(
        self, client: discord.Client, archive: Archive, pictures: PictureFallback, may_go_on: Callable[[], bool]
    ) -> None:
        self._client = client
        self._archive = archive
        self._may_go_on = may_go_on
        self._corrections = Corrections(client, archive, pictures)
        self._quarantine = Quarantine()

    async def mend(self) -> None:
        """Edit messages that show an older revision of their issue, while work may begin. Raises TokenRefusedError."""
        await self._work_off(self._archive.sent.to_edit, self._corrections.edit)

    async def publish(self) -> None:
        """Publish messages in announcement channels to followers, while new work may begin.

        Raises TokenRefusedError.
        """
        await self._work_off(self._archive.sent.to_publish, self._publish, one_of_each_channel=True)

    async def _work_off(
        self, select: Select, work: Callable[[SentMessage], Awaitable[None]], *, one_of_each_channel: bool = False
    ) -> None:
        urgency.set(Urgency.EDIT)
        while self._may_go_on() and (found := await select(datetime.now(UTC), AT_ONCE, self._quarantine.kept_out)):
            if one_of_each_channel:  # they share a budget
                found = tuple({one.channel_id: one for one in reversed(found)}.values())
            await _all(self._alone(work, message) for message in found)

    async def _alone(self, work: Callable[[SentMessage], Awaitable[None]], message: SentMessage) -> None:
        try:
            await work(message)
        except Exception as error:
            if concerns_all(error):
                raise
            delay = self._quarantine.failed(message.delivery_id)
            self._quarantine.keep_out(message.delivery_id, delay)
            report("a message could not be worked on", error, message=message.message_id, again_in=delay.seconds)
        else:
            self._quarantine.done(message.delivery_id)

    async def _publish(self, message: SentMessage) -> None:
        sent, now = self._archive.sent, datetime.now(UTC)
        if await sent.count_published(message.channel_id, now - HOUR) >= PUBLISH_LIMIT:
            await sent.postpone_publishing(message, now + HOUR / 6, None)
            return
        place = self._client.get_partial_messageable(message.channel_id, guild_id=message.target.guild_id)
        partial = place.get_partial_message(message.message_id)
        try:
            # Bounded: the request may hang although it has succeeded; then the next try says so (40033).
            await asyncio.wait_for(partial.publish(), PUBLISH_SECONDS)
        except Exception as error:
            if getattr(error, "code", 0) != ALREADY_PUBLISHED:
                await self._failed(message, error)
                return
        await sent.published(message, datetime.now(UTC))
        log.info("digest published", message=message.message_id)

    async def _failed(self, message: SentMessage, error: Exception) -> None:
        verdict = judge(error, message.publish_attempts + 1)
        over = verdict.action in (Action.REFUSE, Action.DROP, Action.END)
        if verdict.action is Action.ASK:
            over = await is_message_gone(self._client, message.channel_id, message.message_id)
        again = not over and message.publish_attempts + 1 < PUBLISH_ATTEMPTS
        slow = HOUR / 6 if isinstance(error, TimeoutError) else verdict.delay
        wait = max(slow, backoff(message.publish_attempts + 1, HOUR))
        reason = Reason(ReasonCode.PUBLISH_FAILED, cause=verdict.reason)
        await self._archive.sent.postpone_publishing(message, datetime.now(UTC) + wait if again else None, reason)
        log.warning("digest not published", message=message.message_id, reason=describe_for_log(verdict.reason),
                    again=again, error=name_of(error))  # fmt: skip
        if verdict.action is Action.STOP:
            raise TokenRefusedError from error


async def _all(work: Iterable[Awaitable[None]]) -> None:
    """Finish all of it, then raise the first error."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
