"""What tests arrange: servers, channels, people, and what stands in the bot's way. Events go out as at Discord."""

from __future__ import annotations

from collections.abc import Sequence

from tests.wire import payloads_guild
from tests.wire.permissions import EVERYONE, bits
from tests.wire.server import Server
from tests.wire.things import FORUMS, KINDS, Channel, Guild, Message, User

GuildRef = Guild | int | str
ChannelRef = Channel | int | str
UserRef = User | int | str
MessageRef = Message | int | str


class Arrange(Server):
    """Servers and people are named by object or by id."""

    # --- who is meant -----------------------------------------------------------------------------

    def the_guild(self, ref: GuildRef) -> Guild:
        """A server, whether the bot is in it or not."""
        return ref if isinstance(ref, Guild) else self.state.guilds[int(ref)]

    def the_channel(self, ref: ChannelRef) -> Channel:
        """A channel that exists."""
        return ref if isinstance(ref, Channel) else self.state.channels[int(ref)]

    def the_user(self, ref: UserRef) -> User:
        """A person."""
        return ref if isinstance(ref, User) else self.state.users[int(ref)]

    def the_message(self, ref: MessageRef) -> Message:
        """A message, ephemeral and deleted ones too."""
        return ref if isinstance(ref, Message) else self.state.messages[int(ref)]

    # --- servers ----------------------------------------------------------------------------------

    def add_guild(self, name: str = "server", *, locale: str = "en-US", joined: bool = True) -> Guild:
        """A server; the bot joins it, or only its members have installed the bot for themselves."""
        guild = Guild(self.clock.guild_snowflake(), name, self.state.owner.id, locale, joined=False)
        guild.created = self.clock.stamp()
        self.state.guilds[guild.id] = guild
        self.state.commands.setdefault(guild.id, [])
        if joined:
            self.join_guild(guild)
        return guild

    def join_guild(self, guild: GuildRef) -> None:
        """The bot is invited (again), or the server is back after an outage: GUILD_CREATE."""
        one = self.the_guild(guild)
        new, one.joined, one.available = not one.joined, True, True
        self.gateway.send("GUILD_CREATE", payloads_guild.guild_create(self.state, one, new=new), one.id)

    def remove_guild(self, guild: GuildRef) -> None:
        """The bot is thrown out: GUILD_DELETE."""
        one = self.the_guild(guild)
        self.gateway.send("GUILD_DELETE", {"id": str(one.id)}, one.id)
        one.joined = False

    def lose_guild(self, guild: GuildRef) -> None:
        """An outage: GUILD_DELETE that is `unavailable`. `join_guild` ends it."""
        one = self.the_guild(guild)
        self.gateway.send("GUILD_DELETE", {"id": str(one.id), "unavailable": True}, one.id)
        one.available = False

    # --- channels ---------------------------------------------------------------------------------

    def add_channel(
        self,
        guild: GuildRef,
        name: str = "general",
        kind: str = "text",
        *,
        parent: ChannelRef | None = None,
        tags: Sequence[str] = (),
        requires_tag: bool = False,
    ) -> Channel:
        """A channel (`kind` is a name of state.KINDS); `tags` are those of a forum."""
        one = self.the_guild(guild)
        channel = Channel(self.clock.snowflake(), KINDS[kind], name=name, guild_id=one.id, position=len(one.channels))
        channel.parent_id = self.the_channel(parent).id if parent is not None else None
        channel.owner_id = one.owner_id if channel.is_thread else None
        channel.flags = 16 if requires_tag and channel.type in FORUMS else 0
        for tag in tags:
            known = {"id": str(self.clock.snowflake()), "name": tag, "moderated": False}
            channel.tags.append(known | {"emoji_id": None, "emoji_name": None})
        self.state.add(channel)
        self.tell_channel("THREAD_CREATE" if channel.is_thread else "CHANNEL_CREATE", channel)
        return channel

    def delete_channel(self, channel: ChannelRef) -> None:
        """Gone: CHANNEL_DELETE or THREAD_DELETE, and 10003 from now on."""
        self.remove_channel(self.the_channel(channel))

    def archive(self, thread: ChannelRef, *, locked: bool = False) -> None:
        """Archive a thread; a locked one takes no messages any more."""
        one = self.the_channel(thread)
        one.archived, one.locked = True, locked
        self.tell_channel("THREAD_UPDATE", one)

    def deny(self, channel: ChannelRef, *permissions: str) -> None:
        """Take permissions (names of permissions.BITS) from the bot in a channel: CHANNEL_UPDATE."""
        one = self.the_channel(channel)
        one.denied |= bits(*permissions)
        self.tell_channel("CHANNEL_UPDATE", one)

    def allow(self, channel: ChannelRef, *permissions: str) -> None:
        """Give back what `deny` took."""
        one = self.the_channel(channel)
        one.denied &= ~bits(*permissions)
        self.tell_channel("CHANNEL_UPDATE", one)

    def refuse(self, channel: ChannelRef, code: int | None) -> None:
        """Answer everything the bot writes there with `code`; 10003 and 50001 also what it reads. None ends it."""
        self.the_channel(channel).refuse = code

    # --- people -----------------------------------------------------------------------------------

    def add_user(self, name: str, *, locale: str = "en-US") -> User:
        """A person who is in no server yet."""
        user = User(self.clock.snowflake(), name, locale=locale)
        self.state.users[user.id] = user
        return user

    def add_member(self, guild: GuildRef, user: UserRef, *permissions: str) -> None:
        """Make a person a member, with these permissions beyond what everyone has."""
        self.the_guild(guild).members[self.the_user(user).id] = EVERYONE | bits(*permissions)

    def remove_member(self, guild: GuildRef, user: UserRef) -> None:
        """A person leaves a server."""
        self.the_guild(guild).members.pop(self.the_user(user).id, None)

    def close_dms(self, user: UserRef, *, closed: bool = True) -> None:
        """A person takes no direct messages (50007), or again does."""
        self.the_user(user).dms_closed = closed

    def dm_channel(self, user: UserRef) -> Channel:
        """The direct message channel of a person with the bot."""
        return self.state.dm(self.the_user(user))

    def say(self, user: UserRef, channel: ChannelRef, content: str) -> Message:
        """A person writes into a channel."""
        one = self.the_channel(channel)
        message = self.new_message(one, self.the_user(user), {"content": content})
        self.publish(one, message)
        return message

    def delete_message(self, message: MessageRef) -> None:
        """Somebody deletes a message."""
        one = self.the_message(message)
        self.delete(self.the_channel(one.channel_id), one)
