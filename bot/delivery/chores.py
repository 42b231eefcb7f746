"""What is left to do with messages after they were sent: edits of corrected issues, publishing to followers."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import structlog

from bot.delivery.pace import Urgency
from bot.delivery.traffic import urgency
from bot.delivery.verdict import Action, judge
from bot.views.digest import render_digest
from bot.views.embeds import render_embeds
from storage.archive import Archive
from storage.sent import SentMessage

log = structlog.get_logger()

PUBLISH_LIMIT = 9
"""Messages published an hour and channel. Discord takes about 10 and lets the next request hang up to an hour."""

PUBLISH_SECONDS = 5.0
"""How long it may hang before it is left alone; well below what the process is given to stop."""

AT_ONCE = 16
"""Edits, or publications, on their way at a time."""

HOUR = timedelta(hours=1)

ALREADY_PUBLISHED = 40033
UNKNOWN_MESSAGE = 10008


class Chores:
    """Mends and publishes."""

    def __init__(self, client: discord.Client, archive: Archive, may_go_on: Callable[[], bool]) -> None:
        self._client = client
        self._archive = archive
        self._may_go_on = may_go_on

    async def mend(self) -> None:
        """Edit what shows an older version of its issue, as long as anything may be begun."""
        urgency.set(Urgency.EDIT)
        while self._may_go_on() and (messages := await self._archive.sent.to_edit(datetime.now(UTC), AT_ONCE)):
            await _all(map(self._edit, messages))

    async def publish(self) -> None:
        """Give followers what was posted in announcement channels, as long as anything may be begun."""
        urgency.set(Urgency.EDIT)
        while self._may_go_on() and (messages := await self._archive.sent.to_publish(datetime.now(UTC), AT_ONCE)):
            # Of each channel one at a time: they share a budget.
            await _all(map(self._publish, {one.channel_id: one for one in reversed(messages)}.values()))

    async def _edit(self, message: SentMessage) -> None:
        stored = await self._archive.issues.load(message.issue_id)
        if stored is None:
            await self._archive.sent.postpone_edit(message, None)
            return
        place = self._client.get_partial_messageable(message.channel_id, guild_id=message.target.guild_id)
        channel = self._client.get_channel(message.channel_id)
        partial = place.get_partial_message(message.message_id)
        try:
            if isinstance(channel, discord.TextChannel) and channel.is_news():
                await partial.edit(embeds=render_embeds(stored))
            else:
                await partial.edit(view=render_digest(stored, message.delivery_id))
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            verdict = judge(error, message.attempts + 1)
            gone = getattr(error, "code", 0) == UNKNOWN_MESSAGE or verdict.action is not Action.LATER
            await self._archive.sent.postpone_edit(message, None if gone else datetime.now(UTC) + verdict.delay)
            log.warning("correction not shown", message=message.message_id, reason=verdict.reason, again=not gone)
            return
        await self._archive.sent.edited(message, stored.revision, datetime.now(UTC))
        log.info("digest corrected", issue=message.issue_id, message=message.message_id)

    async def _publish(self, message: SentMessage) -> None:
        sent, now = self._archive.sent, datetime.now(UTC)
        if await sent.count_published(message.channel_id, now - HOUR) >= PUBLISH_LIMIT:
            await sent.postpone_publishing(message, now + HOUR / 6)
            return
        place = self._client.get_partial_messageable(message.channel_id, guild_id=message.target.guild_id)
        partial = place.get_partial_message(message.message_id)
        try:
            # Bounded: the request may hang although it has succeeded; then the next try says so (40033).
            await asyncio.wait_for(partial.publish(), PUBLISH_SECONDS)
        except TimeoutError:
            await sent.postpone_publishing(message, datetime.now(UTC) + HOUR / 6)
            return
        except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
            if getattr(error, "code", 0) != ALREADY_PUBLISHED:
                verdict = judge(error, 4)
                again = verdict.action is Action.LATER
                await sent.postpone_publishing(message, datetime.now(UTC) + verdict.delay if again else None)
                log.warning("digest not published", message=message.message_id, reason=verdict.reason, again=again)
                return
        await sent.published(message, datetime.now(UTC))
        log.info("digest published", message=message.message_id)


async def _all(work: Iterable[Awaitable[None]]) -> None:
    """Do all of it to its end, then raise the first error there was."""
    for outcome in await asyncio.gather(*work, return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome
