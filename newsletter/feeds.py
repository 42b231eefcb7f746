"""RSS and Atom: the items of a feed, each with its body as HTML."""

import datetime
import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import feedparser

from newsletter import links
from newsletter.charsets import decode
from newsletter.errors import DocumentError

LARGEST = 500  # items
_ENTITIES = re.compile(r"<!ENTITY\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as the feed gives it."""

    key: str  # the same for every version of the item
    title: str | None
    url: str | None  # canonical
    date: datetime.date | None
    html: str  # "" where the feed has no body


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its items, in its own order (mostly newest first)."""

    title: str | None
    items: tuple[FeedItem, ...]


def read_feed(data: bytes, called: str, content_type: str | None = None) -> Feed:
    """The items of RSS or Atom.

    Raises DocumentError for what is neither, and for XML that declares entities of its own: those can blow a
    small document up to gigabytes, and no feed needs them.
    """
    text = _DECLARATION.sub("", decode(data, content_type), count=1).replace("\0", "")
    if _ENTITIES.search(text):
        raise DocumentError(f"{called} declares entities of its own, as no feed does: not read.")
    try:
        parsed = feedparser.parse(
            BytesIO(text.encode("utf-8", "replace")),  # not plain bytes: those it would take for a file's name first
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # what is read is never shown as HTML; the recogniser drops scripts itself
        )
    except MemoryError:
        raise
    except Exception as error:  # its loose parser stumbles over broken dates, numbers and addresses in many ways
        raise DocumentError(f"{called} is damaged: expected RSS or Atom, found {_shape(text)}.") from error
    if not parsed.entries and not parsed.get("version"):
        raise DocumentError(f"{called} is no feed: expected RSS or Atom, found {_shape(text)}.")
    return Feed(parsed.feed.get("title"), tuple(map(_item, parsed.entries[:LARGEST])))


def _item(entry: Any) -> FeedItem:  # noqa: ANN401 - feedparser has no types
    url = links.canonical(str(entry.get("link") or ""))
    title = " ".join(str(entry.get("title") or "").split()) or None
    bodies = [str(content.get("value") or "") for content in entry.get("content") or ()]
    body = max([*bodies, str(entry.get("summary") or "")], key=len)
    return FeedItem(str(entry.get("id") or url or title or body[:200]), title, url, _day(entry), body)


def _day(entry: Any) -> datetime.date | None:  # noqa: ANN401
    # dict.get: feedparser's own maps one date onto the other, with a warning.
    moment = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    try:
        return datetime.date(*moment[:3]) if moment else None
    except ValueError:
        return None


def _shape(text: str) -> str:
    head = " ".join(text[:60].split())
    return f"a text that begins with “{head}”" if head else "nothing"
