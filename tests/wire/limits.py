"""Rate limits: the global one in both readings, the buckets of routes, and the budget of invalid requests.

https://discord.com/developers/docs/topics/rate-limits. Times are of the monotonic clock: limits are about pace, so a
test that moves the wall clock on does not move these.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.wire.exchanges import Exchange
from tests.wire.rules import Refused

MESSAGES = "POST", "/channels/{channel_id}/messages"
LIKE_DISCORD = {  # what is known or reported: requests in so many seconds, for each channel
    MESSAGES: (5, 5.0),
    ("POST", "/channels/{channel_id}/messages/{message_id}/crosspost"): (10, 3600.0),
    ("POST", "/users/@me/channels"): (10, 10.0),
}
UNLIMITED = 100_000
Headers = dict[str, str]
PAGE = {"Content-Type": "text/html", "Retry-After": "600"}  # of Cloudflare, which sends no `Via`


@dataclass
class Window:
    """`limit` requests in `per` seconds: counted from the first, by the clock, or sliding (in any such stretch)."""

    limit: int
    per: float = 1.0
    reading: Literal["first", "clock", "sliding"] = "first"
    taken: deque[float] = field(default_factory=deque)

    def ends(self) -> float:
        """When the oldest request counts no more."""
        oldest = self.taken[0]
        return (oldest // self.per * self.per if self.reading == "clock" else oldest) + self.per

    def used(self, now: float) -> int:
        """Requests that count."""
        while self.taken and now >= self.ends():
            if self.reading == "sliding":
                self.taken.popleft()
            else:
                self.taken.clear()
        return len(self.taken)

    def take(self, now: float) -> float:
        """Use one; the seconds to wait when there is none left, else 0."""
        if self.used(now) >= self.limit:
            return self.ends() - now
        self.taken.append(now)
        return 0.0

    def headers(self, name: str, now: float) -> Headers:
        """X-RateLimit-*: without them discord.py sends a route's requests one after another."""
        left = self.ends() - now
        reset = {"Reset": f"{time.time() + left:.3f}", "Reset-After": f"{left:.3f}"}
        told = reset | {"Limit": str(self.limit), "Remaining": str(self.limit - len(self.taken)), "Bucket": name}
        return {f"X-RateLimit-{key}": value for key, value in told.items()}


class Limits:
    """What is limited: at first only invalid requests, as most tests are not about pace."""

    def __init__(self) -> None:
        self.now: Callable[[], float] = time.monotonic
        self.overall = Window(UNLIMITED, 1.0, "clock")
        self.routes: dict[tuple[str, str], tuple[int, float]] = {}
        self.invalid = Window(10_000, 600.0, "sliding")  # answers of 401, 403 and 429
        self.dm_opens = Window(UNLIMITED)  # more new direct message channels than it allows are refused with 40003
        self._buckets: dict[tuple[object, ...], Window] = {}

    def like_discord(self) -> None:
        """Switch on what Discord limits."""
        self.overall.limit = 50
        self.routes |= LIKE_DISCORD

    def take(self, call: Exchange) -> Headers:
        """The headers for the answer. Raises Refused 429 when the request is one too many."""
        now = self.now()
        if self.invalid.used(now) >= self.invalid.limit:
            raise Refused(429, headers=PAGE)
        if not call.needs_token:
            return {}
        if (wait := self.overall.take(now)) > 0:
            self._reject(wait, {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"})
        bucket = self._bucket(call)
        wait = bucket.take(now)
        headers = bucket.headers(f"{call.method} {call.template}", now)
        if wait > 0:
            self._reject(wait, headers | {"X-RateLimit-Scope": "user"})
        return headers

    def _reject(self, wait: float, headers: Headers) -> None:
        refused = Refused(429, headers=headers | {"Retry-After": str(math.ceil(wait))})
        refused.body |= {"retry_after": math.ceil(wait * 1000) / 1000, "global": "X-RateLimit-Global" in headers}
        raise refused

    def _bucket(self, call: Exchange) -> Window:
        """Counted for each channel, server and webhook apart: these stand second in a path."""
        limit, per = self.routes.get((call.method, call.template), (UNLIMITED, 1.0))
        key = call.method, call.template, *call.path.split("/")[2:3], limit, per
        return self._buckets.setdefault(key, Window(limit, per))

    def count(self, status: int) -> None:
        """What is held against the address."""
        if status in (401, 403, 429):
            self.invalid.taken.append(self.now())
