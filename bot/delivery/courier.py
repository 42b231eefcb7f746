"""The courier: takes what the ledger says is due, sends it, and records what became of it."""

import asyncio
from datetime import UTC, datetime

import aiohttp
import discord
import structlog

from bot.delivery.aftercare import Aftercare, place_of
from bot.delivery.chores import Chores
from bot.delivery.pace import Urgency
from bot.delivery.post import Post
from bot.delivery.traffic import Traffic, urgency
from bot.delivery.verdict import Action, HistoryHiddenError, judge
from bot.delivery.witness import Witness
from storage.archive import Archive
from storage.errors import StorageError
from storage.records import Due, Posted, StoredIssue

log = structlog.get_logger()

AT_ONCE = 64
"""Messages on their way at a time: the pace is kept at round trips of a second, or beside dozens of slow channels."""

SEND_SECONDS = 45.0
"""Longer than discord.py repeats a server error by itself; then the message is in doubt and its place is free."""


class HeldError(Exception):
    """Nothing may be sent for now; the message says why and what to do."""


class TokenRefusedError(Exception):
    """Discord no longer knows our token: nothing can be sent until the operator sets another."""


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
        doubtful = await self._archive.agenda.recover()
        if doubtful:
            log.warning("deliveries in doubt, each will be looked up", deliveries=doubtful)
        if skipped := await self._archive.agenda.skip_stale(datetime.now(UTC)):
            log.warning("digests skipped, too late", deliveries=skipped)
        await self._witness.check()
        await self._aftercare.resume()
        await self._chores.mend()
        await self._deliver_all()
        await self._chores.publish()
        if self._may_go_on:
            await self._aftercare.tell()
        if self._traffic.invalid.exhausted:
            raise HeldError(
                "Discord has refused so much of late that it might shut this address out: digests wait some minutes. "
                "`/history` says what was refused, and why."
            )

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
        issues: dict[int, StoredIssue] = {}
        sent_any = False
        under_way: dict[asyncio.Task[None], int] = {}
        try:
            while True:
                if len(under_way) <= AT_ONCE // 2 and self._may_go_on:
                    known = set(under_way.values())
                    direct = not self._aftercare.direct_messages_rest
                    batch = await self._archive.agenda.due(datetime.now(UTC), AT_ONCE + len(known), direct=direct)
                    fresh = [due for due in batch if due.delivery_id not in known][: AT_ONCE - len(known)]
                    if fresh:
                        sent_any = True
                        await self._archive.generation.advance()
                    for due in fresh:
                        stored = await self._load(due.issue_id, issues)
                        under_way[asyncio.create_task(self._deliver(due, stored))] = due.delivery_id
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

    async def _load(self, issue_id: int, issues: dict[int, StoredIssue]) -> StoredIssue:
        if issue_id not in issues:
            stored = await self._archive.issues.load(issue_id)
            if stored is None:
                raise StorageError(f"Issue {issue_id} is to be delivered but is not in the archive.")
            issues.clear()  # issues go out one after another: one is enough to remember
            issues[issue_id] = stored
        return issues[issue_id]

    async def _deliver(self, due: Due, stored: StoredIssue) -> None:
        urgency.set(Urgency.DIGEST)
        nonce = await self._archive.deliveries.begin(due, stored.revision, datetime.now(UTC))
        post = self._post(self._client, due, stored)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                posted = await self._find_earlier(due, post, stored) or await post.send(nonce)
        except (discord.DiscordException, aiohttp.ClientError, OSError, ValueError, HistoryHiddenError) as error:
            verdict = await self._aftercare.failed(due, judge(error, due.attempts + 1))
            if verdict.action is Action.STOP:
                raise TokenRefusedError from error
            return
        await self._archive.deliveries.sent(due, posted, datetime.now(UTC))
        log.info("digest sent", issue=due.issue_id, to=place_of(due), delivery=due.delivery_id)

    async def _find_earlier(self, due: Due, post: Post, stored: StoredIssue) -> Posted | None:
        """What an attempt in doubt has posted, be it long ago, or the database that a backup has replaced."""
        if due.restored_since is not None:
            return await self._witness.find(due, stored)
        if not due.in_doubt or due.first_attempt is None:
            return None
        return await post.find_earlier(due.first_attempt)
