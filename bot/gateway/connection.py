"""Keeps the gateway connection: reconnects whenever it ends.

discord.py's own loop reconnects without a delay when asked to, cannot start where the first connection fails before
HELLO, and keeps sleeping when the client is closed.
"""

import asyncio
from typing import Any

import discord
import structlog
from discord.gateway import ReconnectWebSocket

from bot.gateway.events import Socket, UnreadableError
from bot.gateway.retry import Backoff, reason_of

log = structlog.get_logger()

HANDSHAKE_SECONDS = 60.0
"""Timeout from dialling to READY or RESUMED; discord.py waits 5 s of them before it identifies again."""

STABLE_SECONDS = 10.0
"""Age at which a connection counts as stable: when it ends, the next one is made at once."""

FATAL_CLOSE_CODES = frozenset({4004, 4010, 4011, 4012, 4013, 4014})
"""Close codes that forbid reconnecting:
https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes
"""


class Connection:
    """The gateway connection of a client."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._retry = Backoff("the connection to Discord's gateway")
        self._unstable = False  # the last connection ended before it was stable
        self._initial = True
        self._session: dict[str, Any] = {}  # what a RESUME needs; empty for an IDENTIFY
        self._skipped: set[str] = set()  # event types already logged as malformed

    async def run(self) -> None:
        """Connect and reconnect until the client is closed. Raises ConnectionClosed with a fatal close code."""
        while not self._client.is_closed():
            resuming = bool(self._session)
            established, reason = await self._run_once()
            if self._client.is_closed():
                return
            self._client.dispatch("disconnect")
            is_fresh_start = resuming and not self._session  # the session expired: normal after a long outage
            if (established and not self._unstable) or is_fresh_start:
                self._unstable = True
                continue
            await self._retry.wait(reason)

    async def _run_once(self) -> tuple[bool, str]:
        """Run one connection to its end: whether it was established, and why it ended. Raises ConnectionClosed."""
        socket: Socket | None = None
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                socket = await Socket.from_client(self._client, initial=self._initial, **self._session)
                self._client.ws, self._initial, socket.skipped = socket, False, self._skipped
                while not socket.established:
                    await socket.poll_event()
            steady = asyncio.get_running_loop().call_later(STABLE_SECONDS, self._mark_stable)
            try:
                while True:
                    await socket.poll_event()
            finally:
                steady.cancel()
        except discord.ConnectionClosed as closed:
            if closed.code in FATAL_CLOSE_CODES:
                raise
            reason, may_resume = f"closed with code {closed.code}", True
        except ReconnectWebSocket as asked:
            reason, may_resume = _close_reason(socket), asked.resume
        except Exception as error:  # reconnect after any error
            reason, may_resume = reason_of(error), not isinstance(error, UnreadableError | TimeoutError)
        self._remember(socket, may_resume=may_resume)
        if socket is not None:
            await socket.force_close()
        return socket is not None and socket.established, reason

    def _mark_stable(self) -> None:
        self._unstable = False
        self._retry.reset()

    def _remember(self, socket: Socket | None, *, may_resume: bool) -> None:
        """Store what the next connection needs to resume the session."""
        if not may_resume:
            self._session = {}
        elif socket is not None and socket.established and socket.session_id:
            self._session = {"session": socket.session_id, "sequence": socket.sequence, "gateway": socket.gateway}
            self._session["resume"] = True
        else:
            self._session.pop("gateway", None)  # the session's address failed: use the default one


def _close_reason(socket: Socket | None) -> str:
    code = socket.socket.close_code if socket is not None else None
    return f"closed with code {code}" if code else "closed before HELLO"
