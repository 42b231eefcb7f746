"""Everything the bot asks of Discord passes here: it waits for its slot, and what was answered is noted.

It hooks into discord.py's own aiohttp session (`http_trace`), where each attempt is seen, repeats that discord.py
makes by itself included.
"""

import time
from contextvars import ContextVar
from types import SimpleNamespace

import aiohttp
import structlog

from bot.delivery.budget import InvalidBudget
from bot.delivery.pace import Pace, Urgency

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
        if (answer.status == 429 and "Via" not in answer.headers) or await _code(answer) == NETWORK_REFUSES:
            # Not Discord but the network in front of it: the address is shut out, and knocking makes it worse.
            self.pace.hold(BAN_SECONDS)
            self._shut_out_until = time.monotonic() + BAN_SECONDS
            log.error("shut out by the network in front of Discord: everything rests", seconds=BAN_SECONDS)
        elif answer.status == 429 and (scope == "global" or "X-RateLimit-Global" in answer.headers):
            retry_after = await _retry_after(answer)
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


async def _code(answer: aiohttp.ClientResponse) -> int:
    """The code in the body of a refusal; 0 where there is none."""
    try:
        return int((await answer.json())["code"]) if answer.status in (403, 429) else 0
    except (aiohttp.ClientError, ValueError, KeyError, TypeError):
        return 0


async def _retry_after(answer: aiohttp.ClientResponse) -> float:
    """Seconds to wait: the body has them to the millisecond, the header in whole seconds."""
    try:
        return float((await answer.json())["retry_after"])
    except (aiohttp.ClientError, ValueError, KeyError, TypeError):
        return float(answer.headers.get("Retry-After") or 1)
