"""Targets that refuse: a pause that ends by itself, and a word to who subscribed."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import discord
import structlog

from bot.delivery.failures import GRACE, Aftercare
from bot.delivery.isolation import concerns_all, report
from bot.delivery.lookup import known_missing
from bot.delivery.retry_policy import Action, TokenRefusedError, judge, name_of
from bot.delivery.suspension_notice import render_paused
from storage.archive import Archive
from storage.records import Subscription, SubscriptionKind

log = structlog.get_logger()

MAX_DELAY = timedelta(days=1)

PEOPLE = 5
"""Who are told at one tick: Discord takes a bot that opens many direct messages at once for a spammer."""

TELLING_SECONDS = 20.0


class Pauses:
    """Resumes, and tells."""

    def __init__(self, client: discord.Client, archive: Archive, aftercare: Aftercare) -> None:
        self._client = client
        self._archive = archive
        self._aftercare = aftercare

    async def resume(self) -> None:
        """Wake paused channels whose permissions are back, as far as the bot can see them.

        A channel that refuses although nothing is missing is tried again after a minute, two, four, … a day; so is one
        that is not in memory, such as an archived thread.
        """
        if resumed := await self._archive.pauses.resume_zones(datetime.now(UTC)):
            log.info("time zones known again, subscriptions resumed", subscriptions=resumed)
        for subscription in await self._archive.pauses.paused(SubscriptionKind.CHANNEL):
            try:
                await self._resume(subscription)
            except Exception as error:
                if concerns_all(error):
                    raise
                report("a paused subscription could not be looked at", error, subscription=subscription.id)

    async def _resume(self, subscription: Subscription) -> None:
        now = datetime.now(UTC)
        tries = max(0, subscription.refusals - len(GRACE) - 1)
        if now < subscription.changed_at + min(timedelta(minutes=1 << min(tries, 12)), MAX_DELAY):
            return
        channel = self._client.get_channel(subscription.target.channel_id)
        place = subscription.target.channel_id
        if (channel is None or not known_missing(channel)) and await self._archive.pauses.resume(place, now):
            log.info("subscription resumed", channel=subscription.target.channel_id)

    async def tell(self) -> None:
        """A word to those who subscribed what is paused: one for all their channels, and once until they work again.

        A word that is lost is not sent again. Raises TokenRefusedError.
        """
        if self._aftercare.direct_messages_rest:
            return
        people: dict[int, list[Subscription]] = {}
        for subscription in await self._archive.pauses.untold():
            people.setdefault(subscription.target.user_id or 0, []).append(subscription)
        for user_id, paused in list(people.items())[:PEOPLE]:
            await self._archive.pauses.told(paused, datetime.now(UTC))
            await self._tell(user_id, paused)

    async def _tell(self, user_id: int, paused: Sequence[Subscription]) -> None:
        try:
            async with asyncio.timeout(TELLING_SECONDS):
                person = await self._client.create_dm(discord.Object(user_id))
                await person.send(view=render_paused(paused))
        except Exception as error:
            log.warning("nobody could be told of a pause", channels=len(paused), error=name_of(error))
            if judge(error, 1).action is Action.STOP:
                raise TokenRefusedError from error
