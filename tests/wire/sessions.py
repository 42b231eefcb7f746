"""The bot's sessions at the gateway: who is told what, and what goes wrong with them on purpose."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field

from aiohttp import WSCloseCode, web

from tests.wire.changes import Changes
from tests.wire.errors import JSON
from tests.wire.state import State
from tests.wire.things import Channel

ENDS_SESSION = (4007, 4009)  # a sequence number that cannot be, a session that timed out: no RESUME for these
DISPATCH, RECONNECT, INVALID_SESSION = 0, 7, 9
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12


@dataclass
class Session:
    """One session of the bot. Without a socket it waits for a RESUME and its events are kept."""

    id: str
    shard: int
    shards: int
    intents: int
    socket: web.WebSocketResponse | None
    seq: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=5000))
    presence: JSON | None = None
    ready: bool = False
    resumes: int = 0

    @property
    def live(self) -> bool:
        """Whether its socket is open."""
        return self.socket is not None and not self.socket.closed

    def serves(self, guild_id: int | None) -> bool:
        """A server belongs to shard (id >> 22) % n; direct messages to shard 0."""
        return self.shard == (0 if guild_id is None else (guild_id >> 22) % self.shards)


class Sessions:
    """All sessions. Events go to every session of the shard, interactions to the newest live one."""

    def __init__(self, state: State, token: str, changes: Changes) -> None:
        self.state = state
        self.token = token
        self.changes = changes
        self.url = ""
        self.heartbeat_interval = 41.25
        self.acks = True  # False: heartbeats are not acknowledged
        self.replays = True  # False: a RESUME succeeds, and what was missed stays missed
        self.granted = 0  # privileged intents, see PRIVILEGED; asking for others closes with 4014
        self.refuse_connects = 0  # so many next connections are answered 503
        self.identifies = 0
        self.heartbeats = 0
        self.sessions: list[Session] = []
        self.unmodelled: list[str] = []
        self._closing: set[web.WebSocketResponse] = set()  # sockets this server closes
        self._outbox: dict[web.WebSocketResponse, asyncio.Queue[str | None]] = {}

    # --- what tests do ----------------------------------------------------------------------------

    def live(self) -> list[Session]:
        """Sessions that are ready and connected."""
        return [one for one in self.sessions if one.live and one.ready]

    def reconnect(self) -> None:
        """Ask every session to connect again and resume (op 7)."""
        self._control({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool) -> None:
        """Declare every session invalid (op 9); only a resumable one may be resumed."""
        self._control({"op": INVALID_SESSION, "d": resumable})
        if not resumable:
            self.sessions.clear()

    async def close(self, code: int = 4000) -> None:
        """Close every socket with `code`; some end the session too."""
        for one in self.live():
            if one.socket is not None:
                await self._close(one.socket, code)
        if code in ENDS_SESSION:
            self.sessions.clear()

    async def hang_up(self) -> None:
        """Close every socket, also those that never became a session."""
        for socket in list(self._outbox):
            await self._close(socket, WSCloseCode.SERVICE_RESTART)

    async def _close(self, socket: web.WebSocketResponse, code: int) -> None:
        self._closing.add(socket)
        await socket.close(code=code)

    def duplicate(self, name: str) -> None:
        """Send the last event of that name once more. Raises LookupError when there was none."""
        for one in self.live():
            events = [json.loads(text) for _, text in one.sent]
            data = [event["d"] for event in events if event["t"] == name]
            if not data:
                raise LookupError(f"session {one.id} was sent no {name}")
            self._dispatch(one, name, data[-1])

    # --- events -----------------------------------------------------------------------------------

    def send(self, name: str, data: JSON, guild_id: int | None, intent: int = GUILDS) -> None:
        """An event to the sessions of its shard that asked for it; none from a server the bot is not in."""
        guild = self.state.guilds.get(guild_id or 0)
        if guild is not None and not (guild.joined and guild.available):
            return
        for one in self.sessions:
            if one.serves(guild_id) and one.intents & intent:
                self._dispatch(one, name, data)

    def send_message_event(self, name: str, data: JSON, channel: Channel) -> None:
        """An event about messages, which have intents of their own."""
        self.send(name, data, channel.guild_id, DIRECT_MESSAGES if channel.guild_id is None else GUILD_MESSAGES)

    def send_interaction(self, data: JSON, guild_id: int | None) -> bool:
        """INTERACTION_CREATE needs no intent; False when no session is there to hear it."""
        fit = [one for one in self.sessions if one.serves(guild_id) and one.ready]
        chosen = next((one for one in reversed(fit) if one.live), fit[-1] if fit else None)
        if chosen is not None:
            self._dispatch(chosen, "INTERACTION_CREATE", data)
        return chosen is not None

    def _dispatch(self, one: Session, name: str, data: JSON) -> None:
        one.seq += 1
        text = json.dumps({"op": DISPATCH, "s": one.seq, "t": name, "d": data}, separators=(",", ":"))
        one.sent.append((one.seq, text))
        if one.socket is not None:
            self._put(one.socket, text)

    def _control(self, payload: JSON) -> None:
        for one in self.live():
            if one.socket is not None:
                self._put(one.socket, json.dumps(payload))

    def _put(self, socket: web.WebSocketResponse, text: str) -> None:
        if socket in self._outbox:
            self._outbox[socket].put_nowait(text)
