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
UNLIMITED = 10_000, 1.0
INVALID_SECONDS = 600.0
Headers = dict[str, str]
PAGE = {"Content-Type": "text/html", "Retry-After": "600"}  # of Cloudflare, which sends no `Via`


@dataclass
class Bucket:
    """`limit` requests in a window of `per` seconds that begins with its first request."""

    limit: int
    per: float
    began: float = -math.inf
    used: int = 0

    def take(self, now: float) -> float:
        """Use one; the seconds to wait when there is none left, else 0."""
        if now >= self.began + self.per:
            self.began, self.used = now, 0
        if self.used >= self.limit:
            return self.began + self.per - now
        self.used += 1
        return 0.0

    def headers(self, name: str, now: float) -> Headers:
        """X-RateLimit-*: without them discord.py sends a route's requests one after another."""
        left = max(self.began + self.per - now, 0.0)
        reset = {"Reset": f"{time.time() + left:.3f}", "Reset-After": f"{left:.3f}"}
        told = reset | {"Limit": str(self.limit), "Remaining": str(self.limit - self.used), "Bucket": name}
        return {f"X-RateLimit-{key}": value for key, value in told.items()}


@dataclass
class Limits:
    """What is limited: at first only invalid requests, as most tests are not about pace."""

    per_second: int | None = None  # the global limit: 50 at Discord
    reading: Literal["clock", "sliding"] = "clock"  # a second of the clock, or any second
    routes: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    via: bool = True  # without `Via` a 429 comes from Cloudflare
    ban_after: int = 10_000  # invalid requests in ten minutes
    now: Callable[[], float] = time.monotonic
    rejected: int = 0
    _buckets: dict[tuple[object, ...], Bucket] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)
    _invalid: deque[float] = field(default_factory=deque)

    def like_discord(self) -> None:
        """Switch on what Discord limits."""
        self.per_second = 50
        self.routes |= LIKE_DISCORD

    def take(self, call: Exchange) -> Headers:
        """The headers for the answer. Raises Refused 429 when the request is one too many."""
        now = self.now()
        if self.invalid() >= self.ban_after:
            self.rejected += 1
            raise Refused(429, headers=PAGE)
        if not call.is_limited:
            return {}
        if (wait := self._take_global(now)) > 0:
            self._reject(wait, {"X-RateLimit-Global": "true", "X-RateLimit-Scope": "global"})
        bucket = self._bucket(call)
        wait = bucket.take(now)
        headers = bucket.headers(f"{call.method} {call.template}", now)
        if wait > 0:
            self._reject(wait, headers | {"X-RateLimit-Scope": "user"})
        return headers

    def _reject(self, wait: float, headers: Headers) -> None:
        self.rejected += 1
        refused = Refused(429, headers=headers | {"Retry-After": str(math.ceil(wait))})
        is_global = "X-RateLimit-Global" in headers
        refused.body |= {"retry_after": math.ceil(wait * 1000) / 1000, "global": is_global}
        raise refused

    def _take_global(self, now: float) -> float:
        """Use one request of this second; the seconds to wait when there is none left."""
        sliding = self.reading == "sliding"
        begins = now - 1 if sliding else math.floor(now)
        while self._recent and self._recent[0] <= begins:
            self._recent.popleft()
        if self.per_second is not None and len(self._recent) >= self.per_second:
            return (self._recent[0] if sliding else begins) + 1 - now
        self._recent.append(now)
        return 0.0

    def _bucket(self, call: Exchange) -> Bucket:
        """Counted for each channel, server and webhook apart: these stand second in a path."""
        limit, per = self.routes.get((call.method, call.template), UNLIMITED)
        key = call.method, call.template, *call.path.split("/")[2:3], limit, per
        return self._buckets.setdefault(key, Bucket(limit, per))

    def count(self, status: int) -> None:
        """Answers of 401, 403 and 429 are held against the address."""
        if status in (401, 403, 429):
            self._invalid.append(self.now())

    def invalid(self) -> int:
        """Invalid requests of the last ten minutes."""
        while self._invalid and self._invalid[0] < self.now() - INVALID_SECONDS:
            self._invalid.popleft()
        return len(self._invalid)
