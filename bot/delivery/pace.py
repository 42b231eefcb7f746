"""How fast Discord may be asked: one dispenser of slots for the whole bot.

Discord allows 50 requests a second a bot and does not say whether a second is one of the clock or any second. Slots
are handed out one at a time, evenly, a little below that. A slot that is handed out late keeps its place in the row
up to LATENESS, so that timers which wake late cost nothing; what is later than that is lost, so that there is never
a burst. That holds under both readings, with a jitter of 20 ms on the way.
"""

import asyncio
import heapq
import itertools
import time
from collections import deque
from collections.abc import Callable
from enum import IntEnum

FASTEST = 45.6
"""Slots a second. Requests bunch on the way, by jitter and on busy machines: at this pace 70 ms of delay at once still
fill no second with 50. At 46.2 and 47, runs of 1,000 and 2,000 beside other heavy work earned answers of 429."""

LATENESS = 0.6
"""Slots that may be made up for at once: what timers wake late, and not what a busy moment takes."""

SLOWEST = 1.0
SLOWED = 0.96  # what a 429 leaves of the pace
SAME_EVENT_SECONDS = 2.0  # answers of 429 that come together have one reason
FORGET_SECONDS = 3600.0
"""How long a pace that earned a 429 is not tried again; then it is approached by a slot a second a minute."""

QUIET_SECONDS = 1.0
"""A new process does not know what the one before it spent in the last second."""

INVALID_WINDOW = 600.0
INVALID_LIMIT = 5_000
"""Half of the 10,000 answers of 401, 403 and 429 in ten minutes that would ban the address."""


class Urgency(IntEnum):
    """Who waits goes first by this, then by who came first."""

    PERSON = 0
    EDIT = 1
    DIGEST = 2


class Pace:
    """The dispenser. `clock` gives seconds that only go forward."""

    def __init__(self, fastest: float = FASTEST, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._fastest = fastest
        self.rate = fastest  # slots a second
        self._ceiling = fastest
        self._slowed_at = float("-inf")
        self._next = clock() + QUIET_SECONDS
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._timer: asyncio.TimerHandle | None = None

    async def slot(self, urgency: Urgency) -> None:
        """Wait for a slot; the more urgent go first."""
        slot: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (urgency, next(self._order), slot))
        self._arm()
        await slot

    def hold(self, seconds: float) -> None:
        """Hand out no slot for so long."""
        self._next = max(self._next, self._clock() + seconds)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._arm()

    def slow_down(self, retry_after: float) -> None:
        """After a 429 for the whole bot: obey it, and do not go at that pace again."""
        now = self._clock()
        if now - self._slowed_at > SAME_EVENT_SECONDS:
            self.rate = self._ceiling = max(SLOWEST, self.rate * SLOWED)
        self._slowed_at = now
        self.hold(retry_after)

    def advance(self, now: float) -> float:
        """The pace at an instant: what a 429 took from it comes back slowly, an hour later."""
        back = max(0.0, now - self._slowed_at - FORGET_SECONDS) / 60
        self.rate = min(self._fastest, self._ceiling + back)
        return self.rate

    def take(self, now: float) -> float:
        """Hand out the slot of an instant; when the next one is due."""
        interval = 1.0 / self.advance(now)
        self._next = max(self._next, now - LATENESS * interval) + interval
        return self._next

    def _arm(self) -> None:
        if self._timer is None and self._waiting:
            delay = max(0.0, self._next - self._clock())
            self._timer = asyncio.get_running_loop().call_later(delay, self._hand_out)

    def _hand_out(self) -> None:
        self._timer = None
        if self._clock() < self._next:  # somebody asked for a hold meanwhile
            self._arm()
            return
        while self._waiting:
            _, _, slot = heapq.heappop(self._waiting)
            if not slot.done():  # whoever waited may have gone
                self.take(self._clock())
                slot.set_result(None)
                break
        self._arm()


class InvalidBudget:
    """How many answers of 401, 403 and 429 there were of late."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: deque[float] = deque()

    def count(self) -> None:
        self._seen.append(self._clock())

    @property
    def spent(self) -> int:
        """Within the last ten minutes."""
        horizon = self._clock() - INVALID_WINDOW
        while self._seen and self._seen[0] <= horizon:
            self._seen.popleft()
        return len(self._seen)

    @property
    def exhausted(self) -> bool:
        """Whether digests have to wait, so that answers to people still get through."""
        return self.spent >= INVALID_LIMIT
