"""Rate limits: the global one, the buckets of routes, and the count of invalid requests.

https://discord.com/developers/docs/topics/rate-limits. Times are of the monotonic clock: limits are about pace,
so a test that moves the wall clock on does not move these.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tests.wire.calls import Answer, Call

UNLIMITED = 10_000
INVALID_WINDOW = 600.0
MESSAGES = ("POST", "/channels/{channel_id}/messages")
CROSSPOST = ("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
OPEN_DM = ("POST", "/users/@me/channels")


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

    def headers(self, name: str, now: float) -> dict[str, str]:
        """X-RateLimit-*: without them discord.py sends a route's requests one after another."""
        left = max(self.began + self.per - now, 0.0)
        return {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(max(self.limit - self.used, 0)),
            "X-RateLimit-Reset": f"{time.time() + left:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": name,
        }


@dataclass
class Limits:
    """What is limited; everything is off at first, as most tests are not about pace.

    `routes`: (method, template) -> (limit, seconds), counted for each channel, server or webhook of its own.
    """

    per_second: int | None = None  # the global limit: 50 at Discord
    reading: Literal["clock", "sliding"] = "clock"  # a second of the clock, or any second
    routes: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    via: bool = True  # without `Via` a 429 comes from Cloudflare
    ban_after: int | None = 10_000  # invalid requests in ten minutes
    now: Callable[[], float] = time.monotonic
    rejected: int = 0
    _buckets: dict[tuple[str, str, str], Bucket] = field(default_factory=dict)
    _recent: deque[float] = field(default_factory=deque)
    _invalid: deque[float] = field(default_factory=deque)

    def like_discord(self) -> None:
        """Switch on what is known or reported of Discord's limits."""
        self.per_second = 50
        self.routes |= {MESSAGES: (5, 5.0), CROSSPOST: (10, 3600.0), OPEN_DM: (10, 10.0)}

    def take(self, call: Call, *, limited: bool) -> tuple[Answer | None, dict[str, str]]:
        """A 429 when the request is one too many, and the headers for its answer."""
        now = self.now()
        if self.banned():
            self.rejected += 1
            return Answer(429, None, {"Content-Type": "text/html", "Retry-After": "3600"}), {}
        if not limited:
            return None, {}
        wait = self._take_global(now)
        if wait > 0:
            return self._too_many(wait, everything=True), {}
        bucket, name = self._bucket(call)
        wait = bucket.take(now)
        headers = bucket.headers(name, now)
        return (self._too_many(wait, everything=False), headers) if wait > 0 else (None, headers)

    def _take_global(self, now: float) -> float:
        if self.per_second is None:
            return 0.0
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        used = len(self._recent) if self.reading == "sliding" else sum(1 for at in self._recent if int(at) == int(now))
        if used >= self.per_second:
            return self._recent[0] + 1 - now if self.reading == "sliding" else math.floor(now) + 1 - now
        self._recent.append(now)
        return 0.0

    def _bucket(self, call: Call) -> tuple[Bucket, str]:
        """Buckets are counted for each channel, server and webhook apart (its major parameter)."""
        major = next(
            (call.params[name] for name in ("channel_id", "guild_id", "webhook_id") if name in call.params), ""
        )
        limit, per = self.routes.get((call.method, call.template), (UNLIMITED, 1.0))
        key = (call.method, call.template, major)
        bucket = self._buckets.get(key)
        if bucket is None or (bucket.limit, bucket.per) != (limit, per):
            bucket = self._buckets[key] = Bucket(limit, per)
        return bucket, f"{abs(hash((call.method, call.template))):016x}"[:16]

    def _too_many(self, wait: float, *, everything: bool) -> Answer:
        self.rejected += 1
        wait = math.ceil(wait * 1000) / 1000
        headers = {"Retry-After": str(math.ceil(wait)), "X-RateLimit-Scope": "global" if everything else "user"}
        if everything:
            headers["X-RateLimit-Global"] = "true"
        body = {"message": "You are being rate limited.", "retry_after": wait, "global": everything, "code": 0}
        return Answer(429, body, headers)

    def count(self, status: int) -> None:
        """10,000 answers of 401, 403 or 429 in ten minutes ban the address."""
        if status in (401, 403, 429):
            self._invalid.append(self.now())

    def invalid(self) -> int:
        """Invalid requests of the last ten minutes."""
        while self._invalid and self._invalid[0] < self.now() - INVALID_WINDOW:
            self._invalid.popleft()
        return len(self._invalid)

    def banned(self) -> bool:
        """Whether Cloudflare keeps this address out."""
        return self.ban_after is not None and self.invalid() >= self.ban_after
