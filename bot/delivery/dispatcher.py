"""The courier: takes what the ledger says is due, sends it, and records what became of it."""

import asyncio
from datetime import UTC, datetime

import discord
import structlog

from bot.delivery.failures import Aftercare, place_of
from bot.delivery.http_trace import Traffic, urgency
from bot.delivery.isolation import Aside, report, take
from bot.delivery.issue_cache import IssueCache
from bot.delivery.maintenance import Chores
from bot.delivery.poster import Post
from bot.delivery.rate_limiter import Urgency
from bot.delivery.restore_check import Witness
from bot.delivery.retry_policy import TokenRefusedError
from bot.delivery.suspensions import Pauses
from storage.archive import Archive
from storage.errors import StatementRefusedError, StorageError
from storage.records import Due, Posted, StoredIssue

log = structlog.get_logger()

AT_ONCE = 64
"""Messages on their way at a time: the pace is kept at round trips of a second, or beside dozens of slow channels."""

SEND_SECONDS = 45.0
"""Longer than discord.py repeats a server error by itself; then the message is in doubt and its place is free."""

UNFORESEEN = "something unexpected went wrong, the log says what"


class HeldError(Exception):
    """Nothing may be sent for now; the message says why and what to do."""


class Courier:
    """Delivers. One tick is at work at a time; a second one waits for it."""

    def __init__(
        self,
        client: discord.Client,
        archive: Archive,
        traffic: Traffic,
        post: type[Post] = Post,
        witness: Witness | None = None,
    ) -> None:
        self._client = client
        self._post = post
        self._archive = archive
        self._traffic = traffic
        self._aftercare = Aftercare(client, archive)
        self._pauses = Pauses(client, archive, self._aftercare)
        self._aside = Aside()
        self._witness = witness or Witness(client, archive)
        self._chores = Chores(client, archive, lambda: self._may_go_on)
        self._at_work = asyncio.Lock()
        self._stopping = False
        self._trouble: str | None = None
        self.held = False
        """The file is a copy of one that went on without it: nothing is sent until the operator says so."""

    async def stop(self) -> None:
        """Finish the messages that are being sent; nothing is sent after that."""
        self._stopping = True
        async with self._at_work:
            pass

    async def tick(self) -> None:
        """Send and mend all that is due now. Raises TokenRefusedError.

        Where the archive cannot be written nothing is sent: it could not be recorded. That is said once, and the
        next tick tries again.
        """
        async with self._at_work:
            if self._stopping or self._client.is_closed() or self._client.user is None:
                return
            try:
                await self._work()
            except (StorageError, HeldError) as error:
                self._alert(str(error))
                return
            if self._trouble:
                log.info("delivery goes on")
                self._trouble = None

    def _alert(self, trouble: str) -> None:
        """Say what keeps delivery from going on, once as long as it does."""
        if trouble != self._trouble:
            log.error("delivery stands still", reason=trouble)
        self._trouble = trouble

    async def _work(self) -> None:
        await self._archive.database.check()
        await self._check_generation()
        if not await self._archive.agenda.anything(datetime.now(UTC)):
            return
        await take(self._recover)
        await self._witness.check()  # an error here stops the tick: what cannot be judged must not be sent
        for step in (
            self._pauses.resume,
            self._aftercare.faults.release,
            self._chores.mend,
            self._deliver_all,
            self._aftercare.faults.conclude,
            self._chores.publish,
            self._tell,
        ):
            await take(step)
        if self._traffic.invalid.exhausted:
            raise HeldError(
                "Discord has refused so much of late that it might shut this address out: digests wait some minutes. "
                "`/history` says what was refused, and why."
            )

    async def _recover(self) -> None:
        doubtful = await self._archive.agenda.recover()
        if doubtful:
            log.warning("deliveries in doubt, each will be looked up", deliveries=doubtful)
        if skipped := await self._archive.agenda.skip_stale(datetime.now(UTC)):
            log.warning("digests skipped, too late", deliveries=skipped)

    async def _tell(self) -> None:
        if self._may_go_on:
            await self._pauses.tell()

    async def _check_generation(self) -> None:
        """Raise HeldError where the archive is a copy, as far as the file beside it tells."""
        if await self._archive.generation.adopt():
            log.warning(
                "this archive is new, the one that was here before has sent digests: if that one was lost, stop "
                "Paperboy and put a backup in its place"
            )
        reason = await self._archive.generation.why_held()
        self.held = reason is not None
        if reason is not None:
            raise HeldError(reason)

    @property
    def _may_go_on(self) -> bool:
        """Whether anything new may be begun."""
        return not self._stopping and self._traffic.is_open

    async def _deliver_all(self) -> None:
        """Keep as many deliveries under way as may be, until none is due."""
        issues = IssueCache(self._archive)
        sent_any = False
        under_way: dict[asyncio.Task[None], int] = {}
        try:
            while True:
                if len(under_way) <= AT_ONCE // 2 and self._may_go_on:
                    fresh = await self._find_due(set(under_way.values()))
                    if fresh:
                        sent_any = True
                        await self._archive.generation.advance()
                    for due in fresh:
                        under_way[asyncio.create_task(self._deliver(due, issues))] = due.delivery_id
                if not under_way:
                    break
                done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    del under_way[task]
                    task.result()
            if sent_any:
                await self._archive.generation.advance()
        finally:
            if under_way:  # an error ends the tick: what is on its way is still recorded
                await asyncio.gather(*under_way, return_exceptions=True)

    async def _find_due(self, under_way: set[int]) -> tuple[Due, ...]:
        """What else to send now, as much as may be under way."""
        return await self._archive.agenda.due(
            datetime.now(UTC),
            AT_ONCE - len(under_way),
            direct=not self._aftercare.direct_messages_rest,
            without=under_way | self._aside.kept_out,
            held=self._aftercare.faults.held,
        )

    async def _deliver(self, due: Due, issues: IssueCache) -> None:
        """Make one delivery. Whatever goes wrong is that delivery's alone, unless nothing at all can be recorded."""
        urgency.set(Urgency.DIGEST)
        try:
            await self._attempt(due, await issues.load(due.issue_id))
        except TokenRefusedError:
            raise
        except Exception as error:
            await self._set_aside(due, error)
        else:
            self._aside.done(due.delivery_id)

    async def _attempt(self, due: Due, stored: StoredIssue) -> None:
        nonce = await self._archive.deliveries.begin(due, stored.revision, datetime.now(UTC))
        try:
            async with asyncio.timeout(SEND_SECONDS):
                post = self._post(self._client, due, stored)
                posted = await self._find_earlier(due, post, stored) or await post.send(nonce)
        except Exception as error:
            await self._aftercare.failed(due, error, stored.revision)
            return
        await self._archive.deliveries.sent(due, posted, datetime.now(UTC))
        log.info("digest sent", issue=due.issue_id, to=place_of(due), delivery=due.delivery_id)
        await self._aftercare.faults.arrived(due)

    async def _find_earlier(self, due: Due, post: Post, stored: StoredIssue) -> Posted | None:
        """What an attempt in doubt has posted, be it long ago, or the database that a backup has replaced.

        What is on its way Discord knows by its nonce.
        """
        if due.restored_since is not None:
            return await self._witness.find(due, stored)
        if not due.in_doubt or due.first_attempt is None:
            return None
        return await post.find_earlier(due.first_attempt)

    async def _set_aside(self, due: Due, error: Exception) -> None:
        """Nobody foresaw this: the delivery is in doubt and waits. Raises StorageError where nothing can be written."""
        delay = self._aside.failed(due.delivery_id)
        try:
            await self._archive.deliveries.postpone(due, datetime.now(UTC) + delay, UNFORESEEN, in_doubt=True)
        except StatementRefusedError:
            self._aside.keep_out(due.delivery_id, delay)  # not even that can be written in this row
        except StorageError:
            raise error if isinstance(error, StorageError) else StorageError(str(error)) from error
        report("a delivery failed unexpectedly and is in doubt", error, issue=due.issue_id, to=place_of(due),
               delivery=due.delivery_id, again_in=delay.seconds)  # fmt: skip
