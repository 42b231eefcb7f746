"""The gateway: sessions over WebSockets, sequence numbers, replay after a resume, shards, and what fails on purpose.

https://discord.com/developers/docs/events/gateway
"""

import asyncio
import contextlib
import json
import secrets
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from aiohttp import WSCloseCode, web
from simcord.backend import serializers

from tests.reading import JSON
from tests.wire.exchanges import SAMPLES

if TYPE_CHECKING:
    from tests.wire.world import World

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content
ENDS_SESSION = (4007, 4009)  # a sequence number that cannot be, a session that timed out: no RESUME for these

UNREADABLE: tuple[Any, ...] = (None, {}, [], "x", 7, {"id": None}, [None])
"""What no event of Discord's is."""

Link = asyncio.Queue[str | int]
"""What a connection has yet to send; a number is the code it is then closed with."""


def _payload(op: int, data: Any = None, **event: Any) -> str:
    return json.dumps({"op": op, **event, "d": data}, separators=(",", ":"))


async def _send_all(link: Link, socket: web.WebSocketResponse) -> None:
    """Until the connection is closed."""
    with contextlib.suppress(ConnectionError):
        while isinstance(told := await link.get(), str):
            await socket.send_str(told)
        await socket.close(code=told)


class Session:
    """One session of the bot. Without a link it waits for a RESUME and its events are kept."""

    resumes = 0

    def __init__(self, link: Link, shard: int = 0, shards: int = 1) -> None:
        self.link: Link | None = link
        self.id, self.shard, self.shards = secrets.token_hex(16), shard, shards
        self.sent: list[str] = []  # the sequence number of an event is its place, from 1

    def serves(self, guild_id: int) -> bool:
        """A server belongs to shard (id >> 22) % n; direct messages (0) to shard 0."""
        return self.shard == (guild_id >> 22) % self.shards

    def dispatch(self, name: str, data: Any) -> None:
        """Send an event, or keep it."""
        self.sent.append(_payload(DISPATCH, data, s=len(self.sent) + 1, t=name))
        self.put(self.sent[-1])

    def put(self, told: str | int) -> None:
        """Send a payload, or close with a code, if it is connected."""
        if self.link is not None:
            self.link.put_nowait(told)


class Gateway:
    """All sessions, also those that wait for a RESUME; each hears all events of its shard."""

    heartbeat_interval = 41.25  # seconds
    acks = True  # False: heartbeats are not acknowledged
    replays = True  # False: a RESUME succeeds, and what was missed stays missed
    identifies = 0
    url = ""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.sessions: list[Session] = []
        self.troubles: deque[int | str] = deque()  # one for each connection to come, see `_fail`
        self.odd_ready: JSON = {}  # fields of READY that are not as they should be

    def live(self) -> list[Session]:
        """Sessions that are connected."""
        return [one for one in self.sessions if one.link is not None]

    def send(self, name: str, data: JSON, guild_id: int) -> None:
        """An event of a server, or (0) of direct messages."""
        for one in self.sessions:
            if one.serves(guild_id):
                one.dispatch(name, data)

    def duplicate(self, name: str, spoil: Callable[[JSON], object] = lambda data: data) -> None:
        """Send the last event of that name once more, spoilt. Raises IndexError when there was none."""
        for one in self.live():
            last = [event["d"] for event in map(json.loads, one.sent) if event["t"] == name][-1]
            spoil(last)
            one.dispatch(name, last)

    def poison(self, name: str) -> None:
        """Send events of a type that no library can read."""
        for one in self.live():
            for data in UNREADABLE:
                one.dispatch(name, data)

    def interrupt(self, op: int, data: Any = None) -> None:
        """Tell every session RECONNECT, or INVALID_SESSION and whether it may be resumed all the same."""
        for one in self.sessions:
            one.put(_payload(op, data))
        if op == INVALID_SESSION and not data:
            self.sessions.clear()

    def close(self, code: int) -> None:
        """Close every connection with `code`; some end the session too."""
        for one in self.sessions:
            one.put(code)
            one.link = None
        if code in ENDS_SESSION:
            self.sessions.clear()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """A connection from HELLO to its close."""
        socket = web.WebSocketResponse(max_msg_size=16_384, timeout=1.0)
        if self.troubles:
            return await self._fail(self.troubles.popleft(), request, socket)
        await socket.prepare(request)
        link: Link = asyncio.Queue()
        link.put_nowait(_payload(HELLO, {"heartbeat_interval": int(self.heartbeat_interval * 1000)}))
        writer = asyncio.create_task(_send_all(link, socket))
        async for message in socket:
            payload = json.loads(message.data)
            self._received(link, payload["op"], payload["d"])
            self.world.poke()
        for one in self.sessions:
            if one.link is link:
                one.link = None
        self.world.poke()
        link.put_nowait(WSCloseCode.OK)  # not cancelled: it may be about to close the socket with another code
        await writer
        return socket

    async def _fail(
        self, trouble: int | str, request: web.Request, socket: web.WebSocketResponse
    ) -> web.StreamResponse:
        """Before HELLO: an HTTP status, a close code, "reset", "silence" (until the bot hangs up), or other text."""
        self.world.poke()
        if trouble == "reset" and request.transport is not None:
            request.transport.abort()
        if trouble == "reset" or (isinstance(trouble, int) and trouble < 1000):
            return web.Response(status=trouble if isinstance(trouble, int) else 500)
        await socket.prepare(request)
        if isinstance(trouble, int):
            await socket.close(code=trouble)
        elif trouble != "silence":
            await socket.send_str(trouble)
        async for _ in socket:
            pass
        return socket

    def _received(self, link: Link, op: int, data: Any) -> None:
        """One payload of the bot."""
        if op == HEARTBEAT:
            if self.acks:
                link.put_nowait(_payload(ACK))
        elif op not in (IDENTIFY, RESUME):
            self.world.problems.append(f"the bot sent what tests.wire does not model: gateway op {op}")
            link.put_nowait(4001)
        elif op == RESUME:
            self._resume(link, data)
        elif data["intents"] & PRIVILEGED:
            link.put_nowait(4014)
        else:
            self._identify(Session(link, *(data.get("shard") or ())))

    def _identify(self, session: Session) -> None:
        """READY and all servers."""
        self.identifies += 1
        self.sessions.append(session)
        known = self.world.backend.guilds.values()
        guilds = [one for one in known if session.serves(one.id) and self.world.reaches(one.id)]
        here = {"session_id": session.id, "resume_gateway_url": self.url, "shard": [session.shard, session.shards]}
        bot = serializers.user_payload(self.world.bot)
        who: JSON = {"user": bot, "application": {"id": bot["id"], "flags": 0}}
        who["guilds"] = [{"id": str(one.id), "unavailable": True} for one in guilds]
        session.dispatch("READY", SAMPLES["ready"] | here | who | self.odd_ready)
        for one in guilds:
            session.dispatch("GUILD_CREATE", self.world.whole(one) | {"unavailable": False})

    def _resume(self, link: Link, data: JSON) -> None:
        """Send again what the bot missed, or tell it to begin anew."""
        session = next((one for one in self.sessions if one.id == data["session_id"]), None)
        if session is None:
            link.put_nowait(_payload(INVALID_SESSION, data=False))
        else:
            session.link = link
            session.resumes += 1
            for text in session.sent[data["seq"] :] if self.replays else ():
                session.put(text)
            session.dispatch("RESUMED", {"_trace": []})
