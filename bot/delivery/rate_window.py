"""How many requests may count as made within one second, as far as can be told from here. Pure, but for its clock.

When a request is counted at Discord is not known: some time after it was sent, some time before its answer came. So
each takes a place from the one until a second after the other. While no more places are taken than Discord allows,
no second at Discord has more requests, wherever it begins and whatever stalls on the way, in this process or there:
a stall makes answers late, and late answers keep their places.

The quickest answers tell what the way takes at least. A new request is counted that much later than the earlier ones
were at the latest, so their places become free that much sooner.
"""

import math
from collections import deque

LIMIT = 50
"""Requests a second for the whole bot: https://discord.com/developers/docs/topics/rate-limits#global-rate-limit"""

SECOND = 1.0
SAMPLE = 200
"""Answers whose quickest is believed in."""

BELIEVED = 0.8
"""Share of the quickest answer's time that is relied on: the next one may be quicker still."""

OVERTAKEN = 1.0
"""What was sent so many seconds before a request that is answered has arrived too: its answer is slow, not its way."""

LOST = 10.0
"""Seconds after which a request without an answer is no longer waited for."""


class Window:
    """Places for the requests of a second. Instants are seconds of a clock that only goes forward."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self.newest = 0  # number of the request that was sent last
        self._under_way: dict[int, float] = {}  # number of a request: when it was sent, in that order
        self._waiting: dict[int, float] = {}  # has arrived, its answer is still to come
        self._arrived: deque[float] = deque()  # when requests had arrived at the latest, in order
        self._took: deque[float] = deque(maxlen=SAMPLE)

    def enter(self, now: float) -> int:
        """A request is sent; the number it is answered by."""
        self.newest += 1
        self._under_way[self.newest] = now
        return self.newest

    def leave(self, number: int, now: float, *, answered: bool = True) -> None:
        """A request was answered, or came to an end without an answer."""
        sent = self._under_way.pop(number, None)
        if sent is not None:
            self._arrived.append(now)
        else:
            sent = self._waiting.pop(number, None)
        if answered and sent is not None:
            self._took.append(now - sent)
            self._settle(sent - OVERTAKEN, now)

    def free_at(self, now: float) -> float:
        """When there is a place for the next request; infinite where that depends on an answer."""
        self._settle(now - LOST, now)
        keep = SECOND - self._quickest
        while self._arrived and self._arrived[0] + keep <= now:
            self._arrived.popleft()
        if len(self._under_way) + len(self._arrived) < self._limit:
            return now
        return self._arrived[0] + keep if self._arrived else math.inf

    def arrived_since(self, instant: float) -> int:
        """How many requests are known to have been counted since then, of those of the last second."""
        return sum(1 for arrived in self._arrived if arrived > instant)

    @property
    def _quickest(self) -> float:
        return BELIEVED * min(self._took) if len(self._took) == SAMPLE else 0.0

    def _settle(self, horizon: float, now: float) -> None:
        """What was sent before the horizon has arrived by now."""
        for number, sent in list(self._under_way.items()):
            if sent >= horizon:
                break
            self._waiting[number] = self._under_way.pop(number)
            self._arrived.append(now)
