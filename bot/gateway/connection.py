"""The connection to the gateway, made anew whenever it ends.

discord.py's own loop reconnects without a pause where it is told to, cannot begin where the first connection fails
before HELLO, and sleeps on when the client is closed.
"""

import asyncio
from typing import Any

import discord
import structlog
from discord.gateway import ReconnectWebSocket

from bot.gateway.events import Socket, UnreadableError
from bot.gateway.retry import Retry, reason_of

log = structlog.get_logger()

BEGIN_SECONDS = 60.0
"""How long it may take from dialling to READY or RESUMED; discord.py waits 5 s of them before it identifies again."""

STEADY_SECONDS = 10.0
"""A connection that has lived so long works: when it ends, the next one is made at once."""

FOR_GOOD = frozenset({4004, 4010, 4011, 4012, 4013, 4014})
"""Close codes after which there is no reconnecting:
https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes"""


class Connection:
    """Holds the gateway connection of a client."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._retry = Retry("the connection to Discord's gateway")
        self._shaky = False  # ended a moment ago, and was not steady since
        self._initial = True
        self._session: dict[str, Any] = {}  # what a RESUME needs; empty for an IDENTIFY
        self._skipped: set[str] = set()  # types of events of which one could not be read

    async def hold(self) -> None:
        """Connect, listen, reconnect, until the client is closed. Raises ConnectionClosed with a code of FOR_GOOD."""
        while not self._client.is_closed():
            resuming = bool(self._session)
            established, reason = await self._live()
            if self._client.is_closed():
                return
            self._client.dispatch("disconnect")
            is_fresh_start = resuming and not self._session  # the session is over: normal after a long outage
            if (established and not self._shaky) or is_fresh_start:
                self._shaky = True
                continue
            await self._retry.pause(reason)

    async def _live(self) -> tuple[bool, str]:
        """One connection to its end: whether it was established, and why it ended. Raises ConnectionClosed."""
        socket: Socket | None = None
        try:
            async with asyncio.timeout(BEGIN_SECONDS):
                socket = await Socket.from_client(self._client, initial=self._initial, **self._session)
                self._client.ws, self._initial, socket.skipped = socket, False, self._skipped
                while not socket.established:
                    await socket.poll_event()
            steady = asyncio.get_running_loop().call_later(STEADY_SECONDS, self._works)
            try:
                while True:
                    await socket.poll_event()
            finally:
                steady.cancel()
        except discord.ConnectionClosed as closed:
            if closed.code in FOR_GOOD:
                raise
            reason, may_resume = f"closed with code {closed.code}", True
        except ReconnectWebSocket as asked:
            reason, may_resume = _why(socket), asked.resume
        except Exception as error:  # whatever it is: without a connection the bot hears nothing
            reason, may_resume = reason_of(error), not isinstance(error, UnreadableError | TimeoutError)
        self._remember(socket, may_resume=may_resume)
        if socket is not None:
            await socket.hang_up()
        return socket is not None and socket.established, reason

    def _works(self) -> None:
        self._shaky = False
        self._retry.succeed()

    def _remember(self, socket: Socket | None, *, may_resume: bool) -> None:
        """Keep what the next connection needs to resume the session."""
        if not may_resume:
            self._session = {}
        elif socket is not None and socket.established and socket.session_id:
            self._session = {"session": socket.session_id, "sequence": socket.sequence, "gateway": socket.gateway}
            self._session["resume"] = True
        else:
            self._session.pop("gateway", None)  # the address for this session did not answer: take the general one


def _why(socket: Socket | None) -> str:
    code = socket.socket.close_code if socket is not None else None
    return f"closed with code {code}" if code else "closed before HELLO"
