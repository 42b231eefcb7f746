"""What becomes of a digest that was not sent: tried again, refused, its target paused after some grace, or ended."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import structlog

from bot.delivery.isolation import report
from bot.delivery.lookup import LookupFailedError, is_channel_gone, is_guild_left, known_missing
from bot.delivery.payload_faults import Faults
from bot.delivery.retry_policy import (
    GONE,
    UNKNOWN_CHANNEL,
    Action,
    RenderError,
    TokenRefusedError,
    Verdict,
    judge,
    name_of,
)
from storage.archive import Archive
from storage.records import Due, SubscriptionKind
from storage.subscriptions.repository import REMOVED

log = structlog.get_logger()

GRACE = (timedelta(seconds=10), timedelta(minutes=1))
"""A first and a second refusal are tried again after this: permissions are often put right within minutes."""


class Aftercare:
    """Records outcomes, and learns what they mean for the target and for the issue."""

    def __init__(self, client: discord.Client, archive: Archive) -> None:
        self._client = client
        self._archive = archive
        self._rest_until = datetime.min.replace(tzinfo=UTC)
        self.faults = Faults(archive)

    @property
    def direct_messages_rest(self) -> bool:
        """Whether no direct message is to be sent for now: Discord has said that there were too many."""
        return datetime.now(UTC) < self._rest_until

    async def failed(self, due: Due, error: Exception, revision: str) -> None:
        """Record what an attempt to send a revision of an issue came to. Raises TokenRefusedError."""
        verdict = await self._learn(due, judge(error, due.attempts + 1))
        deliveries, now = self._archive.deliveries, datetime.now(UTC)
        if verdict.action is Action.REFUSE:
            await self.faults.refused(due, verdict, revision)
        elif verdict.action in (Action.DROP, Action.END):
            await deliveries.refuse(due, verdict.reason, now)
        else:
            delay = await self._refused(due, verdict.reason) if verdict.action is Action.PAUSE else verdict.delay
            await deliveries.postpone(due, now + delay, verdict.reason, in_doubt=verdict.in_doubt)
        if verdict.action is Action.REST:
            self._rest_until = now + verdict.delay
        if verdict.action is Action.END:
            await self._archive.subscriptions.end(due.target.channel_id, verdict.reason, now)
        log.warning("digest not sent", issue=due.issue_id, delivery=due.delivery_id, outcome=verdict.action.value,
                    reason=verdict.reason, to=place_of(due), error=name_of(error))  # fmt: skip
        if isinstance(error, RenderError):
            report("a message could not be made", error, issue=due.issue_id)
        if verdict.action is Action.STOP:
            raise TokenRefusedError from error

    async def _learn(self, due: Due, verdict: Verdict) -> Verdict:
        """A refusal with what Discord, when asked, says about its target. What cannot be found out changes nothing."""
        try:
            if verdict.action is Action.ASK and await is_channel_gone(self._client, due.target.channel_id):
                return Verdict(Action.END, GONE[UNKNOWN_CHANNEL])
            if verdict.action is Action.PAUSE and due.target.guild_id is not None:
                return await self._explain(due.target.channel_id, due.target.guild_id, verdict)
        except LookupFailedError as error:
            log.warning("the target of a digest could not be looked up", to=place_of(due), error=name_of(error))
        return replace(verdict, action=Action.LATER) if verdict.action is Action.ASK else verdict

    async def _explain(self, channel_id: int, guild_id: int, verdict: Verdict) -> Verdict:
        """What is missing there, or that the bot is no longer there. Raises LookupFailedError."""
        channel = self._client.get_channel(channel_id)
        if channel is not None and (missing := known_missing(channel)):
            return replace(verdict, reason=f"the bot may not post there ({', '.join(missing)})")
        if self._client.get_guild(guild_id) is None and await is_guild_left(self._client, guild_id):
            return Verdict(Action.END, REMOVED)  # while the process was down, or an event would have told
        return verdict

    async def _refused(self, due: Due, reason: str) -> timedelta:
        """A target refused a digest; when to try again if nothing pauses it."""
        subscription = await self._archive.pauses.refused(due.target.channel_id)
        if subscription is None or subscription.refusals <= len(GRACE):
            return GRACE[subscription.refusals - 1] if subscription else GRACE[0]
        now = datetime.now(UTC)
        await self._archive.pauses.pause(due.target.channel_id, reason, now)
        return timedelta()


def place_of(due: Due) -> str:
    """A target in words for the log, which names no person."""
    return "a reader" if due.target.kind is SubscriptionKind.DM else f"channel {due.target.channel_id}"
