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

SAMPLES: dict[str, JSON] = json.loads((Path(__file__).parent / "samples.json").read_text(encoding="utf-8"))
KINDS: dict[str, int] = SAMPLES["kinds"]
THREADS, FORUMS = (10, 11, 12), (15,)
PUBLISHED, EPHEMERAL, LOADING, V2 = 1, 64, 128, 32768  # flags of messages


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

    dms_closed = False
    dm: Channel | None = None  # their direct messages with the bot


class Guild(Thing):
    """A server. The bot may not be in it (`joined`), or Discord may have lost it for a while (`available`)."""

    joined = available = False

    def __init__(self, ident: int, **told: Any) -> None:
        super().__init__("guild", ident, **told)
        self.members: dict[int, int] = {}  # user id -> permissions
        self.channels: dict[int, Channel] = {}  # threads too


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
        self.is_thread = kind in THREADS  # these have their permissions from their parent, and can be archived
        self.messages: dict[int, Message] = {}
        self.place: JSON = {"guild_id": str(guild.id)} if guild else {}
        self.json |= self.place | ({"parent_id": str(parent.id)} if parent else {})

    @property
    def archived(self) -> bool:
        """Whether it is a thread that is closed for now."""
        return self.is_thread and bool(self.thread_metadata["archived"])

    @property
    def tags(self) -> list[JSON]:
        """Of a forum."""
        return list(self.available_tags)

    def archive(self, *, archived: bool, locked: bool = False) -> None:
        """Close or reopen a thread."""
        self.json["thread_metadata"] |= {"archived": archived, "locked": locked}


class Message(Thing):
    """A message as it stands now; `edits` counts how often it was changed."""

    deleted = False
    edits = 0
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
        return "\n".join(texts(self.json))


READ = ("title", "name", "value", "label", "content", "description")
WITHIN = ("author", "embeds", "fields", "footer", "components", "accessory", "options", "items")


def texts(node: Any) -> Iterator[str]:
    """What a person reads in a message or a part of it, in order; the `value` of a select's option is the bot's."""
    if isinstance(node, list):
        for part in node:
            yield from texts(part)
    elif isinstance(node, dict):
        read = [key for key in READ if isinstance(node.get(key), str) and not (key == "value" and "label" in node)]
        yield from (node[key] for key in read if node[key])
        for key in WITHIN:
            yield from texts(node.get(key))
