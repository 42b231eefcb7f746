"""Retries: growing pauses between attempts, and one line in the log for a whole row of failures."""

import asyncio
import random

import discord
import structlog

log = structlog.get_logger()

JITTER = 0.2  # of a pause, so that many processes do not come back in the same moment
LONGEST_REASON = 300  # characters


class Retry:
    """A row of failed attempts at one thing. Pauses double from `first` seconds up to `longest`."""

    def __init__(self, what: str, first: float = 1.0, longest: float = 60.0) -> None:
        self._what, self._first, self._longest = what, first, longest
        self._failures = 0

    async def pause(self, reason: str) -> None:
        """Count a failure, log it where it is the first of a row, and wait."""
        if not self._failures:
            log.warning(f"{self._what} failed, tried again with growing pauses", reason=reason)
        seconds = min(self._first * 2 ** min(self._failures, 16), self._longest)
        self._failures += 1
        await asyncio.sleep(seconds * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - no secret

    def succeed(self) -> None:
        """End the row."""
        if self._failures:
            log.info(f"{self._what} works again", failed_attempts=self._failures)
        self._failures = 0


def reason_of(error: BaseException) -> str:
    """What went wrong, on one line: an HTTP answer with status and code, else the error with its type."""
    if isinstance(error, discord.HTTPException):
        text = f"{error.text or 'no reason given'} (HTTP {error.status}, code {error.code})"
    elif isinstance(error, TimeoutError) and not str(error):
        text = "no answer in time"
    else:
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_REASON else f"{text[: LONGEST_REASON - 1]}…"
