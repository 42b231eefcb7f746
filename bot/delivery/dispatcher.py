"""The dispatcher: sends what is due according to the outbox, one tick after another."""

import asyncio
from datetime import UTC, datetime

import discord
import structlog

from bot.delivery.attempts import Attempts
from bot.delivery.failures import FailureHandler
from bot.delivery.http_trace import Traffic
from bot.delivery.isolation import take
from bot.delivery.issue_cache import IssueCache
from bot.delivery.maintenance import Maintenance
from bot.delivery.pictures import PictureFallback
from bot.delivery.poster import Poster
from bot.delivery.restore_check import RestoreCheck
from bot.delivery.suspensions import Suspensions
from storage.archive import Archive
from storage.errors import StorageError
from storage.records import Delivery

log = structlog.get_logger()

AT_ONCE = 64
"""Messages on their way at a time: the pace is kept at round trips of a second, or beside dozens of slow channels."""


class HeldError(Exception):
    """Nothing may be sent for now; the message says why and what to do."""


class Dispatcher:
    """Delivers. One tick runs at a time; a second one waits for it."""

    def __init__(
        self,
        client: discord.Client,
        archive: Archive,
        traffic: Traffic,
        post: type[Poster] = Poster,
        restore_check: RestoreCheck | None = None,
    ) -> None:
        self._client = client
        self._archive = archive
        self._traffic = traffic
        self._failures = FailureHandler(client, archive)
        self._suspensions = Suspensions(client, archive, self._failures)
        self._restore_check = restore_check or RestoreCheck(client, archive)
        pictures = PictureFallback()
        self._attempts = Attempts(client, archive, self._failures, post, self._restore_check, pictures)
        self._maintenance = Maintenance(client, archive, pictures, lambda: self._may_go_on)
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
        """Send and correct all that is due now. Raises TokenRefusedError.

        Nothing is sent while the archive cannot be written, as it could not be recorded. That is logged once, and
        the next tick tries again.
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
        """Log what stops delivery, once for as long as it is the same."""
        if trouble != self._trouble:
            log.error("delivery stands still", reason=trouble)
        self._trouble = trouble

    async def _work(self) -> None:
        await self._archive.database.check()
        await self._check_generation()
        if not await self._archive.outbox.anything(datetime.now(UTC)):
            return
        await take(self._recover)
        await self._restore_check.check()  # an error here stops the tick: what cannot be judged must not be sent
        for step in (
            self._suspensions.resume,
            self._failures.faults.release,
            self._maintenance.mend,
            self._deliver_all,
            self._failures.faults.conclude,
            self._maintenance.publish,
            self._notify,
        ):
            await take(step)
        if self._traffic.invalid.exhausted:
            raise HeldError(
                "Discord has refused so much of late that it might shut this address out: digests wait some minutes. "
                "`/history` says what was refused, and why."
            )

    async def _recover(self) -> None:
        doubtful = await self._archive.outbox.recover()
        if doubtful:
            log.warning("deliveries in doubt, each will be looked up", deliveries=doubtful)
        if skipped := await self._archive.outbox.skip_stale(datetime.now(UTC)):
            log.warning("digests skipped, too late", deliveries=skipped)

    async def _notify(self) -> None:
        if self._may_go_on:
            await self._suspensions.notify()

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
                        under_way[asyncio.create_task(self._attempts.make(due, issues))] = due.delivery_id
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

    async def _find_due(self, under_way: set[int]) -> tuple[Delivery, ...]:
        """What else to send now, as much as may be under way."""
        return await self._archive.outbox.due(
            datetime.now(UTC),
            AT_ONCE - len(under_way),
            direct=not self._failures.direct_messages_rest,
            without=under_way | self._attempts.kept_out,
            held=self._failures.faults.held,
        )
