"""Exponential backoff with jitter, and one log line per series of failures."""

import asyncio
import random

import discord
import structlog

log = structlog.get_logger()

JITTER = 0.2  # share of a delay, so that many processes do not retry at the same time
LONGEST_REASON = 300  # characters


class Backoff:
    """A series of failed attempts. Delays double from `first` to `longest` seconds."""

    def __init__(self, what: str, first: float = 1.0, longest: float = 60.0) -> None:
        self._what, self._first, self._longest = what, first, longest
        self._failures = 0

    async def wait(self, reason: str) -> None:
        """Count a failure, log the first of a series, and sleep."""
        if not self._failures:
            log.warning(f"{self._what} failed, tried again with growing pauses", reason=reason)
        seconds = min(self._first * 2 ** min(self._failures, 16), self._longest)
        self._failures += 1
        await asyncio.sleep(seconds * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - no secret

    def reset(self) -> None:
        """End the series after a success."""
        if self._failures:
            log.info(f"{self._what} works again", failed_attempts=self._failures)
        self._failures = 0


def reason_of(error: BaseException) -> str:
    """The reason of an error on one line: an HTTP answer with status and code, else the error with its type."""
    if isinstance(error, discord.HTTPException):
        text = f"{error.text or 'no reason given'} (HTTP {error.status}, code {error.code})"
    elif isinstance(error, TimeoutError) and not str(error):
        text = "no answer in time"
    else:
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_REASON else f"{text[: LONGEST_REASON - 1]}…"
