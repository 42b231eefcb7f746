"""The gateway: sessions over WebSockets, sequence numbers, replay after a resume, shards, and what fails on purpose.

https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, web

from tests.wire.things import JSON, SAMPLES, Guild

if TYPE_CHECKING:
    from tests.wire.service import Service

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content
ENDS_SESSION = (4007, 4009)  # a sequence number that cannot be, a session that timed out: no RESUME for these

Link = asyncio.Queue[str | int]
"""What a connection has yet to send; a number is the code it is then closed with."""


def tell(link: Link, op: int, data: Any = None) -> None:
    """Send a payload that is no event."""
    link.put_nowait(json.dumps({"op": op, "d": data}))


async def _send_all(link: Link, socket: web.WebSocketResponse) -> None:
    """Until the connection is closed."""
    with contextlib.suppress(ConnectionError):
        while isinstance(told := await link.get(), str):
            await socket.send_str(told)
        await socket.close(code=told)


@dataclass(eq=False)
class Session:
    """One session of the bot. Without a link it waits for a RESUME and its events are kept."""

    link: Link | None
    shard: int = 0
    shards: int = 1
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sent: list[str] = field(default_factory=list)  # the sequence number of an event is its place, from 1
    resumes: int = 0

    @property
    def live(self) -> bool:
        """Whether it is connected."""
        return self.link is not None

    def serves(self, guild: Guild | None) -> bool:
        """A server belongs to shard (id >> 22) % n; direct messages to shard 0."""
        return self.shard == ((guild.id >> 22) % self.shards if guild else 0)

    def dispatch(self, name: str, data: Any) -> None:
        """Send an event; while there is no link it is kept."""
        event = {"t": name, "s": len(self.sent) + 1, "op": DISPATCH, "d": data}
        self.sent.append(json.dumps(event, separators=(",", ":")))
        if self.link is not None:
            self.link.put_nowait(self.sent[-1])


class Gateway:
    """All sessions. Events go to every session of the shard, interactions to the newest live one."""

    heartbeat_interval = 41.25  # seconds
    acks = True  # False: heartbeats are not acknowledged
    replays = True  # False: a RESUME succeeds, and what was missed stays missed
    identifies = 0
    url = ""

    def __init__(self, wire: Service) -> None:
        self.wire = wire
        self.sessions: list[Session] = []

    def live(self) -> list[Session]:
        """Sessions that are connected."""
        return [one for one in self.sessions if one.live]

    def reconnect(self) -> None:
        """Ask every session to connect again and resume."""
        self._tell_all(RECONNECT)

    def invalidate(self, *, resumable: bool) -> None:
        """Declare every session invalid; only a resumable one may be resumed."""
        self._tell_all(INVALID_SESSION, resumable)
        if not resumable:
            self.sessions.clear()

    def _tell_all(self, op: int, data: Any = None) -> None:
        for one in self.sessions:
            if one.link is not None:
                tell(one.link, op, data)

    async def close(self, code: int = 4000) -> None:
        """Close every connection with `code`; some end the session too."""
        for one in self.sessions:
            if one.link is not None:
                one.link.put_nowait(code)
                one.link = None
        if code in ENDS_SESSION:
            self.sessions.clear()

    def duplicate(self, name: str) -> None:
        """Send the last event of that name once more. Raises IndexError when there was none."""
        for one in self.live():
            one.dispatch(name, [event["d"] for event in map(json.loads, one.sent) if event["t"] == name][-1])

    def send(self, name: str, data: JSON, guild: Guild | None) -> None:
        """An event of a server to the sessions of its shard; none from a server the bot is not in."""
        for one in self.sessions if guild and guild.joined and guild.available else ():
            if one.serves(guild):
                one.dispatch(name, data)

    def send_interaction(self, data: JSON, guild: Guild | None) -> None:
        """INTERACTION_CREATE goes to one session."""
        fit = sorted((one for one in self.sessions if one.serves(guild)), key=lambda one: one.live)
        if fit:
            fit[-1].dispatch("INTERACTION_CREATE", data)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A connection from HELLO to its close."""
        socket = web.WebSocketResponse(max_msg_size=16_384, timeout=1.0)
        await socket.prepare(request)
        link: Link = asyncio.Queue()
        tell(link, HELLO, {"heartbeat_interval": int(self.heartbeat_interval * 1000)})
        writer = asyncio.create_task(_send_all(link, socket))
        try:
            async for message in socket:
                payload = json.loads(message.data)
                self._received(link, payload["op"], payload["d"])
                self.wire.poke()
        finally:
            for one in [one for one in self.sessions if one.link is link]:
                one.link = None
                if socket.close_code in (WSCloseCode.OK, WSCloseCode.GOING_AWAY):
                    self.sessions.remove(one)  # else it lives until another identifies
            self.wire.poke()
            link.put_nowait(WSCloseCode.OK)  # not cancelled: it may be about to close the socket with another code
            await writer
        return socket

    def _received(self, link: Link, op: int, data: Any) -> None:
        """One payload of the bot."""
        if op == HEARTBEAT:
            if self.acks:
                tell(link, ACK)
        elif op not in (IDENTIFY, RESUME):
            self.wire.problems.append(f"the bot sent what tests.wire does not model: gateway op {op}")
            link.put_nowait(4001)
        elif data["token"] != self.wire.token:
            link.put_nowait(4004)
        elif op == RESUME:
            self._resume(link, data)
        elif data["intents"] & PRIVILEGED:
            link.put_nowait(4014)
        else:
            self._identify(Session(link, *(data.get("shard") or ())))

    def _identify(self, session: Session) -> None:
        """READY and all servers. Sessions of this shard that lost their link are over: their bot is here again."""
        self.identifies += 1
        self.sessions = [one for one in self.sessions if one.live or one.shard != session.shard] + [session]
        state = self.wire.state
        guilds = [one for one in state.guilds.values() if one.joined and session.serves(one)]
        ready = {
            "user": state.bot.json | SAMPLES["me"],
            "guilds": [{"id": str(one.id), "unavailable": True} for one in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "shard": [session.shard, session.shards],
            "application": {"id": str(state.bot.id), "flags": 0},
        }
        session.dispatch("READY", SAMPLES["ready"] | ready)
        for one in guilds:
            if one.available:
                session.dispatch("GUILD_CREATE", one.created() | {"unavailable": False})

    def _resume(self, link: Link, data: JSON) -> None:
        """Send again what the bot missed, or tell it to begin anew."""
        session = next((one for one in self.sessions if one.id == data["session_id"]), None)
        if session is None or data["seq"] > len(session.sent):
            tell(link, INVALID_SESSION, data=False)
            return
        session.link = link
        for text in session.sent[data["seq"] :] if self.replays else ():
            link.put_nowait(text)
        session.resumes += 1
        session.dispatch("RESUMED", {"_trace": []})
