"""Edits the messages of a corrected issue, in the format in which they were posted."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import structlog

from bot.delivery.isolation import report
from bot.delivery.lookup import is_message_gone, load_message
from bot.delivery.pictures import PictureFallback
from bot.delivery.retry_policy import ARCHIVED_THREAD, Action, RenderError, TokenRefusedError, backoff, judge, name_of
from bot.digest.format import DigestFormat, Payload, Rendering
from bot.digest.registry import FORMATS, identify_format
from bot.ui.reasons import describe_for_log
from storage.archive import Archive
from storage.deliveries.messages import SentMessage
from storage.reasons import Reason, ReasonCode
from storage.records import StoredIssue
from storage.subscriptions.records import DestinationKind

log = structlog.get_logger()

EDIT_SECONDS = 20.0
"""Timeout of an edit; the edits behind it and new digests wait for it."""

ATTEMPTS = 20
"""An edit that failed so often is not tried again. With waits that double up to a day, that takes most of a week."""

LONGEST_WAIT = timedelta(days=1)


class GoneError(Exception):
    """The message or its channel no longer exists."""


class Corrections:
    """Edits messages."""

    def __init__(self, client: discord.Client, archive: Archive, pictures: PictureFallback) -> None:
        self._client = client
        self._archive = archive
        self._pictures = pictures

    async def edit(self, message: SentMessage) -> None:
        """Edit one message, or record why not and when it is tried again. Raises TokenRefusedError."""
        stored = await self._archive.issues.load(message.issue_id)
        if stored is None:
            await self._archive.sent.postpone_edit(message, None, Reason(ReasonCode.ISSUE_GONE))
            return
        try:
            async with asyncio.timeout(EDIT_SECONDS):
                digest_format = FORMATS[message.form] if message.form else await self._find_format(message)
                await self._show(message, digest_format, stored)
        except Exception as error:
            await self._failed(message, error)
            return
        await self._archive.sent.edited(replace(message, form=digest_format.form), stored.revision, datetime.now(UTC))
        log.info("digest corrected", issue=message.issue_id, message=message.message_id)

    async def _find_format(self, message: SentMessage) -> DigestFormat:
        """The format of a message from before formats were stored. Raises GoneError, LookupFailedError."""
        found = await load_message(self._client, message.channel_id, message.message_id)
        if found is None:
            raise GoneError
        return identify_format(found)

    async def _show(self, message: SentMessage, digest_format: DigestFormat, stored: StoredIssue) -> None:
        """Edit; what the message shows and whom it mentions is as the subscription says now."""
        rendering = Rendering(
            message.delivery_id,
            sections=message.sections,
            role_id=message.role_id,
            is_direct=message.target.kind is DestinationKind.DM,
        )
        await self._pictures.send(
            digest_format, stored, rendering, lambda payload: self._edit_wherever(message, payload)
        )

    async def _edit_wherever(self, message: SentMessage, payload: Payload) -> None:
        """Edit; an archived thread is opened for it and archived again."""
        try:
            await self._edit(message, payload)
        except discord.HTTPException as error:
            if error.code != ARCHIVED_THREAD:
                raise
        else:
            return
        await self._client.http.edit_channel(message.channel_id, archived=False)
        try:
            await self._edit(message, payload)
        finally:
            try:
                await self._client.http.edit_channel(message.channel_id, archived=True)
            except Exception as error:  # Discord archives it later by itself
                log.warning("thread not archived again", channel=message.channel_id, error=name_of(error))

    async def _edit(self, message: SentMessage, payload: Payload) -> None:
        """Edit; nobody is notified again."""
        place = self._client.get_partial_messageable(message.channel_id, guild_id=message.target.guild_id)
        silent = {**payload, "allowed_mentions": discord.AllowedMentions.none()}
        await place.get_partial_message(message.message_id).edit(**silent)

    async def _failed(self, message: SentMessage, error: Exception) -> None:
        verdict = judge(error, message.attempts + 1)
        gone = isinstance(error, GoneError) or verdict.action in (Action.DROP, Action.END)
        if verdict.action is Action.ASK:
            gone = await is_message_gone(self._client, message.channel_id, message.message_id)
        over = gone or message.attempts + 1 >= ATTEMPTS
        wait = max(verdict.delay, backoff(message.attempts + 1, LONGEST_WAIT))
        until = None if over else datetime.now(UTC) + wait
        reason = Reason(ReasonCode.MESSAGE_GONE) if gone else verdict.reason
        await self._archive.sent.postpone_edit(message, until, Reason(ReasonCode.CORRECTION_FAILED, cause=reason))
        log.warning("correction not shown", message=message.message_id, reason=describe_for_log(reason), again=not over,
                    error=name_of(error))  # fmt: skip
        if isinstance(error, RenderError):
            report("a message could not be made", error, issue=message.issue_id)
        if verdict.action is Action.STOP:
            raise TokenRefusedError from error
