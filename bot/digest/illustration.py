"""The pictures of a digest, which were all checked: that of an entry, and the one that stands for the issue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from discord import ui

from bot.ui.links import link_address
from bot.ui.markup import clip, plain
from bot.ui.page import thumbnail
from newsletter.model import Entry
from newsletter.picture_check import PictureSize
from storage.records import StoredIssue

DESCRIPTION = 256
MEDIA_URL = 2048

WIDE = 2.5
"""Least width by height of a large picture: in a message 600 pixels wide it is then at most 225 pixels high."""

LARGE = 480
"""Least width of a large picture, in pixels: a smaller one would be blurred."""


@dataclass(frozen=True, slots=True)
class Illustration:
    """A picture as it is sent."""

    address: str
    description: str | None  # alternative text
    is_wide: bool  # whether it is to be shown over the whole width

    def as_thumbnail(self) -> ui.Thumbnail[Any]:
        """The picture beside a text."""
        return thumbnail(self.address, self.description)


def illustrate(stored: StoredIssue, entry: Entry) -> Illustration | None:
    """The picture of an entry; None where it has none that may be shown."""
    return _make(stored, stored.picture_of(entry), entry.label) if stored.pictures else None


def choose_cover(stored: StoredIssue, highlights: Sequence[Entry]) -> Illustration | None:
    """The picture that stands for the issue: its own, or else a wide one of a highlight, or else another entry's.

    The small picture of a highlight stays where it is. So there may be none for the issue.
    """
    if not stored.pictures:
        return None
    if own := _make(stored, stored.issue.image, stored.issue.title):
        return own
    pictures = [picture for entry in highlights if (picture := illustrate(stored, entry))]
    if pictures:
        return next((one for one in pictures if one.is_wide), None)
    return _make(stored, stored.hero, stored.issue.title)


def _make(stored: StoredIssue, address: str | None, description: str) -> Illustration | None:
    size = stored.pictures.get(address) if address else None
    sent = link_address(address, MEDIA_URL)
    if size is None or sent is None:
        return None
    return Illustration(sent, clip(plain(description), DESCRIPTION) or None, _is_wide(size))


def _is_wide(size: PictureSize) -> bool:
    return size.width >= LARGE and size.width >= WIDE * size.height
