"""Failed deliveries: retry, refuse, suspend the destination after some grace, or end it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import structlog

from bot.delivery.isolation import report
from bot.delivery.lookup import LookupFailedError, is_channel_gone, is_guild_left, known_missing
from bot.delivery.payload_faults import PayloadFaults
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
from bot.ui.reasons import describe_for_log
from storage.archive import Archive
from storage.reasons import Reason, ReasonCode
from storage.records import Delivery
from storage.subscriptions.records import DestinationKind

log = structlog.get_logger()

GRACE = (timedelta(seconds=10), timedelta(minutes=1))
"""Delays after a first and a second failure: permissions are often put right within minutes."""


class FailureHandler:
    """Records failed attempts, and decides what they mean for the destination and for the issue."""

    def __init__(self, client: discord.Client, archive: Archive) -> None:
        self._client = client
        self._archive = archive
        self._rest_until = datetime.min.replace(tzinfo=UTC)
        self.faults = PayloadFaults(archive)

    @property
    def direct_messages_rest(self) -> bool:
        """Whether no direct message is to be sent for now: Discord has said that there were too many."""
        return datetime.now(UTC) < self._rest_until

    async def handle(self, due: Delivery, error: Exception, revision: str) -> None:
        """Record a failed attempt to send a revision of an issue. Raises TokenRefusedError.

        A test is refused at once: whoever asked for it can ask again, and it must not arrive twice.
        """
        verdict = await self._learn(due, judge(error, due.attempts + 1))
        deliveries, now = self._archive.deliveries, datetime.now(UTC)
        if due.is_test and (verdict.in_doubt or verdict.action in (Action.REFUSE, Action.SUSPEND)):
            await deliveries.refuse(due, verdict.reason, now)
        elif verdict.action is Action.REFUSE:
            await self.faults.refused(due, verdict, revision)
        elif verdict.action in (Action.DROP, Action.END):
            await deliveries.refuse(due, verdict.reason, now)
        else:
            delay = await self._count(due, verdict.reason) if verdict.action is Action.SUSPEND else verdict.delay
            await deliveries.postpone(due, now + delay, verdict.reason, in_doubt=verdict.in_doubt)
        if verdict.action is Action.REST:
            self._rest_until = now + verdict.delay
        if verdict.action is Action.END:
            await self._archive.subscriptions.end(due.target.channel_id, verdict.reason, now)
        log.warning("digest not sent", issue=due.issue_id, delivery=due.delivery_id, outcome=verdict.action.value,
                    reason=describe_for_log(verdict.reason), to=place_of(due), error=name_of(error))  # fmt: skip
        if isinstance(error, RenderError):
            report("a message could not be made", error, issue=due.issue_id)
        if verdict.action is Action.STOP:
            raise TokenRefusedError from error

    async def _learn(self, due: Delivery, verdict: Verdict) -> Verdict:
        """A verdict with what Discord, when asked, says about the destination. A failed look-up changes nothing."""
        try:
            if verdict.action is Action.ASK and await is_channel_gone(self._client, due.target.channel_id):
                return Verdict(Action.END, Reason(GONE[UNKNOWN_CHANNEL]))
            if verdict.action is Action.SUSPEND and due.target.guild_id is not None:
                return await self._explain(due.target.channel_id, due.target.guild_id, verdict)
        except LookupFailedError as error:
            log.warning("the destination of a digest could not be looked up", to=place_of(due), error=name_of(error))
        return replace(verdict, action=Action.LATER) if verdict.action is Action.ASK else verdict

    async def _explain(self, channel_id: int, guild_id: int, verdict: Verdict) -> Verdict:
        """What is missing there, or that the bot is no longer there. Raises LookupFailedError."""
        channel = self._client.get_channel(channel_id)
        if channel is not None and (missing := known_missing(channel)):
            return replace(verdict, reason=Reason(ReasonCode.MISSING_PERMISSIONS, {"permissions": missing}))
        if self._client.get_guild(guild_id) is None and await is_guild_left(self._client, guild_id):
            # While the process was down, or an event would have told.
            return Verdict(Action.END, Reason(ReasonCode.BOT_REMOVED))
        return verdict

    async def _count(self, due: Delivery, reason: Reason) -> timedelta:
        """Count a failure of the destination, and suspend it after some grace; when to try again otherwise."""
        failures = await self._archive.suspensions.count_failure(due.target.channel_id)
        if failures <= len(GRACE):
            return GRACE[max(failures - 1, 0)]
        await self._archive.suspensions.suspend(due.target.channel_id, reason, datetime.now(UTC))
        return timedelta()


def place_of(due: Delivery) -> str:
    """A destination for the log, which names no person."""
    return "a reader" if due.target.kind is DestinationKind.DM else f"channel {due.target.channel_id}"
