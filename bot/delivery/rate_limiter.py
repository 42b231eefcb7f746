"""How fast Discord may be asked: one dispenser of slots for the whole bot.

Slots are handed out one at a time, evenly, a little below what Discord allows, the urgent first. Whether there is
room for another request in a second is the window's to say; the even pace keeps that from being a question, and
those who wait from waiting for long.
"""

import asyncio
import heapq
import itertools
import math
import time
from collections.abc import Callable
from enum import IntEnum

from bot.delivery.rate_window import SECOND, Window

FASTEST = 48.0
"""Slots a second, two below the limit: what the way takes differs from request to request, and that costs places."""

LATENESS = 4.0
"""Slots that may be made up for at once after a busy moment; the window sees to it that this is no burst."""

SLOWEST = 1.0
SLOWED = 0.96  # what a 429 leaves of the pace that Discord allows
HALVED = 0.5  # the most that one 429 takes: what it tells of the limit may be little
FORGET_SECONDS = 3600.0
"""How long a pace that earned a 429 is not tried again; then it is approached by a slot a second a minute."""

QUIET_SECONDS = 1.0
"""A new process does not know what the one before it spent in the last second."""


class Urgency(IntEnum):
    """Who waits goes first by this, then by who came first."""

    PERSON = 0
    EDIT = 1
    DIGEST = 2


class Pace:
    """The dispenser. `clock` gives seconds that only go forward."""

    def __init__(self, fastest: float = FASTEST, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._window = Window()
        self._fastest = fastest
        self.rate = fastest  # slots a second
        self._ceiling = fastest
        self._slowed_at = float("-inf")
        self._taught = 0  # the newest request that was sent when a 429 was last learned from
        self._next = clock() + QUIET_SECONDS
        self._waiting: list[tuple[int, int, asyncio.Future[int]]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    async def slot(self, urgency: Urgency) -> int:
        """Wait for a slot; the more urgent go first. Gives the number to report the end of the request with."""
        slot: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._order), slot))
        self._arm()
        try:
            return await slot
        except asyncio.CancelledError:
            if slot.done() and not slot.cancelled():  # handed out in the same moment: nothing is sent with it
                self.done(slot.result(), answered=False)
            raise

    def done(self, number: int, *, answered: bool) -> None:
        """The request of a slot has come to its end."""
        self._window.leave(number, self._clock(), answered=answered)
        self._arm()

    def hold(self, seconds: float) -> None:
        """Hand out no slot for so long."""
        self._next = max(self._next, self._clock() + seconds)

    def slow_down(self, number: int, retry_after: float) -> None:
        """After a 429 for the whole bot to the request of a slot: obey it, and do not go at that pace again.

        The second that was full began a second before its end, which `retry_after` tells, in either reading; what had
        arrived since then is the limit. What was sent before that was learned teaches nothing more.
        """
        now = self._clock()
        if number > self._taught:
            self._taught = self._window.newest
            allowed = self._window.arrived_since(now + retry_after - SECOND)
            self._ceiling = max(SLOWEST, HALVED * self.rate, SLOWED * min(self.rate, allowed - 1))
            self.rate = self._ceiling
        self._slowed_at = now
        self.hold(retry_after)

    def advance(self, now: float) -> float:
        """The pace at an instant: what a 429 took from it comes back slowly, an hour later."""
        back = max(0.0, now - self._slowed_at - FORGET_SECONDS) / 60
        self.rate = min(self._fastest, self._ceiling + back)
        return self.rate

    def due(self, now: float) -> float:
        """When the next slot is to be handed out; infinite where that depends on an answer."""
        return max(self._next, self._window.free_at(now))

    def take(self, now: float) -> int:
        """Hand out the slot of an instant."""
        interval = 1.0 / self.advance(now)
        self._next = max(self._next, now - LATENESS * interval) + interval
        return self._window.enter(now)

    def _arm(self) -> None:
        """Set the timer for the next slot, where somebody waits and it is known when that is."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._clock()
        due = self.due(now) if self._waiting else math.inf
        if due < math.inf:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, due - now), self._hand_out)

    def _hand_out(self) -> None:
        self._timer = None
        now = self._clock()
        while self._waiting and self.due(now) <= now:
            _, _, slot = heapq.heappop(self._waiting)
            if not slot.done():  # whoever waited may have gone
                slot.set_result(self.take(now))
        self._arm()
