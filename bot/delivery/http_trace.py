"""Everything the bot asks of Discord passes here: it waits for its slot, and what was answered is noted.

It hooks into discord.py's own aiohttp session (`http_trace`), where each attempt is seen, repeats that discord.py
makes by itself included.
"""

import json
import math
import time
from contextvars import ContextVar
from types import SimpleNamespace
from typing import Any

import aiohttp
import structlog
from multidict import CIMultiDict, CIMultiDictProxy

from bot.delivery.invalid_budget import InvalidBudget
from bot.delivery.rate_limiter import Pace, Urgency

log = structlog.get_logger()

urgency: ContextVar[Urgency] = ContextVar("urgency", default=Urgency.PERSON)
"""Set by the task that sends; what nobody set is for a person who waits."""

EXEMPT = ("interactions", "webhooks")
"""Endpoints outside the limit of 50 a second: https://discord.com/developers/docs/topics/rate-limits"""

NETWORK_REFUSES = 40333
BAN_SECONDS = 600.0


class PostInDoubtError(aiohttp.ClientError):
    """A server error in answer to a forum post: it may be there, and no nonce would tell a repeat from a second one."""


class Traffic:
    """The bot's way to Discord."""

    def __init__(self, pace: Pace | None = None) -> None:
        self.pace = pace or Pace()
        self.invalid = InvalidBudget()
        self._shut_out_until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether digests may be sent: not shut out, nor close to it."""
        return time.monotonic() >= self._shut_out_until and not self.invalid.exhausted

    def trace(self) -> aiohttp.TraceConfig:
        """What to hand to discord.py as `http_trace`."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._wait)
        config.on_request_end.append(self._note)
        config.on_request_exception.append(self._fail)
        return config

    async def _wait(
        self, session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        parts = params.url.path.split("/")
        if parts[1:2] == ["api"] and parts[3:4] and parts[3] not in EXEMPT:
            context.slot = await self.pace.slot(urgency.get())

    async def _note(
        self, session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        try:
            await self._judge(context, params.method, params.url.path, params.response)
        finally:
            self._done(context, answered=True)  # only now: a 429 was not among what Discord allowed

    async def _judge(self, context: SimpleNamespace, method: str, path: str, answer: aiohttp.ClientResponse) -> None:
        """Note what an answer says of the pace. Raises PostInDoubtError."""
        scope = answer.headers.get("X-RateLimit-Scope")
        if answer.status in (401, 403, 429) and scope != "shared":  # a shared limit is not held against us
            self.invalid.count()
        if answer.status >= 500 and method == "POST" and path.endswith("/threads"):
            answer.close()
            raise PostInDoubtError(f"HTTP {answer.status}")  # before discord.py repeats it by itself
        told = await _read(answer) if answer.status in (403, 429) else {}
        if told.get("code") == NETWORK_REFUSES or (answer.status == 429 and not _is_of_discord(answer, told)):
            # Not Discord but the network in front of it: the address is shut out, and knocking makes it worse.
            self.pace.hold(BAN_SECONDS)
            self._shut_out_until = time.monotonic() + BAN_SECONDS
            log.error("shut out by the network in front of Discord: everything rests", seconds=BAN_SECONDS)
        elif answer.status == 429:
            retry_after = _retry_after(answer, told)
            _complete(answer, told, retry_after)
            if scope == "global" or "X-RateLimit-Global" in answer.headers or told.get("global") is True:
                self.pace.slow_down(getattr(context, "slot", 0), retry_after)
                log.warning("Discord says slower", retry_after=retry_after, pace=round(self.pace.rate, 1))

    async def _fail(
        self, session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestExceptionParams
    ) -> None:
        self._done(context, answered=False)

    def _done(self, context: SimpleNamespace, *, answered: bool) -> None:
        """Tell the pace of the end of a request that had a slot, once."""
        slot, context.slot = getattr(context, "slot", None), None
        if slot is not None:
            self.pace.done(slot, answered=answered)


async def _read(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    """The body of a refusal; empty where it is no JSON object."""
    try:
        told = json.loads(await answer.read())
    except (aiohttp.ClientError, OSError, ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _is_of_discord(answer: aiohttp.ClientResponse, told: dict[str, Any]) -> bool:
    """Whether a 429 is an ordinary one. A ban has neither `Via` nor limits, only a page and perhaps Retry-After."""
    names = {name.lower() for name in answer.headers}
    limits = any(name.startswith("x-ratelimit-") for name in names)
    return "via" in names or limits or _seconds(told.get("retry_after")) is not None


def _retry_after(answer: aiohttp.ClientResponse, told: dict[str, Any]) -> float:
    """Seconds to wait: the body has them to the millisecond, the headers in whole seconds. 1 where nothing says."""
    said = (told.get("retry_after"), answer.headers.get("X-RateLimit-Reset-After"), answer.headers.get("Retry-After"))
    return next((seconds for seconds in map(_seconds, said) if seconds is not None), 1.0)


def _seconds(said: object) -> float | None:
    """A time to wait, None where it is none."""
    try:
        seconds = float(said) if isinstance(said, str | int | float) else math.nan
    except (ValueError, OverflowError):
        return None
    return seconds if 0 <= seconds < math.inf else None


def _complete(answer: aiohttp.ClientResponse, told: dict[str, Any], retry_after: float) -> None:
    """Give an ordinary 429 all that discord.py waits and repeats by; it takes one without `Via` for a ban."""
    wanted = {"Via": answer.headers.get("Via") or "1.1 discord", "Content-Type": "application/json"}
    headers = CIMultiDict({**answer.headers, **wanted})
    answer._cache["headers"] = CIMultiDictProxy(headers)  # aiohttp reads them from here and lets nobody set them
    answer._body = json.dumps({**told, "retry_after": retry_after}).encode()
