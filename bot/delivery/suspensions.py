"""Suspended destinations: resume them when they can be reached again, and notify the subscriber."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import discord
import structlog

from bot.delivery.failures import GRACE, FailureHandler
from bot.delivery.isolation import concerns_all, report
from bot.delivery.lookup import known_missing
from bot.delivery.retry_policy import Action, TokenRefusedError, judge, name_of
from bot.delivery.suspension_notice import render_suspended
from storage.archive import Archive
from storage.subscriptions.records import Destination, DestinationKind, Subscription

log = structlog.get_logger()

MAX_DELAY = timedelta(days=1)

PEOPLE = 5
"""People who are notified at one tick: Discord takes a bot that opens many direct messages at once for a spammer."""

NOTIFY_SECONDS = 20.0


class Suspensions:
    """Resumes, and notifies."""

    def __init__(self, client: discord.Client, archive: Archive, failures: FailureHandler) -> None:
        self._client = client
        self._archive = archive
        self._failures = failures

    async def resume(self) -> None:
        """Resume channels whose permissions are back, as far as the bot can see them.

        A channel that refuses although nothing is missing is tried again after a minute, two, four, … a day; so is one
        that is not in memory, such as an archived thread.
        """
        if resumed := await self._archive.suspensions.resume_zones(datetime.now(UTC)):
            log.info("time zones known again, subscriptions resumed", subscriptions=resumed)
        for destination in await self._archive.suspensions.suspended(DestinationKind.CHANNEL):
            try:
                await self._resume(destination)
            except Exception as error:
                if concerns_all(error):
                    raise
                report("a suspended destination could not be looked at", error, destination=destination.id)

    async def _resume(self, destination: Destination) -> None:
        now = datetime.now(UTC)
        tries = max(0, destination.failures - len(GRACE) - 1)
        if now < destination.changed_at + min(timedelta(minutes=1 << min(tries, 12)), MAX_DELAY):
            return
        channel_id = destination.target.channel_id
        channel = self._client.get_channel(channel_id)
        if (channel is None or not known_missing(channel)) and await self._archive.suspensions.resume(channel_id, now):
            log.info("destination resumed", channel=channel_id)

    async def notify(self) -> None:
        """Notify those who subscribed what is suspended: one message for all their channels, and once until they work.

        A notice that is lost is not sent again. Raises TokenRefusedError.
        """
        if self._failures.direct_messages_rest:
            return
        people: dict[int, list[Subscription]] = {}
        for subscription in await self._archive.suspensions.not_notified():
            people.setdefault(subscription.target.user_id or 0, []).append(subscription)
        for user_id, suspended in list(people.items())[:PEOPLE]:
            await self._archive.suspensions.notified(suspended, datetime.now(UTC))
            await self._notify(user_id, suspended)

    async def _notify(self, user_id: int, suspended: Sequence[Subscription]) -> None:
        try:
            async with asyncio.timeout(NOTIFY_SECONDS):
                person = await self._client.create_dm(discord.Object(user_id))
                await person.send(view=render_suspended(suspended))
        except Exception as error:
            log.warning("nobody could be notified of a suspension", channels=len(suspended), error=name_of(error))
            if judge(error, 1).action is Action.STOP:
                raise TokenRefusedError from error
