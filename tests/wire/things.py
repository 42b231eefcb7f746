"""What there is: people, servers, channels and messages, each kept in the JSON in which Discord tells of it.

samples.json has a whole answer of every kind; what is different about one thing is laid over the sample.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

JSON = dict[str, Any]
Where = tuple[str | int, ...]

SAMPLES: dict[str, JSON] = json.loads((Path(__file__).parent / "samples.json").read_text(encoding="utf-8"))
KINDS: dict[str, int] = SAMPLES["kinds"]
THREADS, FORUMS = (10, 11, 12), (15,)
PUBLISHED, EPHEMERAL, LOADING, V2 = 1, 64, 128, 32768  # flags of messages
# https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
BITS: dict[str, int] = {name: 1 << bit for name, bit in SAMPLES["permissions"].items()}
ALL = (1 << 53) - 1
# What a server's @everyone usually has, and what an invited bot is given: no management.
EVERYONE = sum(bit for name, bit in BITS.items() if not name.startswith(("manage", "administrator")))


def bits(*names: str) -> int:
    """The named permissions as one number. Raises KeyError for a name that is not known here."""
    return sum(BITS[name] for name in set(names))


class Thing:
    """Something with an id, which is a number here and text in `json`. Fields of `json` can be read as attributes."""

    def __init__(self, sample: str, ident: int, **told: Any) -> None:
        self.id = ident
        self.json: JSON = copy.deepcopy(SAMPLES[sample]) | {"id": str(ident)} | told

    def __getattr__(self, name: str) -> Any:
        if name in vars(self).get("json", {}):
            return self.json[name]
        raise AttributeError(name)


class User(Thing):
    """A person or the bot."""

    dms_closed = False  # whether they take no direct messages (50007)
    dm: Channel | None = None  # their direct messages with the bot


class Guild(Thing):
    """A server. The bot may not be in it (`joined`), or Discord may have lost it for a while (`available`)."""

    joined = available = False

    def __init__(self, ident: int, name: str, owner: User, bot: User) -> None:
        super().__init__("guild", ident, name=name, owner_id=str(owner.id))
        self.json["roles"] = [SAMPLES["role"] | {"id": str(ident), "permissions": str(EVERYONE)}]
        self.bot: JSON = SAMPLES["member"] | {"user": bot.json}
        self.members: dict[int, int] = {}  # user id -> permissions
        self.channels: dict[int, Channel] = {}  # threads too

    def created(self) -> JSON:
        """GUILD_CREATE: the server with all that only the gateway tells of it."""
        channels = [one.json for one in self.channels.values() if not one.is_thread]
        threads = [one.json for one in self.channels.values() if one.is_thread and not one.archived]
        return SAMPLES["guild_create"] | self.json | {"members": [self.bot], "channels": channels, "threads": threads}


class Channel(Thing):
    """A channel, a thread, or the direct messages of a `recipient`."""

    denied = 0  # permissions the bot lacks here
    refuse: int | None = None  # the code that everything the bot writes is refused with
    recipient: User | None = None

    def __init__(self, kind: int, ident: int, guild: Guild | None, parent: Channel | None = None, **told: Any) -> None:
        sample = "thread" if kind in THREADS else "forum" if kind in FORUMS else "channel" if guild else "dm"
        super().__init__(sample, ident, type=kind, **told)
        self.guild, self.parent = guild, parent
        self.parent_id = parent.id if parent else None
        self.is_thread = kind in THREADS
        self.messages: dict[int, Message] = {}
        if guild:
            self.json["guild_id"] = str(guild.id)
        if parent:
            self.json["parent_id"] = str(parent.id)

    @property
    def permissions(self) -> int:
        """What the bot may do here; a thread has its permissions from its parent."""
        denied = self.denied | (self.parent.denied if self.parent else 0)
        return EVERYONE & ~denied if self.guild else ALL

    @property
    def archived(self) -> bool:
        """Whether it is a thread that is closed for now."""
        return self.is_thread and bool(self.thread_metadata["archived"])


class Message(Thing):
    """A message as it stands now."""

    deleted = False
    nonce: str | int | None = None
    seen_by: int | None = None  # the one person who sees an ephemeral message

    def __init__(self, ident: int, channel: Channel, author: User, **told: Any) -> None:
        super().__init__("message", ident, channel_id=str(channel.id), author=author.json, **told)
        self.channel, self.author = channel, author

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def published(self) -> bool:
        """Whether it was crossposted to the followers of an announcement channel."""
        return bool(self.flags & PUBLISHED)

    def text(self) -> str:
        """All a person reads: content, embeds and components, one after another."""
        return "\n".join(text for where, one in walk(self.json) if "emoji" not in where for text in _texts(one))


def _texts(one: JSON) -> list[str]:
    """What a person reads in one object; the `value` of a select's option is the bot's."""
    shown = ("title", "name", "label", "content", "description", *(() if "label" in one else ("value",)))
    return [one[key] for key in shown if isinstance(one.get(key), str) and one[key]]


def walk(node: Any, where: Where = ()) -> Iterator[tuple[Where, JSON]]:
    """Every object in a body with the path to it, outermost first."""
    if isinstance(node, dict):
        yield where, node
    if isinstance(node, (dict, list)):
        for key, inner in node.items() if isinstance(node, dict) else enumerate(node):
            yield from walk(inner, (*where, key))


def components(body: JSON) -> list[JSON]:
    """Every component of a message, nested ones and accessories too, in order."""
    return [one for _, one in walk(body.get("components")) if isinstance(one.get("type"), int)]
