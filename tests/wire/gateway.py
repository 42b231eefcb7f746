"""The gateway: sessions over WebSockets, sequence numbers, replay after a resume, shards.

https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets

from aiohttp import WSCloseCode, WSMsgType, web

from tests.wire import payloads, payloads_guild
from tests.wire.errors import JSON, Value
from tests.wire.sessions import GUILDS, INVALID_SESSION, Session, Sessions
from tests.wire.things import Guild

HEARTBEAT, IDENTIFY, PRESENCE, RESUME, HELLO, ACK = 1, 2, 3, 6, 10, 11
PRIVILEGED = {"members": 1 << 1, "presences": 1 << 8, "message_content": 1 << 15}


class Gateway(Sessions):
    """What happens on a connection: HELLO, IDENTIFY or RESUME, heartbeats, the close."""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A connection from HELLO to its close."""
        if self.refuse_connects > 0:
            self.refuse_connects -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=16_384, timeout=1.0)
        await socket.prepare(request)
        self._outbox[socket] = asyncio.Queue()
        writer = asyncio.create_task(self._write(socket))
        self._put(socket, json.dumps({"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}}))
        try:
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    await self._close(socket, 4002)
                elif code := self._received(socket, json.loads(message.data)):
                    await self._close(socket, code)
        finally:
            self._disconnected(socket)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return socket

    async def _write(self, socket: web.WebSocketResponse) -> None:
        queue = self._outbox[socket]
        with contextlib.suppress(ConnectionError):
            while (text := await queue.get()) is not None:
                await socket.send_str(text)

    def _disconnected(self, socket: web.WebSocketResponse) -> None:
        """A session outlives its socket until another identifies, unless the bot closed with 1000 or 1001."""
        del self._outbox[socket]
        for one in self.sessions:
            if one.socket is socket:
                one.socket = None
        ours = socket in self._closing  # then its code is only the bot's echo
        self._closing.discard(socket)
        if not ours and socket.close_code in (WSCloseCode.OK, WSCloseCode.GOING_AWAY):
            self.sessions = [one for one in self.sessions if one.socket is not None]
        self.changes.poke()

    def _received(self, socket: web.WebSocketResponse, payload: JSON) -> int | None:
        """One payload of the bot; the code to close with when it is wrong."""
        op, data = payload.get("op"), payload.get("d")
        session = next((one for one in self.sessions if one.socket is socket), None)
        code: int | None = None
        if op == HEARTBEAT:
            self.heartbeats += 1
            if self.acks:
                self._put(socket, json.dumps({"op": ACK, "d": None}))
        elif op == IDENTIFY:
            code = 4005 if session else self._identify(socket, data)
        elif op == RESUME:
            code = self._resume(socket, data)
        elif session is None:
            code = 4003
        elif op == PRESENCE:
            session.presence = data
        else:
            self.unmodelled.append(f"gateway op {op}")
        self.changes.poke()
        return code

    def _identify(self, socket: web.WebSocketResponse, data: Value) -> int | None:
        self.identifies += 1
        shard, shards = data.get("shard") or (0, 1)
        intents = int(data.get("intents", 0))
        if data.get("token") != self.token:
            return 4004
        if not 0 <= shard < shards:
            return 4010
        if intents & sum(PRIVILEGED.values()) & ~self.granted:
            return 4014
        session = Session(secrets.token_hex(16), shard, shards, intents, socket)
        guilds = [one for one in self.state.guilds.values() if one.joined and session.serves(one.id)]
        if len(guilds) > 2500:
            return 4011  # sharding required
        # Sessions of this shard that lost their socket are over: their bot is here again, or was killed.
        self.sessions = [one for one in self.sessions if one.live or (one.shard, one.shards) != (shard, shards)]
        self.sessions.append(session)
        self._greet(session, guilds)
        return None

    def _greet(self, session: Session, guilds: list[Guild]) -> None:
        ready = {
            "v": 10,
            "user": payloads.myself(self.state.bot),
            "guilds": [{"id": str(one.id), "unavailable": True} for one in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [session.shard, session.shards],
            "application": {"id": str(self.state.bot.id), "flags": 0},
            "private_channels": [],
            "session_type": "normal",
        }
        self._dispatch(session, "READY", ready)
        session.ready = True
        for one in guilds:
            if session.intents & GUILDS and one.available:
                self._dispatch(session, "GUILD_CREATE", payloads_guild.guild_create(self.state, one))

    def _resume(self, socket: web.WebSocketResponse, data: Value) -> int | None:
        """Send again what the bot missed, or tell it to begin anew."""
        if data.get("token") != self.token:
            return 4004
        session = next((one for one in self.sessions if one.id == data.get("session_id")), None)
        seq = int(data.get("seq") or 0)
        oldest = session.sent[0][0] if session and session.sent else 1
        if session is None or seq < oldest - 1 or seq > session.seq:
            self._put(socket, json.dumps({"op": INVALID_SESSION, "d": False}))
            return None
        session.socket = socket
        session.resumes += 1
        for number, text in list(session.sent):
            if number > seq and self.replays:
                self._put(socket, text)
        self._dispatch(session, "RESUMED", {"_trace": []})
        return None
