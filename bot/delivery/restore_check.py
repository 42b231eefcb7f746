"""Detects a restored backup by asking Discord, and finds the digests that the restored database does not know.

The file beside the database reveals a restored database (storage/deliveries/restore_guard.py), but not a restored
folder or machine, which bring the file back too. So before a process sends its first digest, it reads a sample of the
destinations. A digest of the bot that is newer than the newest message in the database, and that no attempt in doubt
explains, means that a backup was restored. From then on each delivery is looked up at its destination before it is
sent (storage/deliveries/restores.py). If the bot may read no destination, the file alone decides.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum

import discord
import structlog

from bot.delivery.channel_history import FoundDigest, FoundDigests, look, may_read
from bot.delivery.http_trace import urgency
from bot.delivery.lookup import HistoryHiddenError, LookupFailedError
from bot.delivery.rate_limiter import Urgency
from bot.digest.marker import Marker
from bot.digest.registry import list_fingerprints
from storage.archive import Archive
from storage.deliveries.restores import KnownDestination
from storage.records import Delivery, Posted, StoredIssue

log = structlog.get_logger()

SAMPLE = 20
FIRST = 10
"""Destinations in the sample that are first in the order of sending: they received what was sent since the backup."""

SECONDS = 2.0
"""How long the first delivery of a process waits for the sample."""

SAMPLE_DEPTH = 300  # messages
DEPTH = 1000
NEWEST = 100
"""Messages that are looked through whatever their time: the outbox's times may be wrong, as after a clock put back."""

SKEW = timedelta(minutes=15)


class Answer(Enum):
    """What one destination shows about the database."""

    OLDER = "it has a digest that the outbox does not know"
    CURRENT = "it has none"
    HIDDEN = "the bot may not read there"
    UNCLEAR = "no answer in time, or too many messages"


class RestoreCheck:
    """Compares the database with what Discord has."""

    def __init__(self, client: discord.Client, archive: Archive) -> None:
        self._client = client
        self._archive = archive
        self._asked = False

    async def check(self) -> None:
        """Before the first delivery of a process: compare the outbox with a sample of the destinations.

        Without any answer the deliveries are looked up too: that is slower, but nothing is sent twice.
        """
        if self._asked:
            return
        now = datetime.now(UTC)
        if not (destinations := await self._archive.restores.destinations(now)):
            return
        restored = await self._archive.restores.last(now)
        noticed = discord.utils.time_snowflake(restored.noticed) if restored else 0
        answers = await self._ask(self._choose(destinations), noticed)
        found = [answer for answer, _ in answers]
        unanswered = Answer.UNCLEAR in found and Answer.CURRENT not in found
        if Answer.OLDER in found or unanswered:
            await self._archive.restores.note(now, min((at for _, at in answers if at), default=None))
            log.warning(
                "each digest is looked up before it is sent",
                reason="Discord did not answer in time whether this archive is a copy that was put back"
                if Answer.OLDER not in found
                else "this archive is a copy that was put back: Discord has digests that it does not know of",
            )
        self._asked = True

    async def find(self, due: Delivery, stored: StoredIssue) -> Posted | None:
        """The digest of a delivery, if it was sent by the database that was lost. Raises as `look` does."""
        assert due.restored_since is not None  # noqa: S101 - the caller has asked
        since = min(filter(None, (due.restored_since, due.first_attempt if due.in_doubt else None))) - SKEW
        after = discord.utils.time_snowflake(since)
        seen = await look(self._client, due.target, after, DEPTH, NEWEST)
        own = list_fingerprints(stored)
        known = await self._archive.restores.known_messages(due)
        missing = [one for one in seen.digests if one.posted.message_id not in known]
        found = next((one for one in missing if any(map(one.digest.fingerprint.is_same_issue, own))), None)
        if seen.complete and all(one is found or one.posted.message_id <= after for one in missing):
            await self._archive.restores.caught_up(due, datetime.now(UTC))
        return found.posted if found else None

    def _choose(self, destinations: Sequence[KnownDestination]) -> list[KnownDestination]:
        """The first ones, then those where somebody has written since the outbox's newest message."""
        readable = [one for one in destinations if may_read(self._channel(one)) is not False]
        first, rest = readable[:FIRST], readable[FIRST:]
        return (first + sorted(rest, key=self._silence))[:SAMPLE]

    def _silence(self, destination: KnownDestination) -> int:
        """0 where there are messages since the delivery was due, 1 where there are any, 2 where none are known."""
        last = getattr(self._channel(destination), "last_message_id", None) or 0
        if last <= destination.newest:
            return 2
        return int(destination.due_at is None or discord.utils.snowflake_time(last) < destination.due_at)

    def _channel(self, destination: KnownDestination) -> object:
        return self._client.get_channel(destination.target.channel_id)

    async def _ask(self, sample: Sequence[KnownDestination], noticed: int) -> list[tuple[Answer, datetime | None]]:
        """All at once, for up to SECONDS: the answers, each with the time of the oldest digest that is not known."""
        if not sample:
            return []
        asking = [asyncio.create_task(self._compare(one, max(one.newest, noticed))) for one in sample]
        try:
            done, late = await asyncio.wait(asking, timeout=SECONDS)
            return [task.result() for task in done] + [(Answer.UNCLEAR, None) for _ in late]
        finally:
            for task in asking:
                task.cancel()
            await asyncio.gather(*asking, return_exceptions=True)

    async def _compare(self, destination: KnownDestination, newest: int) -> tuple[Answer, datetime | None]:
        urgency.set(Urgency.EDIT)
        channel = self._channel(destination)
        if channel is not None and destination.newest == 0 and getattr(channel, "last_message_id", 0) is None:
            return Answer.CURRENT, None  # nobody has ever written there
        try:
            seen = await look(self._client, destination.target, newest, SAMPLE_DEPTH)
            unknown = await self._unexplained(destination, seen)
        except HistoryHiddenError:
            return Answer.HIDDEN, None
        except Exception as error:  # whatever is wrong with an answer, it is that of one destination
            if isinstance(error, LookupFailedError) and isinstance(
                error.__cause__, discord.Forbidden | discord.NotFound
            ):
                return Answer.HIDDEN, None
            log.info("a destination could not be compared", error=f"{type(error).__name__}: {error}")
            return Answer.UNCLEAR, None
        if unknown:
            return Answer.OLDER, unknown[-1].created_at
        return (Answer.CURRENT if seen.complete else Answer.UNCLEAR), None

    async def _unexplained(self, destination: KnownDestination, seen: FoundDigests) -> list[FoundDigest]:
        """Digests that no attempt in doubt has sent."""
        explained = {Marker(issue, delivery) for issue, delivery in destination.unresolved}
        unknown = [one for one in seen.digests if one.digest.marker not in explained]
        if all(one.digest.marker for one in unknown):
            return unknown
        issues = [await self._archive.issues.load(issue) for issue, _ in destination.unresolved]
        own = [fingerprint for stored in issues if stored for fingerprint in list_fingerprints(stored)]
        return [one for one in unknown if one.digest.marker or not any(map(one.digest.fingerprint.is_same_issue, own))]
