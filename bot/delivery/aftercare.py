"""What becomes of a digest that was not sent; targets that refuse: a few tries of grace, then a pause that ends by
itself, and a word to who subscribed.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import structlog

from bot.access import missing_permissions
from bot.delivery.verdict import Action, Verdict
from bot.views.subscribing import render_paused
from storage.archive import Archive
from storage.records import Due, Subscription, SubscriptionKind
from storage.subscriptions import REMOVED

log = structlog.get_logger()

GRACE = (timedelta(seconds=10), timedelta(minutes=1))
"""A first and a second refusal are tried again after this: permissions are often put right within minutes."""

LONGEST_PAUSE = timedelta(days=1)

PEOPLE = 5
"""Who are told at one tick: Discord takes a bot that opens many direct messages at once for a spammer."""


class Aftercare:
    """Pauses, resumes and tells."""

    def __init__(self, client: discord.Client, archive: Archive) -> None:
        self._client = client
        self._archive = archive
        self._rest_until = datetime.min.replace(tzinfo=UTC)

    @property
    def direct_messages_rest(self) -> bool:
        """Whether no direct message is to be sent for now: Discord has said that there were too many."""
        return datetime.now(UTC) < self._rest_until

    async def failed(self, due: Due, verdict: Verdict) -> Verdict:
        """Record what an attempt came to; gives the verdict with all that is known."""
        deliveries, now = self._archive.deliveries, datetime.now(UTC)
        if verdict.action is Action.PAUSE:
            verdict = self._explain(due, verdict)
        if verdict.action in (Action.REFUSE, Action.END):
            await deliveries.refuse(due, verdict.reason, now)
        else:
            delay = await self._refused(due, verdict.reason) if verdict.action is Action.PAUSE else verdict.delay
            await deliveries.postpone(due, now + delay, verdict.reason, in_doubt=verdict.in_doubt)
        if verdict.action is Action.REST:
            self._rest_until = now + verdict.delay
        if verdict.action is Action.END:
            await self._archive.subscriptions.end(due.target.channel_id, verdict.reason, now)
        report = log.error if verdict.action is Action.REFUSE else log.warning
        report("digest not sent", issue=due.issue_id, delivery=due.delivery_id, outcome=verdict.action.value,
               reason=verdict.reason, to=place_of(due))  # fmt: skip
        return verdict

    def _explain(self, due: Due, verdict: Verdict) -> Verdict:
        """A refusal with what is known of its target: what is missing there, or that the bot is no longer there."""
        guild_id, channel = due.target.guild_id, self._client.get_channel(due.target.channel_id)
        if guild_id is not None and self._client.get_guild(guild_id) is None:
            return Verdict(Action.END, REMOVED)  # while the process was down, or an event would have told
        if isinstance(channel, discord.abc.GuildChannel | discord.Thread) and (missing := missing_permissions(channel)):
            return replace(verdict, reason=f"the bot may not post there ({', '.join(missing)})")
        return verdict

    async def _refused(self, due: Due, reason: str) -> timedelta:
        """A target refused a digest; when to try again if nothing pauses it."""
        subscription = await self._archive.pauses.refused(due.target.channel_id)
        if subscription is None or subscription.refusals <= len(GRACE):
            return GRACE[subscription.refusals - 1] if subscription else GRACE[0]
        now = datetime.now(UTC)
        await self._archive.pauses.pause(due.target.channel_id, reason, now)
        return timedelta()

    async def resume(self) -> None:
        """Wake paused channels whose permissions, as far as the bot can see them, are back.

        A channel that refuses although nothing is missing is tried again after a minute, two, four, … a day.
        """
        now = datetime.now(UTC)
        if resumed := await self._archive.pauses.resume_zones(now):
            log.info("time zones known again, subscriptions resumed", subscriptions=resumed)
        for subscription in await self._archive.pauses.paused(SubscriptionKind.CHANNEL):
            channel = self._client.get_channel(subscription.target.channel_id)
            tries = max(0, subscription.refusals - len(GRACE) - 1)
            due = subscription.changed_at + min(timedelta(minutes=1 << min(tries, 12)), LONGEST_PAUSE)
            if channel is None or isinstance(channel, discord.abc.PrivateChannel) or now < due:
                continue
            if not missing_permissions(channel) and await self._archive.pauses.resume(channel.id, now):
                log.info("subscription resumed", channel=subscription.target.channel_id)

    async def tell(self) -> None:
        """A word to those who subscribed what is paused: one for all their channels, and once until they work again.

        A word that is lost is not sent again.
        """
        if self.direct_messages_rest:
            return
        people: dict[int, list[Subscription]] = {}
        for subscription in await self._archive.pauses.untold():
            people.setdefault(subscription.target.user_id or 0, []).append(subscription)
        for user_id, paused in list(people.items())[:PEOPLE]:
            await self._archive.pauses.told(paused, datetime.now(UTC))
            try:
                person = await self._client.create_dm(discord.Object(user_id))
                await person.send(view=render_paused(paused))
            except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                log.warning("nobody could be told of a pause", channels=len(paused), reason=str(error))


def place_of(due: Due) -> str:
    """A target in words for the log, which names no person."""
    return "a reader" if due.target.kind is SubscriptionKind.DM else f"channel {due.target.channel_id}"
