"""Receives gateway events and survives malformed ones.

An event that discord.py cannot parse is logged and skipped. READY is repaired where possible, since there is no session
without it. Any other malformed message ends the connection, and a new one is made (bot.gateway.connection).

https://discord.com/developers/docs/events/gateway
"""

import asyncio
import json
import secrets
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp
import discord
import structlog
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

log = structlog.get_logger()

JSON = dict[str, Any]

CLOSE_SECONDS = 1.0

REMEMBERED = 1000
"""Interaction ids remembered to drop duplicates; an interaction can be answered for 15 minutes."""


class UnreadableError(Exception):
    """The connection is unusable; the message says what could not be parsed."""


class Socket(DiscordWebSocket):
    """One connection to the gateway."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, *, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(socket, loop=loop)
        self.established = False
        """Whether READY or RESUMED was received."""
        self.skipped: set[str] = set()
        """Event types already logged as malformed."""

    async def poll_event(self) -> None:
        """Handle the next message. Before READY, close a failed connection here: no one else has a reference to it."""
        try:
            await super().poll_event()
        except (UnreadableError, asyncio.CancelledError):
            if not self.established:
                await self.force_close()
            raise

    async def force_close(self) -> None:
        """Close what is still open, without waiting for a server that does not answer."""
        if self.open:
            with suppress(Exception):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self.close(code=4000)

    async def received_message(self, msg: str | bytes, /) -> None:
        """Handle a message. Raises UnreadableError, and what discord.py raises to reconnect."""
        frame: JSON = {}
        text: str | None = None
        try:
            text = self._decompressor.decompress(msg) if isinstance(msg, bytes) else msg
            if text is None:  # the rest is in the next message
                return
            frame = {} if self.established else _object(text)
            begins = frame.get("t") in ("READY", "RESUMED")
            await super().received_message(json.dumps(self._repair_session(frame)) if begins else text)
            self.established = self.established or begins
        except (ReconnectWebSocket, discord.ConnectionClosed, aiohttp.ClientError, OSError):
            raise
        except Exception as error:
            self._skip(frame or _object(text), error)

    def _skip(self, frame: JSON, error: Exception) -> None:
        """Log the first malformed event of its type. Raises UnreadableError where it must not be missed."""
        told = frame.get("t")
        name = told if isinstance(told, str) else "a message without a name"
        if frame.get("op") != self.DISPATCH or name == "READY":
            raise UnreadableError(f"{name} cannot be read ({_describe(error)})") from error
        if name not in self.skipped:
            self.skipped.add(name)
            log.error(
                "an event of the gateway cannot be read: it is skipped, as are others like it",
                event_name=name,
                error=_describe(error),
                reference=secrets.token_hex(4),
            )

    def _repair_session(self, frame: JSON) -> JSON:
        """READY or RESUMED with all that discord.py needs: malformed parts are replaced or left out."""
        told = frame.get("d")
        data: JSON = told if isinstance(told, dict) else {}
        if frame["t"] == "READY":
            url = data.get("resume_gateway_url")
            data["resume_gateway_url"] = url if str(url).startswith(("ws://", "wss://")) else str(self.DEFAULT_GATEWAY)
            data["session_id"] = str(data.get("session_id") or "")
            data["guilds"] = [one for one in map(self._repair_guild, _list(data.get("guilds"))) if one]
            if self._connection.user and not self._reads_user(data.get("user")):
                data["user"] = self._connection.user._to_minimal_user_json()
        return frame | {"d": data}

    def _repair_guild(self, guild: object) -> JSON | None:
        """A server in READY; GUILD_CREATE brings the rest of it."""
        if not isinstance(guild, dict):
            return None
        if _reads(lambda: discord.Guild(data=guild, state=self._connection)):  # type: ignore[arg-type]
            return guild
        ident = str(guild.get("id"))
        return {"id": ident, "unavailable": True} if ident.isdecimal() else None

    def _reads_user(self, user: object) -> bool:
        return _reads(lambda: discord.ClientUser(state=self._connection, data=user))  # type: ignore[arg-type]


def deduplicated(parse: Callable[[Any], None]) -> Callable[[Any], None]:
    """A parser that drops interactions seen before: Discord may send one twice."""
    seen: deque[Any] = deque(maxlen=REMEMBERED)

    def parse_once(data: JSON) -> None:
        if data["id"] in seen:
            log.info("an interaction came twice and is answered once")
            return
        seen.append(data["id"])
        parse(data)

    return parse_once


def _object(text: str | None) -> JSON:
    """A message as an object; an empty one where it is not one."""
    try:
        found = json.loads(text or "null")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _reads(make: Callable[[], object]) -> bool:
    """Whether discord.py can parse it."""
    try:
        make()
    except Exception:  # any error here would end the connection
        return False
    return True


def _describe(error: Exception) -> str:
    """Type and location of an error, without its message, which may quote what a person wrote."""
    *_, last = traceback.extract_tb(error.__traceback__)
    missing = f" {error.args[0]!r}" if isinstance(error, KeyError) and str(error.args[0]).isidentifier() else ""
    return f"{type(error).__name__}{missing} in {last.name}"
