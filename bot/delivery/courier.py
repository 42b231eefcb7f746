"""The courier: takes what the ledger says is due, sends it, and records what became of it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import structlog

from bot.delivery.verdict import Action, Verdict, judge
from bot.views import ids
from bot.views.digest import render_digest
from storage.archive import Archive
from storage.records import Due, StoredIssue, SubscriptionKind

log = structlog.get_logger()

NONCE_WINDOW = timedelta(minutes=2)
"""Discord answers a repeated nonce with the first message for “the past few minutes”: we count on two."""

CLOCK_SKEW = timedelta(minutes=5)
"""How far our clock and Discord's may differ when history is read from the first attempt on."""

HISTORY = 1000


class TokenRefusedError(Exception):
    """Discord no longer knows our token: nothing can be sent until the operator sets another."""


class Courier:
    """Delivers. One at a time is at work; a second `tick` waits for the first."""

    def __init__(self, client: discord.Client, archive: Archive) -> None:
        self._client = client
        self._archive = archive
        self._at_work = asyncio.Lock()
        self._stopping = False

    async def recover(self) -> None:
        """Once, before the first tick: doubt what an earlier process was about to send when it died."""
        if doubtful := await self._archive.deliveries.recover():
            log.warning("deliveries in doubt after an unclean stop", deliveries=doubtful)

    async def stop(self) -> None:
        """Finish the message that is being sent; nothing is sent after that."""
        self._stopping = True
        async with self._at_work:
            pass

    async def tick(self) -> None:
        """Send all that is due now. Raises TokenRefusedError."""
        async with self._at_work:
            if self._client.is_closed() or self._client.user is None:
                return
            deliveries, issues = self._archive.deliveries, dict[int, StoredIssue]()
            if skipped := await deliveries.skip_stale(datetime.now(UTC)):
                log.warning("digests skipped, too late", deliveries=skipped)
            while batch := await deliveries.due(datetime.now(UTC)):
                for due in batch:
                    if self._stopping:
                        return
                    if due.issue_id not in issues and (stored := await self._archive.issues.load(due.issue_id)):
                        issues[due.issue_id] = stored
                    await self._deliver(due, issues[due.issue_id])

    async def _deliver(self, due: Due, stored: StoredIssue) -> None:
        deliveries = self._archive.deliveries
        channel = self._client.get_partial_messageable(due.target.channel_id, guild_id=due.target.guild_id)
        nonce = await deliveries.begin(due, datetime.now(UTC))
        try:
            message_id = await self._find_earlier(due, channel)
            if message_id is None:
                page = render_digest(stored, due.delivery_id)
                message_id = (await channel.send(view=page, nonce=nonce)).id
        except (discord.DiscordException, aiohttp.ClientError, OSError, ValueError) as error:
            await self._record_failure(due, judge(error, due.attempts + 1))
            return
        await deliveries.sent(due, message_id, datetime.now(UTC))
        log.info("digest sent", issue=due.issue_id, channel=due.target.channel_id, delivery=due.delivery_id)

    async def _find_earlier(self, due: Due, channel: discord.PartialMessageable) -> int | None:
        """The digest of an earlier attempt that Discord can no longer tell by its nonce, out of the history."""
        if not due.in_doubt or due.first_attempt is None or datetime.now(UTC) - due.first_attempt < NONCE_WINDOW:
            return None
        marker = json.dumps(ids.open_section(due.issue_id, due.delivery_id))
        async for message in channel.history(after=due.first_attempt - CLOCK_SKEW, limit=HISTORY, oldest_first=True):
            if message.author == self._client.user and marker in json.dumps([c.to_dict() for c in message.components]):
                return message.id
        return None

    async def _record_failure(self, due: Due, verdict: Verdict) -> None:
        deliveries, now = self._archive.deliveries, datetime.now(UTC)
        if verdict.action is Action.REFUSE:
            await deliveries.refuse(due, verdict.reason, now)
        elif verdict.action is Action.END:
            await deliveries.refuse(due, verdict.reason, now)
            await self._archive.subscriptions.end(due.target.channel_id, verdict.reason, now)
        else:
            await deliveries.postpone(due, now + verdict.delay, verdict.reason, in_doubt=verdict.in_doubt)
        if verdict.action is Action.PAUSE:
            await self._archive.subscriptions.pause(due.target.channel_id, verdict.reason, now)
        report = log.error if verdict.action is Action.REFUSE else log.warning
        report("digest not sent", issue=due.issue_id, delivery=due.delivery_id, outcome=verdict.action.value,
               reason=verdict.reason, to=_place(due))  # fmt: skip
        if verdict.action is Action.STOP:
            raise TokenRefusedError


def _place(due: Due) -> str:
    return "dm" if due.target.kind is SubscriptionKind.DM else f"channel {due.target.channel_id}"
