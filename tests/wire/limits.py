"""Rate limits: the global one in both readings, the buckets of routes, and the budget of invalid requests.

https://discord.com/developers/docs/topics/rate-limits. Times are of the monotonic clock: limits are about pace, so a
test that moves the wall clock on does not move these.
"""

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.wire.exchanges import PAGE, Exchange

LIKE_DISCORD = {  # what is known or reported: requests in so many seconds, for each channel
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "POST /channels/{channel_id}/messages/{message_id}/crosspost": (10, 3600.0),
    "POST /users/@me/channels": (10, 10.0),
}
UNLIMITED = 100_000, 1.0


@dataclass
class Window:
    """`limit` requests in `per` seconds: of the clock, or in any such stretch."""

    limit: int
    per: float = 1.0
    reading: Literal["clock", "sliding"] = "sliding"
    taken: deque[float] = field(default_factory=deque)  # when each request will count no more

    def wait(self, now: float) -> float:
        """Seconds until there is one left, 0 where there is."""
        while self.taken and self.taken[0] <= now:
            self.taken.popleft()
        return self.taken[0] - now if len(self.taken) >= self.limit else 0.0

    def take(self, now: float) -> float:
        """Use one where there is one left, else say how long to wait."""
        wait = self.wait(now)
        if not wait:
            self.taken.append((now // self.per * self.per if self.reading == "clock" else now) + self.per)
        return wait


class Limits:
    """What is limited: at first only invalid requests, as most tests are not about pace."""

    def __init__(self) -> None:
        self.now: Callable[[], float] = time.monotonic
        self.overall = Window(*UNLIMITED, "clock")
        self.routes: dict[str, tuple[int, float]] = {}
        self.invalid = Window(10_000, 600.0)  # answers of 401, 403 and 429
        self.dm_opens = Window(*UNLIMITED)  # more new direct message channels than it allows are refused with 40003
        self._buckets: dict[tuple[object, ...], Window] = {}

    def like_discord(self) -> None:
        """Switch on what Discord limits."""
        self.overall.limit = 50
        self.routes |= LIKE_DISCORD

    def admit(self, call: Exchange) -> None:
        """Put headers into the answer, and refuse with 429 what is one request too many."""
        now = self.now()
        if self.invalid.wait(now):
            call.status, call.headers = 429, PAGE
        elif call.needs_token and (wait := self.overall.take(now)):
            _reject(call, wait, Scope="global", Global="true")
        elif call.needs_token:
            self._admit_to_route(call, now)

    def _admit_to_route(self, call: Exchange, now: float) -> None:
        limit = self.routes.get(call.route, UNLIMITED)
        major = call.path.split("/")[2:3]  # each channel, server and webhook is counted apart
        bucket = self._buckets.setdefault((call.route, *major, limit), Window(*limit))
        wait, left = bucket.take(now), bucket.taken[0] - now
        # Without these discord.py sends a route's requests one after another.
        _tell(call, Limit=bucket.limit, Remaining=bucket.limit - len(bucket.taken), Bucket=call.route)
        _tell(call, Reset=f"{time.time() + left:.3f}", Reset_After=f"{left:.3f}")
        if wait:
            _reject(call, wait, Scope="user")

    def count(self, status: int) -> None:
        """What is held against the address."""
        if status in (401, 403, 429):
            self.invalid.taken.append(self.now() + self.invalid.per)


def _tell(call: Exchange, **headers: object) -> None:
    call.headers |= {f"X-RateLimit-{name.replace('_', '-')}": str(value) for name, value in headers.items()}


def _reject(call: Exchange, wait: float, **headers: str) -> None:
    _tell(call, **headers)
    call.headers["Retry-After"] = str(math.ceil(wait))
    told = {"message": "You are being rate limited.", "code": 0, "retry_after": math.ceil(wait * 1000) / 1000}
    call.status, call.response = 429, told | {"global": "Global" in headers}
