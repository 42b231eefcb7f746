"""The interface of a digest format: how an issue is shown in a message, and how such a message is found again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

import discord

from bot.digest.fingerprint import Fingerprint
from bot.digest.message import JSON
from bot.ui.markup import clip, plain
from bot.ui.phrases import phrases
from bot.ui.translations import _, in_language
from newsletter.model import SectionKind
from storage.records import Form, StoredIssue

Payload = Mapping[str, Any]
"""Keyword arguments for discord.py's `send`, `create_thread` and `edit`."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a message shows beside its issue: the wishes of a subscription, and what Discord took."""

    delivery_id: int | None = None  # None: not a delivery, such as a preview
    sections: frozenset[SectionKind] | None = None  # None: all
    role_id: int | None = None  # to be mentioned
    is_direct: bool = False  # in a person's direct messages, where it can be paused and stopped
    is_test: bool = False  # an admin asked to see it in its channel
    with_pictures: bool = True  # False after Discord refused one
    is_preview: bool = False  # somebody looks at what would be sent: its buttons for subscriptions do nothing


PLAIN = Rendering()
"""The whole issue, for one person, without a delivery."""

TEST = "🧪"
"""Begins the line that says that a digest is a test, in every language: a test is never taken for a delivery."""

THREAD_NAME = 100  # https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel


class DigestFormat(Protocol):
    """One way to show an issue. Formats have no state; messages are Discord's JSON, from any version of Paperboy."""

    form: ClassVar[Form]
    """What is stored with each message: an edit must keep the format that the message was posted in."""

    permissions: ClassVar[frozenset[str]]
    """What the bot needs for it beside what every digest needs, as discord.Permissions names it."""

    def render(self, stored: StoredIssue, rendering: Rendering) -> Payload:
        """The message for a new digest or for an edit. May raise anything for an issue that it cannot show."""
        ...

    def matches(self, message: JSON) -> bool:
        """Whether a digest of ours has this format. Raises UnreadableError."""
        ...

    def shows(self, message: JSON, stored: StoredIssue) -> bool:
        """Whether a message is the digest of an issue that this database has sent."""
        ...

    def read(self, message: JSON) -> Fingerprint | None:
        """What a digest of any database shows; None where the message is no digest in this format."""
        ...

    def fingerprint(self, stored: StoredIssue) -> Fingerprint:
        """What `read` finds in the digest of an issue."""
        ...

    def thread_name(self, stored: StoredIssue) -> str:
        """The title of the forum post that a digest opens."""
        with in_language(stored.issue.language):
            return clip(plain(stored.issue.title) or _("Newsletter"), THREAD_NAME)


def render_preface(rendering: Rendering, language: str) -> tuple[str, ...]:
    """The lines above a digest: the role to be mentioned, and that it is a test."""
    lines = [f"<@&{rendering.role_id}>"] if rendering.role_id else []
    if rendering.is_test:
        lines.append(f"-# {TEST} {phrases(language).test}")
    return tuple(lines)


def allow_mentions(rendering: Rendering) -> discord.AllowedMentions:
    """Whom a digest notifies: the members of its role, but nobody by a test."""
    mentioned = rendering.role_id if not rendering.is_test else None
    roles = [discord.Object(mentioned)] if mentioned else False
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)
