"""One attempt at one delivery: look for what an earlier attempt posted, send, record the outcome."""

import asyncio
from datetime import UTC, datetime

import discord
import structlog

from bot.delivery.failures import FailureHandler, place_of
from bot.delivery.http_trace import urgency
from bot.delivery.isolation import Quarantine, report
from bot.delivery.issue_cache import IssueCache
from bot.delivery.pictures import PictureFallback
from bot.delivery.poster import Poster
from bot.delivery.rate_limiter import Urgency
from bot.delivery.restore_check import RestoreCheck
from bot.delivery.retry_policy import TokenRefusedError
from storage.archive import Archive
from storage.errors import StatementRefusedError, StorageError
from storage.reasons import Reason, ReasonCode
from storage.records import Delivery, Posted, StoredIssue

log = structlog.get_logger()

SEND_SECONDS = 45.0
"""Longer than discord.py repeats a server error by itself; then the message is in doubt and its place is free."""


class Attempts:
    """Makes deliveries, one at each call."""

    def __init__(
        self,
        client: discord.Client,
        archive: Archive,
        failures: FailureHandler,
        post: type[Poster],
        restore_check: RestoreCheck,
        pictures: PictureFallback,
    ) -> None:
        self._client = client
        self._archive = archive
        self._failures = failures
        self._post = post
        self._restore_check = restore_check
        self._pictures = pictures
        self._quarantine = Quarantine()

    @property
    def kept_out(self) -> set[int]:
        """Ids of the deliveries that are not to be tried now."""
        return self._quarantine.kept_out

    async def make(self, due: Delivery, issues: IssueCache) -> None:
        """Try a delivery and record what came of it.

        What goes wrong concerns that delivery alone. Raises TokenRefusedError, and StorageError where nothing can
        be recorded.
        """
        urgency.set(Urgency.DIGEST)
        try:
            await self._attempt(due, await issues.load(due.issue_id))
        except TokenRefusedError:
            raise
        except Exception as error:
            await self._set_aside(due, error)
        else:
            self._quarantine.done(due.delivery_id)

    async def _attempt(self, due: Delivery, stored: StoredIssue) -> None:
        nonce = await self._archive.deliveries.begin(due, stored.revision, datetime.now(UTC))
        try:
            async with asyncio.timeout(SEND_SECONDS):
                post = self._post(self._client, due, stored, self._pictures)
                posted = await self._find_earlier(due, post, stored) or await post.send(nonce)
        except Exception as error:
            await self._failures.handle(due, error, stored.revision)
            return
        await self._archive.deliveries.sent(due, posted, datetime.now(UTC))
        log.info("test sent" if due.is_test else "digest sent", issue=due.issue_id, to=place_of(due),
                 delivery=due.delivery_id)  # fmt: skip
        if not due.is_test:
            await self._failures.faults.arrived(due)

    async def _find_earlier(self, due: Delivery, post: Poster, stored: StoredIssue) -> Posted | None:
        """What an attempt in doubt has posted, or the database that a backup has replaced.

        A message that is still on its way is not found here: Discord knows it by its nonce. A test is never in doubt.
        """
        if due.is_test:
            return None
        if due.restored_since is not None:
            return await self._restore_check.find(due, stored)
        if not due.in_doubt or due.first_attempt is None:
            return None
        return await post.find_earlier(due.first_attempt)

    async def _set_aside(self, due: Delivery, error: Exception) -> None:
        """Record an unexpected error: the delivery is in doubt and waits; a test is refused.

        Raises StorageError where nothing can be written.
        """
        delay, now = self._quarantine.failed(due.delivery_id), datetime.now(UTC)
        reason = Reason(ReasonCode.UNEXPECTED)
        try:
            if due.is_test:
                await self._archive.deliveries.refuse(due, reason, now)
            else:
                await self._archive.deliveries.postpone(due, now + delay, reason, in_doubt=True)
        except StatementRefusedError:
            self._quarantine.keep_out(due.delivery_id, delay)  # not even that can be written in this row
        except StorageError:
            raise error if isinstance(error, StorageError) else StorageError(str(error)) from error
        report("a delivery failed unexpectedly and is in doubt", error, issue=due.issue_id, to=place_of(due),
               delivery=due.delivery_id, again_in=delay.seconds)  # fmt: skip
