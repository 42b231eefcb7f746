"""What tests arrange: servers, channels, people, and what stands in the bot's way. Events go out as at Discord."""

from __future__ import annotations

from collections.abc import Sequence

from tests.wire.service import Service
from tests.wire.things import EVERYONE, FORUMS, KINDS, SAMPLES, Channel, Guild, Message, User, bits


class Arrange(Service):
    """A server that tests furnish."""

    def add_guild(self, name: str = "server", *, joined: bool = True) -> Guild:
        """A server; the bot joins it, or only its members have installed the bot for themselves."""
        ident = (200_000_000_000 + len(self.state.guilds)) << 22  # so that servers spread evenly over shards
        guild = self.state.guilds[ident] = Guild(ident, name, self.state.owner, self.state.bot)
        if joined:
            self.join_guild(guild)
        return guild

    def join_guild(self, guild: Guild) -> None:
        """The bot is invited (again), or the server is back after an outage: GUILD_CREATE."""
        # A server the bot was invited to just now has no `unavailable`: so discord.py tells the two apart.
        known = {"unavailable": False} if guild.joined else {}
        guild.joined = guild.available = True
        self.gateway.send("GUILD_CREATE", guild.created() | known, guild)

    def remove_guild(self, guild: Guild) -> None:
        """The bot is thrown out: GUILD_DELETE."""
        self.gateway.send("GUILD_DELETE", {"id": str(guild.id)}, guild)
        guild.joined = False

    def lose_guild(self, guild: Guild) -> None:
        """An outage: GUILD_DELETE that is `unavailable`. `join_guild` ends it."""
        self.gateway.send("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)
        guild.available = False

    def add_channel(
        self,
        guild: Guild,
        name: str = "general",
        kind: str = "text",
        *,
        parent: Channel | None = None,
        tags: Sequence[str] = (),
        requires_tag: bool = False,
    ) -> Channel:
        """A channel (`kind` is one of KINDS); `tags` are those of a forum."""
        channel = Channel(KINDS[kind], self.clock.snowflake(), guild, parent, name=name)
        if channel.type in FORUMS:
            known = [SAMPLES["tag"] | {"id": str(self.clock.snowflake()), "name": tag} for tag in tags]
            channel.json |= {"available_tags": known, "flags": 16 if requires_tag else 0}
        self._tell_channel("CREATE", self.state.add(channel))
        return channel

    def archive(self, thread: Channel, *, locked: bool = False) -> None:
        """Archive a thread; a locked one takes no messages any more."""
        thread.json["thread_metadata"] |= {"archived": True, "locked": locked}
        self._tell_channel("UPDATE", thread)

    def deny(self, channel: Channel, *permissions: str) -> None:
        """Take these permissions from the bot in a channel, and give back what was taken before."""
        channel.denied = bits(*permissions)
        overwrite = {"id": str(self.state.bot.id), "type": 1, "allow": "0", "deny": str(channel.denied)}
        channel.json["permission_overwrites"] = [overwrite]
        self._tell_channel("UPDATE", channel)

    def refuse(self, channel: Channel, code: int | None) -> None:
        """Answer everything the bot writes there with `code`; 10003 and 50001 also what it reads. None ends it."""
        channel.refuse = code

    def add_user(self, name: str) -> User:
        """A person who is in no server yet."""
        user = User("user", self.clock.snowflake(), username=name, global_name=name.title())
        self.state.users[user.id] = user
        return user

    def add_member(self, guild: Guild, user: User, *permissions: str) -> None:
        """Make a person a member, with these permissions beyond what everyone has."""
        guild.members[user.id] = EVERYONE | bits(*permissions)

    def dm_channel(self, user: User) -> Channel:
        """The direct messages of a person with the bot."""
        return self.state.dm(user)

    def delete_message(self, message: Message) -> None:
        """Somebody deletes a message."""
        message.deleted = True
        message.channel.messages.pop(message.id, None)

    def _tell_channel(self, what: str, channel: Channel) -> None:
        self.gateway.send(f"{'THREAD' if channel.is_thread else 'CHANNEL'}_{what}", channel.json, channel.guild)
