"""What exists: people, servers, channels, messages. Plain data; ids are integers here and texts in JSON."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.wire.errors import JSON, Value
from tests.wire.permissions import EVERYONE

KINDS = {
    "text": 0,
    "dm": 1,
    "voice": 2,
    "category": 4,
    "announcement": 5,
    "announcement_thread": 10,
    "thread": 11,
    "private_thread": 12,
    "forum": 15,
    "media": 16,
}
THREADS = (10, 11, 12)
FORUMS = (15, 16)
PUBLISHED = 1
SUPPRESSED = 4
HAS_THREAD = 32
EPHEMERAL = 64
LOADING = 128
SILENT = 4096
V2 = 32768


@dataclass
class User:
    """A person or the bot."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms_closed: bool = False


@dataclass
class Guild:
    """A server. The bot may have left it (`joined`), or Discord may have lost it for a while (`available`)."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    joined: bool = True
    available: bool = True
    members: dict[int, int] = field(default_factory=dict)  # user id -> permissions
    bot_permissions: int = EVERYONE
    created: str = ""
    channels: list[int] = field(default_factory=list)  # threads too


@dataclass
class Channel:
    """A channel, a direct message channel or a thread."""

    id: int
    type: int
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    recipient_id: int | None = None
    owner_id: int | None = None
    position: int = 0
    topic: str | None = None
    flags: int = 0
    tags: list[JSON] = field(default_factory=list)
    applied_tags: list[str] = field(default_factory=list)
    archived: bool = False
    locked: bool = False
    auto_archive: int = 1440
    last_message_id: int | None = None
    message_count: int = 0
    denied: int = 0  # permissions the bot lacks here
    refuse: int | None = None  # the code every write here is refused with
    created: str = ""
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        """Threads have their permissions from their parent and can be archived."""
        return self.type in THREADS


@dataclass
class Message:
    """A message as it stands now; `edits` counts how often it was changed."""

    id: int
    channel_id: int
    author_id: int
    timestamp: str
    content: str = ""
    embeds: list[JSON] = field(default_factory=list)
    components: list[JSON] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    tts: bool = False
    edited: str | None = None
    edits: int = 0
    deleted: bool = False
    reference: JSON | None = None
    interaction: JSON | None = None  # interaction_metadata
    seen_by: int | None = None  # the one person who sees an ephemeral message

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def published(self) -> bool:
        """Whether it was crossposted to the followers of an announcement channel."""
        return bool(self.flags & PUBLISHED)

    def text(self) -> str:
        """All a person reads: content, embeds and text displays, one after another."""
        return "\n".join(part for part in (self.content, *_texts(self.embeds), *_texts(self.components)) if part)


def _texts(node: Value) -> list[str]:
    """Every text a person sees in embeds or components, in order."""
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    if not isinstance(node, dict):
        return []
    keys = ("author", "title", "name", "value", "label", "content", "description", "fields", "text")
    own = [node[key] for key in keys if isinstance(node.get(key), str) and not _is_machine_value(node, key)]
    nested = ("author", "fields", "footer", "components", "accessory", "component", "options", "items")
    return own + [text for key in nested for text in _texts(node.get(key))]


def _is_machine_value(node: JSON, key: str) -> bool:
    """A select option's `value` is for the bot, an embed field's `value` for people."""
    return key == "value" and "label" in node
