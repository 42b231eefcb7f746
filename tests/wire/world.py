"""What there is, and what tests arrange in it.

simcord (https://github.com/SilentHacks/simcord) is the model of Discord: it keeps servers, channels and messages,
computes permissions, and says what the gateway tells of a change. Here is what it does not know.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from simcord._clock import Clock
from simcord.backend import Backend, serializers
from simcord.backend.models import Channel, Guild, Overwrite, User
from simcord.backend.permissions import flag
from simcord.enums import ChannelType, OverwriteType

from tests.reading import JSON
from tests.wire.exchanges import SAMPLES, Exchange, Fault
from tests.wire.gateway import Gateway
from tests.wire.limits import Limits


class WallClock(Clock):
    """Real time plus what a test has added: windows close, tokens expire, messages grow old."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.elapsed)


class World:
    """A Discord with one application."""

    token = "wire.test.token"
    shards = 1  # what /gateway/bot recommends
    nonce_window = 300.0  # seconds; Discord says “the past few minutes”

    def __init__(self) -> None:
        self.clock = WallClock()
        self.backend = Backend(clock=self.clock)
        self.backend.CROSSPOSTED_FLAG = 1 << 0  # simcord has the flag of the copies instead
        self.backend.subscribers.append(self._tell)
        self.gateway, self.limits = Gateway(self), Limits()
        self.bot = self.backend.bot_user
        self.bot.name, self.backend.application_id = "wirebot", self.bot.id
        self.refused: dict[int, int] = {}  # by channel, the code that all the bot does there is refused with
        self.need_tag: set[str] = set()  # forums that take no post without one
        self.nonces: dict[str, tuple[JSON | None, datetime]] = {}  # the message sent with it, and when
        self.exchanges: list[Exchange] = []
        self.faults: list[Fault] = []  # of those that fit a request the first strikes
        self.dice = random.Random(7)  # noqa: S311 - to be repeated, not to be secret
        self.problems: list[str] = []  # what the bot asked that is not modelled, and errors of this server itself
        self.changed = asyncio.Event()

    def poke(self) -> None:
        """Something changed: let those who wait look again."""
        self.changed.set()
        self.changed.clear()

    def _tell(self, event: str, payload: Mapping[str, Any]) -> None:
        """Pass on what simcord tells of channels, threads, and what people do."""
        self.backend.transcript.clear()  # records of simcord's own, which would grow without end
        self.backend.http_requests.clear()
        if event.startswith(("CHANNEL_", "THREAD_", "INTERACTION_")):
            self.gateway.send(event, self.shaped(payload), int(payload.get("guild_id", 0)))

    def shaped(self, node: Any, name: str = "") -> Any:
        """Something simcord tells, as the official description has it.

        samples.json lays down what is added to objects and what is taken from them: to all that have a certain field,
        to those in a field (`in embeds`), and to components of a type (`component 3`).
        """
        if isinstance(node, list):
            return [self.shaped(one, name) for one in node]
        if not isinstance(node, dict):
            return node
        part = f"component {node.get('type')}" if name in ("components", "accessory") else f"in {name}"
        rules: JSON = {}
        for mark in (*node, part):
            rules |= SAMPLES["shapes"].get(mark, {})
        if node.get("id") in self.need_tag:
            rules["flags"] = 1 << 4  # REQUIRE_TAG
        told = rules | {key: self.shaped(value, key) for key, value in node.items()}
        return {key: value for key, value in told.items() if rules.get(key) != "(gone)"}

    # --- servers ----------------------------------------------------------------------------------

    def reaches(self, guild_id: int | None) -> bool:
        """Whether the bot is in that server; direct messages are everywhere."""
        return guild_id is None or self.bot.id in self.backend.guilds[guild_id].members

    def add_guild(self, name: str = "server", *, joined: bool = True) -> Guild:
        """A server; the bot joins it, with the permissions of everyone, or only members have it for themselves."""
        ident = (200_000_000_000 + len(self.backend.guilds)) << 22  # so that servers spread evenly over shards
        guild = self.backend.create_guild(name, id=ident)
        del guild.members[self.bot.id]
        if joined:
            self.join_guild(guild)
        return guild

    def join_guild(self, guild: Guild) -> None:
        """The bot is invited (again), or the server is back after an outage: GUILD_CREATE."""
        # A server the bot was invited to just now has no `unavailable`: so discord.py tells the two apart.
        returns = {"unavailable": False} if self.reaches(guild.id) else {}
        if not returns:
            self.backend.add_member(guild.id, self.bot.id)
        self.gateway.send("GUILD_CREATE", self.whole(guild) | returns, guild.id)

    def lose_guild(self, guild: Guild, *, outage: bool = False) -> None:
        """The bot is thrown out, or there is an outage: GUILD_DELETE. `join_guild` ends either."""
        self.gateway.send("GUILD_DELETE", {"id": str(guild.id)} | ({"unavailable": True} if outage else {}), guild.id)
        if not outage:
            del guild.members[self.bot.id]

    def whole(self, guild: Guild) -> JSON:
        """GUILD_CREATE: of the threads only the open ones."""
        told: JSON = self.shaped(serializers.guild_create_payload(self.backend, guild))
        told["threads"] = [one for one in told["threads"] if not one["thread_metadata"]["archived"]]
        return told

    def add_channel(self, guild: Guild, name: str, kind: str = "text", *, tags: Sequence[str] = ()) -> Channel:
        """A text, news or forum channel; `tags` are those of a forum."""
        known = [{"id": str(self.backend.snowflake()), "name": tag} for tag in tags]
        return self.backend.create_channel(guild.id, name, type=ChannelType[kind.upper()], available_tags=known)

    def add_thread(self, parent: Channel, name: str) -> Channel:
        """An open thread."""
        thread = self.backend.create_thread(parent.id, name, self.bot.id, broadcast=False)
        self.backend.announce_thread_create(thread)
        return thread

    def archive(self, thread: Channel, *, archived: bool = True, locked: bool = False) -> None:
        """Archive a thread, or open it again; a locked one takes no messages any more."""
        self.backend.edit_channel(thread.id, {}, thread_metadata={"archived": archived, "locked": locked})

    def deny(self, channel: Channel, *permissions: str) -> None:
        """Take these permissions from the bot in a channel, and give back what was taken before."""
        denied = sum(map(flag, permissions))
        self.backend.set_overwrite(channel.id, Overwrite(self.bot.id, OverwriteType.MEMBER, deny=denied))

    def require_tag(self, forum: Channel) -> None:
        """Let a forum take no post without a tag."""
        self.need_tag.add(str(forum.id))
        self.backend.announce_channel_update(forum.id)

    # --- people -----------------------------------------------------------------------------------

    def add_user(self, name: str) -> User:
        """A person who is in no server yet."""
        return self.backend.make_user(name, global_name=name.title())

    def add_member(self, guild: Guild, user: User, *permissions: str) -> None:
        """Make a person a member, with these permissions beyond what everyone has."""
        role = self.backend.create_role(guild.id, user.name, permissions=sum(map(flag, permissions)))
        self.backend.add_member(guild.id, user.id, roles=[role.id])

    def dm_channel(self, user: User) -> Channel:
        """The direct messages of a person with the bot."""
        return self.backend.get_dm_channel(user.id)
