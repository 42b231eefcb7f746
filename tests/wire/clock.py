"""Time and ids: a wall clock that tests may move on, and snowflakes made from it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000


class Clock:
    """The server's wall clock: real time plus what a test has added."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._last_id = 0
        self._last_guild_ms = 0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time pass without waiting: windows close, tokens expire, messages grow old."""
        self._ahead += seconds

    def stamp(self) -> str:
        """The present as ISO 8601."""
        return iso(self.now())

    def snowflake(self) -> int:
        """A new id, larger than all before it (https://discord.com/developers/docs/reference#snowflakes)."""
        at = int(self.now() * 1000 - DISCORD_EPOCH_MS) << 22
        self._last_id = max(at, self._last_id + 1)
        return self._last_id

    def guild_snowflake(self) -> int:
        """An id for a server, of a millisecond of its own, so that servers spread evenly over shards."""
        self._last_guild_ms += 1
        return (200_000_000_000 + self._last_guild_ms) << 22


def iso(seconds: float) -> str:
    """Seconds since 1970 as Discord writes a time."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
