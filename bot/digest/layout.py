"""What the two formats of Components V2 share: how their messages are made and found again."""

from typing import ClassVar

import discord

from bot.digest.fingerprint import Fingerprint, make_fingerprint
from bot.digest.format import DigestFormat, Payload, Rendering, allow_mentions
from bot.digest.marker import find_marker
from bot.digest.message import IS_COMPONENTS_V2, JSON, has_flag, walk_components
from bot.ui.page import Page
from storage.records import StoredIssue

_TEXT, _BUTTON = discord.ComponentType.text_display.value, discord.ComponentType.button.value


class LayoutFormat(DigestFormat):
    """One message of Components V2. The mark of its heading tells one format from another."""

    permissions = frozenset[str]()
    marks: ClassVar[frozenset[str]]
    """The mark of the heading, in any version of Paperboy."""

    def page(self, stored: StoredIssue, rendering: Rendering) -> Page:
        """The message as a page."""
        raise NotImplementedError

    def render(self, stored: StoredIssue, rendering: Rendering) -> Payload:
        return {"view": self.page(stored, rendering), "allowed_mentions": allow_mentions(rendering)}

    def matches(self, message: JSON) -> bool:
        return has_flag(message, IS_COMPONENTS_V2) and _find_head(message).partition(" ")[0] in self.marks

    def shows(self, message: JSON, stored: StoredIssue) -> bool:
        if _find_head(message).partition(" ")[0] not in self.marks:
            return False
        marker = find_marker(message)  # an answer to a command has one without a delivery
        return marker is not None and marker.issue_id == stored.ref.id and marker.delivery_id is not None

    def read(self, message: JSON) -> Fingerprint | None:
        if message.get("embeds") or find_marker(message) is None:
            return None
        return _read_page(message) if _find_head(message).partition(" ")[0] in self.marks else None

    def fingerprint(self, stored: StoredIssue) -> Fingerprint:
        page = self.page(stored, Rendering())
        return _read_page({"components": [child.to_component_dict() for child in page.children]})


def _find_head(message: JSON) -> str:
    """The first text with a heading: the title and, under it, the facts."""
    texts = (str(part.get("content")) for part in walk_components(message) if part.get("type") == _TEXT)
    return next((text for text in texts if text.startswith("#")), "")


def _read_page(message: JSON) -> Fingerprint:
    """The first link button leads to the original."""
    title, _, rest = _find_head(message).partition("\n")
    parts = walk_components(message)
    links = (str(part["url"]) for part in parts if part.get("type") == _BUTTON and part.get("url"))
    return make_fingerprint(title, rest.partition("\n")[0].removeprefix("-# "), next(links, None))
