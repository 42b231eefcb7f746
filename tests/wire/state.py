"""All that exists in one place, and how to find it."""

from __future__ import annotations

from typing import TypeVar

from tests.wire.clock import Clock
from tests.wire.errors import JSON, Refused
from tests.wire.permissions import ALL
from tests.wire.things import KINDS, Channel, Guild, Message, User

T = TypeVar("T")


class State:
    """All of this Discord, and how to find it."""

    def __init__(self, clock: Clock, bot_name: str) -> None:
        self.clock = clock
        self.bot = User(clock.snowflake(), bot_name, bot=True)
        self.owner = User(clock.snowflake(), "owner")
        self.users: dict[int, User] = {self.bot.id: self.bot, self.owner.id: self.owner}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.dms: dict[int, Channel] = {}  # by the person's id
        self.messages: dict[int, Message] = {}  # ephemeral and deleted ones too
        self.commands: dict[int | None, list[JSON]] = {None: []}  # by server; None: everywhere
        self.nonces: dict[str, tuple[int, float]] = {}  # nonce -> message id, when
        self.files: dict[str, bytes] = {}  # path on the CDN -> what was uploaded

    def user(self, user_id: int) -> User:
        """Raises Refused 10013."""
        return _found(self.users.get(user_id), 10013)

    def channel(self, channel_id: int) -> Channel:
        """Raises Refused 10003."""
        return _found(self.channels.get(channel_id), 10003)

    def message(self, channel: Channel, message_id: int) -> Message:
        """A message everybody in the channel sees. Raises Refused 10008."""
        return _found(channel.messages.get(message_id), 10008)

    def guild(self, guild_id: int) -> Guild:
        """A server the bot is in. Raises Refused 10004."""
        guild = _found(self.guilds.get(guild_id), 10004)
        if not guild.joined:
            raise Refused(10004)
        return guild

    def guild_of(self, channel: Channel) -> Guild | None:
        """The server of a channel; None for direct messages."""
        return self.guilds[channel.guild_id] if channel.guild_id is not None else None

    def channels_of(self, guild: Guild, *, threads: bool) -> list[Channel]:
        """The channels (or the open threads) of a server."""
        channels = [self.channels[channel_id] for channel_id in guild.channels]
        return [one for one in channels if one.is_thread == threads and not (threads and one.archived)]

    def add(self, channel: Channel) -> Channel:
        """Put a new channel where it is found."""
        channel.created = self.clock.stamp()
        self.channels[channel.id] = channel
        if channel.guild_id is not None:
            self.guilds[channel.guild_id].channels.append(channel.id)
        return channel

    def remove(self, channel: Channel) -> None:
        """Take a channel away, with its threads."""
        guild = self.guild_of(channel)
        if guild is None:
            return
        for gone in [one for one in guild.channels if one == channel.id or self.channels[one].parent_id == channel.id]:
            if gone == channel.id or self.channels[gone].is_thread:
                guild.channels.remove(gone)
                del self.channels[gone]

    def dm(self, user: User) -> Channel:
        """The direct message channel of the bot with `user`, made when there is none."""
        if user.id not in self.dms:
            self.dms[user.id] = self.add(Channel(self.clock.snowflake(), KINDS["dm"], recipient_id=user.id))
        return self.dms[user.id]

    def bot_permissions(self, channel: Channel) -> int:
        """What the bot may do in a channel; threads inherit from their parent."""
        guild = self.guild_of(channel)
        if guild is None:
            return ALL
        parent = self.channels.get(channel.parent_id or 0) if channel.is_thread else None
        return guild.bot_permissions & ~channel.denied & ~(parent.denied if parent else 0)

    def shares_guild(self, user: User) -> bool:
        """Whether the bot and a person are in one server."""
        return any(guild.joined and user.id in guild.members for guild in self.guilds.values())


def _found(thing: T | None, code: int) -> T:
    if thing is None:
        raise Refused(code)
    return thing
