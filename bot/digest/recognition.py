"""Which digest a message shows. Pure.

After a restored backup an issue may have another id than its messages in Discord say, so it is recognised by what
everybody can see: title, date, and the address of the original.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import discord

from bot.digest.components import render_digest
from bot.digest.embeds import render_embeds
from bot.ui import custom_ids
from bot.ui.codec import InvalidIdError
from storage.records import StoredIssue

JSON = dict[str, Any]

TEXT, BUTTON = discord.ComponentType.text_display.value, discord.ComponentType.button.value


@dataclass(frozen=True, slots=True)
class Face:
    """What a digest says of its issue. Texts are without punctuation, which older versions may have escaped."""

    title: str
    date: str | None
    facts: str  # date and number of entries, as shown
    address: str | None

    def is_same_issue(self, other: "Face") -> bool:
        """Whether both show one issue; either may be an older revision of it."""
        same_title, same_facts = self.title == other.title, self.facts == other.facts
        if self.address is None or other.address is None:
            return same_title and (self.date == other.date if self.date and other.date else same_facts)
        if self.address == other.address:
            # A home page may be the address of every issue.
            return self.date == other.date if self.date and other.date else same_title
        return same_title and same_facts and self.date is not None


def faces_of(stored: StoredIssue) -> tuple[Face, ...]:
    """An issue as a page shows it, and as an embed does."""
    page = [component.to_component_dict() for component in render_digest(stored).children]
    return (_face_of_page(page), _face_of_embed(render_embeds(stored)[0].to_dict()))


def face_of(message: JSON) -> Face | None:
    """What a message shows, if it is a digest: not the answer to a command, nor another page of the bot."""
    if message.get("interaction_metadata") is not None:
        return None
    if message.get("embeds"):
        return _face_of_embed(message["embeds"][0])
    return _face_of_page(message.get("components") or ()) if marker_of(message) is not None else None


def marker_of(message: JSON) -> tuple[int, int | None] | None:
    """The issue and the delivery that a digest's select names: ids of the database that sent it."""
    for part in _walk(message.get("components") or ()):
        with suppress(InvalidIdError):
            state = custom_ids.OpenSection.parse(str(part.get("custom_id") or ""))
            return state.issue_id, state.delivery_id
    return None


def normal(text: str) -> str:
    """Letters and digits alone, unless there are none."""
    return "".join(filter(str.isalnum, text.casefold())) or text.strip()


def _face_of_page(components: Iterable[Any]) -> Face:
    parts = list(_walk(components))
    head = next((str(part["content"]) for part in parts if part.get("type") == TEXT), "")
    title, _, rest = head.partition("\n")
    address = next((part["url"] for part in parts if part.get("type") == BUTTON and part.get("url")), None)
    return _face(title, rest.partition("\n")[0].removeprefix("-# "), address)


def _face_of_embed(embed: Mapping[str, Any]) -> Face:
    return _face(embed.get("title") or "", (embed.get("footer") or {}).get("text") or "", embed.get("url"))


def _face(title: str, facts: str, address: str | None) -> Face:
    date, parted, _ = facts.rpartition(" · ")
    return Face(
        normal(title), normal(date) if parted else None, normal(facts), address.rstrip("/") if address else None
    )


def _walk(components: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Components and all that is in them, in the order of reading."""
    for component in components:
        yield component
        yield from _walk(component.get("components") or ())
        yield from _walk(filter(None, [component.get("accessory")]))
