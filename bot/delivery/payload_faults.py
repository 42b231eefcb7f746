"""Messages that Discord refuses as malformed: a fault of one destination, or of the issue itself.

When several destinations in a row refuse an issue alike, the fault is ours. Then nothing is refused for good: the
issue is held, the operator is told once, and a correction, `resume` or a restart releases it.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from bot.delivery.retry_policy import Verdict
from bot.ui.reasons import describe_for_log
from storage.archive import Archive
from storage.facts import RESUMED
from storage.reasons import Reason
from storage.records import Delivery

log = structlog.get_logger()

IN_A_ROW = 3
"""Refusals alike, of different destinations and with no success between them, after which the issue stands still.

Two are enough at the end of a tick where the issue has not arrived anywhere.
"""

IN_A_ROW_LATER = 10
"""So many must refuse in a row where the issue has arrived somewhere: a few odd channels may be neighbours."""

SUSPECTED = timedelta(minutes=1)
"""A refused delivery is due again after this if the process dies before it is known whose fault it is."""


@dataclass
class Streak:
    """Refusals of one issue, alike and in a row."""

    fault: str = ""
    revision: str = ""  # of the issue
    suspects: dict[int, tuple[Delivery, Reason]] = field(
        default_factory=dict
    )  # not yet refused for good: with the reason
    refused: set[int] = field(default_factory=set)  # refused for good, at the end of an earlier tick
    arrived: bool = False  # somewhere, at any time


@dataclass(frozen=True)
class Hold:
    """What was so when an issue was stopped: a change of it lets the issue go on."""

    revision: str
    resumed: str | None


class PayloadFaults:
    """Decides which of the two it is."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._streaks: dict[int, Streak] = {}
        self._held: dict[int, Hold] = {}
        self._deciding = asyncio.Lock()  # many deliveries end at once

    @property
    def held(self) -> frozenset[int]:
        """Issues that stand still."""
        return frozenset(self._held)

    async def refused(self, due: Delivery, verdict: Verdict, revision: str) -> None:
        """A destination refused a message as malformed."""
        async with self._deciding:
            await self._refused(due, verdict, revision)

    async def _refused(self, due: Delivery, verdict: Verdict, revision: str) -> None:
        now = datetime.now(UTC)
        if due.issue_id in self._held:
            await self._archive.deliveries.postpone(due, now, verdict.reason, in_doubt=False)
            return
        await self._archive.deliveries.postpone(due, now + SUSPECTED, verdict.reason, in_doubt=False)
        streak = self._streaks.setdefault(due.issue_id, Streak())
        if streak.fault != verdict.fault:
            await self._settle(streak)
            streak.refused.clear()
        streak.fault, streak.revision = verdict.fault, revision
        streak.refused.discard(due.delivery_id)
        streak.suspects[due.delivery_id] = due, verdict.reason
        if len(streak.suspects) + len(streak.refused) >= (IN_A_ROW_LATER if streak.arrived else IN_A_ROW):
            await self._hold(due.issue_id, streak, verdict.reason)

    async def arrived(self, due: Delivery) -> None:
        """A digest arrived: those who refused it before are alone with their trouble."""
        streak = self._streaks.get(due.issue_id)
        if streak is not None and streak.arrived and not streak.fault:
            return
        async with self._deciding:
            if self._held.pop(due.issue_id, None):
                log.info("delivery of an issue goes on: it arrived somewhere", issue=due.issue_id)
            streak = self._streaks.setdefault(due.issue_id, Streak())
            await self._settle(streak)
            streak.arrived, streak.fault = True, ""
            streak.refused.clear()

    async def conclude(self) -> None:
        """At the end of a tick: decide what is still open."""
        async with self._deciding:
            await self._conclude()

    async def _conclude(self) -> None:
        for issue_id, streak in list(self._streaks.items()):
            several = len(streak.suspects) + len(streak.refused) > 1
            if streak.suspects and several and not streak.arrived:
                _, reason = next(iter(streak.suspects.values()))
                await self._hold(issue_id, streak, reason)
            else:
                await self._settle(streak)

    async def release(self) -> None:
        """Let issues go on that were corrected, or that the operator resumed."""
        for issue_id, hold in list(self._held.items()):
            stored = await self._archive.issues.load(issue_id)
            resumed = await self._archive.facts.get(RESUMED)
            if stored is None or stored.revision != hold.revision or resumed != hold.resumed:
                del self._held[issue_id]
                log.info("delivery of an issue goes on", issue=issue_id)

    async def _settle(self, streak: Streak) -> None:
        """Refuse for good."""
        for due, reason in streak.suspects.values():
            await self._archive.deliveries.refuse(due, reason, datetime.now(UTC))
            log.error("digest refused", issue=due.issue_id, delivery=due.delivery_id, reason=describe_for_log(reason))
        streak.refused |= streak.suspects.keys()
        streak.suspects.clear()

    async def _hold(self, issue_id: int, streak: Streak, reason: Reason) -> None:
        del self._streaks[issue_id]
        self._held[issue_id] = Hold(streak.revision, await self._archive.facts.get(RESUMED))
        await self._archive.deliveries.hold(issue_id, streak.refused, reason)
        log.error(
            "delivery of an issue stands still: Discord refuses its message in several places alike. Correct the "
            "issue, or restart or run `python -m bot resume` once the cause is mended",
            issue=issue_id,
            reason=describe_for_log(reason),
        )
