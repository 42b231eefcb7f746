"""What tests arrange: servers, channels, people, and what stands in the bot's way. Events go out as at Discord."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from tests.wire.messages import compose, post
from tests.wire.permissions import EVERYONE, bits
from tests.wire.service import Service
from tests.wire.things import FORUMS, KINDS, SAMPLES, Channel, Guild, Message, Thing, User

Ref = Thing | int | str  # things are named by object or by id
T = TypeVar("T", bound=Thing)


def meant(ref: Ref, among: Mapping[int, T]) -> T:
    """The thing that is named."""
    return among[ref.id if isinstance(ref, Thing) else int(ref)]


class Arrange(Service):
    """A server that tests furnish."""

    def the_channel(self, ref: Ref) -> Channel:
        """A channel that exists."""
        return meant(ref, self.state.channels)

    def add_guild(self, name: str = "server", *, joined: bool = True) -> Guild:
        """A server; the bot joins it, or only its members have installed the bot for themselves."""
        ident = (200_000_000_000 + len(self.state.guilds)) << 22  # so that servers spread evenly over shards
        guild = self.state.guilds[ident] = Guild(ident, name=name, owner_id=str(self.state.owner.id))
        everyone = {"id": str(ident), "name": "@everyone", "permissions": str(EVERYONE)}
        bots = everyone | {"id": str(ident + 1), "name": self.state.bot.username, "managed": True, "position": 1}
        bots["tags"] = {"bot_id": str(self.state.bot.id)}
        guild.json["roles"] = [SAMPLES["role"] | everyone, SAMPLES["role"] | bots]
        if joined:
            self.join_guild(guild)
        return guild

    def join_guild(self, guild: Ref) -> None:
        """The bot is invited (again), or the server is back after an outage: GUILD_CREATE."""
        one = meant(guild, self.state.guilds)
        # A server the bot was invited to just now has no `unavailable`: so discord.py tells the two apart.
        known = {"unavailable": False} if one.joined else {}
        one.joined = one.available = True
        self.gateway.send("GUILD_CREATE", self.state.guild_create(one) | known, one)

    def remove_guild(self, guild: Ref) -> None:
        """The bot is thrown out: GUILD_DELETE."""
        one = meant(guild, self.state.guilds)
        self.gateway.send("GUILD_DELETE", {"id": str(one.id)}, one)
        one.joined = False

    def lose_guild(self, guild: Ref) -> None:
        """An outage: GUILD_DELETE that is `unavailable`. `join_guild` ends it."""
        one = meant(guild, self.state.guilds)
        self.gateway.send("GUILD_DELETE", {"id": str(one.id), "unavailable": True}, one)
        one.available = False

    def add_channel(
        self,
        guild: Ref,
        name: str = "general",
        kind: str = "text",
        *,
        parent: Ref | None = None,
        tags: Sequence[str] = (),
        requires_tag: bool = False,
    ) -> Channel:
        """A channel (`kind` is one of KINDS); `tags` are those of a forum."""
        where = meant(guild, self.state.guilds)
        above = None if parent is None else self.the_channel(parent)
        channel = Channel(KINDS[kind], self.clock.snowflake(), where, above, name=name)
        if channel.is_thread:
            channel.json["owner_id"] = where.owner_id
        if channel.type in FORUMS:
            known = [SAMPLES["tag"] | {"id": str(self.clock.snowflake()), "name": tag} for tag in tags]
            channel.json |= {"available_tags": known, "flags": 16 if requires_tag else 0}
        self._tell_channel("CREATE", self.state.add(channel))
        return channel

    def delete_channel(self, channel: Ref) -> None:
        """Gone: CHANNEL_DELETE or THREAD_DELETE, and 10003 from now on."""
        one = self.the_channel(channel)
        for gone in [each for each in self.state.channels.values() if one in (each, each.parent)]:
            del self.state.channels[gone.id]
            if gone.guild is not None:
                del gone.guild.channels[gone.id]
        self._tell_channel("DELETE", one)

    def archive(self, thread: Ref, *, locked: bool = False) -> None:
        """Archive a thread; a locked one takes no messages any more."""
        one = self.the_channel(thread)
        one.archive(archived=True, locked=locked)
        self._tell_channel("UPDATE", one)

    def deny(self, channel: Ref, *permissions: str) -> None:
        """Take permissions from the bot in a channel."""
        self._set_denied(self.the_channel(channel), self.the_channel(channel).denied | bits(*permissions))

    def allow(self, channel: Ref, *permissions: str) -> None:
        """Give back what `deny` took."""
        self._set_denied(self.the_channel(channel), self.the_channel(channel).denied & ~bits(*permissions))

    def _set_denied(self, channel: Channel, denied: int) -> None:
        channel.denied = denied
        overwrite = {"id": str(self.state.bot.id), "type": 1, "allow": "0", "deny": str(denied)}
        if not channel.is_thread:
            channel.json["permission_overwrites"] = [overwrite]
        self._tell_channel("UPDATE", channel)

    def refuse(self, channel: Ref, code: int | None) -> None:
        """Answer everything the bot writes there with `code`; 10003 and 50001 also what it reads. None ends it."""
        self.the_channel(channel).refuse = code

    def add_user(self, name: str) -> User:
        """A person who is in no server yet."""
        user = User("user", self.clock.snowflake(), username=name, global_name=name.title())
        self.state.users[user.id] = user
        return user

    def add_member(self, guild: Ref, user: Ref, *permissions: str) -> None:
        """Make a person a member, with these permissions beyond what everyone has."""
        who = meant(user, self.state.users)
        meant(guild, self.state.guilds).members[who.id] = EVERYONE | bits(*permissions)

    def remove_member(self, guild: Ref, user: Ref) -> None:
        """A person leaves a server."""
        del meant(guild, self.state.guilds).members[meant(user, self.state.users).id]

    def close_dms(self, user: Ref, *, closed: bool = True) -> None:
        """A person takes no direct messages (50007), or again does."""
        meant(user, self.state.users).dms_closed = closed

    def dm_channel(self, user: Ref) -> Channel:
        """The direct messages of a person with the bot."""
        return self.state.dm(meant(user, self.state.users))

    def say(self, user: Ref, channel: Ref, content: str) -> Message:
        """A person writes into a channel."""
        message = compose(self, self.the_channel(channel), meant(user, self.state.users), {"content": content})
        post(self, message)
        return message

    def delete_message(self, message: Ref) -> None:
        """Somebody deletes a message."""
        one = meant(message, self.state.messages)
        one.deleted = True
        one.channel.messages.pop(one.id, None)

    def _tell_channel(self, what: str, channel: Channel) -> None:
        self.gateway.send(f"{'THREAD' if channel.is_thread else 'CHANNEL'}_{what}", channel.json, channel.guild)
