"""All that exists, and the clock that gives ids."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeVar

from tests.wire.rules import Refused
from tests.wire.things import BITS, JSON, KINDS, Channel, Guild, Message, User, bits

K = TypeVar("K")
T = TypeVar("T")

EPOCH = 1_420_070_400_000  # milliseconds


class Clock:
    """The wall clock: real time plus what a test has added, and snowflakes made from it."""

    _ahead = 0.0
    _last = 0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time pass without waiting: windows close, tokens expire, messages grow old."""
        self._ahead += seconds

    def stamp(self) -> str:
        """The present as Discord writes a time."""
        return datetime.fromtimestamp(self.now(), UTC).isoformat(timespec="microseconds")

    def snowflake(self) -> int:
        """A new id, larger than all before it (https://discord.com/developers/docs/reference#snowflakes)."""
        self._last = max(int(self.now() * 1000 - EPOCH) << 22, self._last + 1)
        return self._last


class State:
    """All of this Discord."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.bot = User("user", clock.snowflake(), username="wirebot", bot=True)
        self.owner = User("user", clock.snowflake(), username="owner")
        self.users: dict[int, User] = {self.bot.id: self.bot, self.owner.id: self.owner}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}  # ephemeral and deleted ones too
        self.commands: list[JSON] = []
        self.nonces: dict[str, tuple[Message, float]] = {}  # what was sent with it, and when

    def add(self, channel: Channel) -> Channel:
        """Put a new channel where it is found."""
        self.channels[channel.id] = channel
        if channel.guild is not None:
            channel.guild.channels[channel.id] = channel
        return channel

    def dm(self, user: User) -> Channel:
        """The direct messages of the bot with `user`, made when there are none."""
        if user.dm is None:
            user.dm = self.add(Channel(KINDS["dm"], self.clock.snowflake(), None, recipients=[user.json]))
            user.dm.recipient = user
        return user.dm

    def guild(self, ident: int) -> Guild:
        """A server the bot is in. Raises Refused 10004."""
        guild = found(self.guilds, ident, 10004)
        if not guild.joined:
            raise Refused(10004)
        return guild

    def place(self, ident: int, *needed: str, writes: bool = True) -> Channel:
        """The channel, if the bot may do there what is `needed`. Raises Refused as Discord or a test would have it."""
        channel = found(self.channels, ident, 10003)
        if channel.guild is not None and not channel.guild.joined:
            raise Refused(50001)
        if channel.refuse is not None and (writes or channel.refuse in (10003, 50001)):
            raise Refused(channel.refuse)
        if channel.recipient is not None and writes:
            if not any(one.joined and channel.recipient.id in one.members for one in self.guilds.values()):
                raise Refused(50278)
            if channel.recipient.dms_closed:
                raise Refused(50007)
        missing = bits("view_channel", *needed) & ~channel.permissions
        if missing:
            raise Refused(50001 if missing & BITS["view_channel"] else 50013)
        return channel


def found(things: Mapping[K, T], ident: K, code: int) -> T:
    """The thing with that id. Raises Refused with the code that Discord has for such a thing."""
    if ident not in things:
        raise Refused(code)
    return things[ident]
