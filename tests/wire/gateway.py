"""The gateway: sessions over WebSockets, sequence numbers, replay after a resume, shards, and what fails on purpose.

https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSCloseCode, web

from tests.wire.state import State
from tests.wire.things import JSON, SAMPLES, Guild

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
GUILDS = 1 << 0  # the only intent whose events are sent
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content
ENDS_SESSION = (4007, 4009)  # a sequence number that cannot be, a session that timed out: no RESUME for these
MOST_GUILDS = 2500


@dataclass(eq=False)
class Session:
    """One session of the bot. Without a socket it waits for a RESUME and its events are kept."""

    intents: int
    shard: int = 0
    shards: int = 1
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    socket: web.WebSocketResponse | None = None
    sent: list[str] = field(default_factory=list)  # the sequence number of an event is its place, from 1
    outbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    resumes: int = 0

    @property
    def live(self) -> bool:
        """Whether its socket is open."""
        return self.socket is not None and not self.socket.closed

    def serves(self, guild: Guild | None) -> bool:
        """A server belongs to shard (id >> 22) % n; direct messages to shard 0."""
        return self.shard == ((guild.id >> 22) % self.shards if guild else 0)

    def dispatch(self, name: str, data: Any) -> None:
        """Send an event; while there is no socket it is kept."""
        event = {"t": name, "s": len(self.sent) + 1, "op": DISPATCH, "d": data}
        self.sent.append(json.dumps(event, separators=(",", ":")))
        self.outbox.put_nowait(self.sent[-1])

    async def serve(self, socket: web.WebSocketResponse) -> None:
        """Send what there is to send, until the socket is closed."""
        with contextlib.suppress(ConnectionError):
            while not socket.closed:
                await socket.send_str(await self.outbox.get())


class Gateway:
    """All sessions. Events go to every session of the shard, interactions to the newest live one."""

    def __init__(self, state: State, token: str, poke: Callable[[], None]) -> None:
        self.state, self.token, self._poke = state, token, poke
        self.url = ""
        self.heartbeat_interval = 41.25
        self.acks = True  # False: heartbeats are not acknowledged
        self.replays = True  # False: a RESUME succeeds, and what was missed stays missed
        self.refuse_connects = 0  # so many next connections are answered 503
        self.identifies = 0
        self.sessions: list[Session] = []
        self.unmodelled: list[str] = []

    def live(self) -> list[Session]:
        """Sessions that are connected."""
        return [one for one in self.sessions if one.live]

    def reconnect(self) -> None:
        """Ask every session to connect again and resume."""
        self._say({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        """Declare every session invalid; only a resumable one may be resumed."""
        self._say({"op": INVALID_SESSION, "d": resumable})
        if not resumable:
            self.sessions.clear()

    async def close(self, code: int = 4000) -> None:
        """Close every socket with `code`; some end the session too."""
        for one in self.live():
            socket, one.socket = one.socket, None
            assert socket is not None
            await socket.close(code=code)
        if code in ENDS_SESSION:
            self.sessions.clear()

    def duplicate(self, name: str) -> None:
        """Send the last event of that name once more. Raises ValueError when there was none."""
        for one in self.live():
            *_, last = (event["d"] for event in map(json.loads, one.sent) if event["t"] == name)
            one.dispatch(name, last)

    def send(self, name: str, data: JSON, guild: Guild | None) -> None:
        """An event of a server to the sessions of its shard; none from a server the bot is not in."""
        for one in self.sessions if guild and guild.joined and guild.available else ():
            if one.serves(guild) and one.intents & GUILDS:
                one.dispatch(name, data)

    def send_interaction(self, data: JSON, guild: Guild | None) -> None:
        """INTERACTION_CREATE needs no intent, and goes to one session."""
        fit = sorted((one for one in self.sessions if one.serves(guild)), key=lambda one: one.live)
        if fit:
            fit[-1].dispatch("INTERACTION_CREATE", data)

    def _say(self, payload: JSON) -> None:
        for one in self.live():
            one.outbox.put_nowait(json.dumps(payload))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A connection from HELLO to its close."""
        if self.refuse_connects > 0:
            self.refuse_connects -= 1
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=16_384, timeout=1.0)
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}})
        writers = []
        try:
            async for message in socket:
                payload = json.loads(message.data)
                done = self._received(payload["op"], payload["d"])
                if isinstance(done, int):
                    await socket.close(code=done)
                elif isinstance(done, Session):
                    done.socket = socket
                    writers.append(asyncio.create_task(done.serve(socket)))
                elif done is not None:
                    await socket.send_json(done)
                self._poke()
        finally:
            for one in [one for one in self.sessions if one.socket is socket]:
                one.socket = None
                if socket.close_code in (WSCloseCode.OK, WSCloseCode.GOING_AWAY):
                    self.sessions.remove(one)  # else it lives until another identifies
            for writer in writers:
                writer.cancel()
            self._poke()
        return socket

    def _received(self, op: int, data: Any) -> Session | JSON | int | None:
        """One payload of the bot: the session it begins, what to answer, or the code to close with."""
        if op == HEARTBEAT:
            return {"op": ACK, "d": None} if self.acks else None
        if op in (IDENTIFY, RESUME) and data["token"] != self.token:
            return 4004
        if op == IDENTIFY:
            return self._identify(data)
        if op == RESUME:
            return self._resume(data)
        self.unmodelled.append(f"gateway op {op}")
        return 4001

    def _identify(self, data: JSON) -> Session | int:
        self.identifies += 1
        session = Session(data["intents"], *(data.get("shard") or ()))
        if session.intents & PRIVILEGED:
            return 4014
        guilds = [one for one in self.state.guilds.values() if one.joined and session.serves(one)]
        if len(guilds) > MOST_GUILDS:
            return 4011
        # Sessions of this shard that lost their socket are over: their bot is here again, or was killed.
        self.sessions = [one for one in self.sessions if one.live or one.shard != session.shard] + [session]
        ready = {
            "user": self.state.bot.json | SAMPLES["me"],
            "guilds": [{"id": str(one.id), "unavailable": True} for one in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [session.shard, session.shards],
            "application": {"id": str(self.state.bot.id), "flags": 0},
        }
        session.dispatch("READY", SAMPLES["ready"] | ready)
        for one in guilds:
            if session.intents & GUILDS and one.available:
                session.dispatch("GUILD_CREATE", self.state.guild_create(one) | {"unavailable": False})
        return session

    def _resume(self, data: JSON) -> Session | JSON:
        """Send again what the bot missed, or tell it to begin anew."""
        session = next((one for one in self.sessions if one.id == data["session_id"]), None)
        if session is None or data["seq"] > len(session.sent):
            return {"op": INVALID_SESSION, "d": False}
        session.outbox = asyncio.Queue()
        for text in session.sent[data["seq"] :] if self.replays else ():
            session.outbox.put_nowait(text)
        session.resumes += 1
        session.dispatch("RESUMED", {"_trace": []})
        return session
