"""Parses RSS and Atom feeds into items with HTML bodies."""

import datetime
import re
from collections import Counter
from dataclasses import dataclass, replace
from hashlib import blake2b
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser

from newsletter import links
from newsletter.errors import DocumentError
from newsletter.parsing.charsets import decode
from newsletter.parsing.html.limits import check_xml
from sources.feed_pictures import find_picture

MAX_ITEMS = 500  # items
MAX_KEY_LENGTH = 500  # characters
_REFERENCE = re.compile(r"&#(?:x(?P<hex>[0-9a-f]+)|(?P<decimal>[0-9]+));", re.IGNORECASE)
_SKIPPED = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item of a feed."""

    key: str  # the guid, stable across versions; if missing, URL, title or text
    title: str | None
    url: str | None  # canonical
    date: datetime.date | None
    html: str  # "" if the feed has no body
    link: str | None = None  # URL of the item's page, as written in the feed
    image: str | None = None  # absolute address of its picture


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. Items are in document order, usually newest first."""

    title: str | None
    items: tuple[FeedItem, ...]

    @property
    def oldest_first(self) -> tuple[FeedItem, ...]:
        """The items, oldest first. Feed order counts; without ascending dates it is taken as newest first."""
        days = [item.date for item in self.items if item.date]
        return self.items if days and days[0] < days[-1] else self.items[::-1]


def parse_feed(data: bytes, display_name: str, content_type: str | None = None, address: str | None = None) -> Feed:
    """Parse RSS or Atom. `address` is the base URL for relative links.

    Raises DocumentError for other input, for more elements or attributes than any feed has, and for XML that declares
    entities, which could expand to gigabytes (billion laughs attack).
    """
    text = _REFERENCE.sub(_as_character, decode(data, content_type).replace("\0", ""))
    root = text[_find_root(text, display_name) :]
    check_xml(root, display_name)
    try:
        parsed = feedparser.parse(
            BytesIO(root.encode("utf-8", "replace")),  # feedparser would try plain bytes as a file name
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # the result is never shown as HTML; the parser drops scripts
            resolve_relative_uris=False,  # slow for hostile HTML; the parser resolves links against the item's page
        )
    except MemoryError:
        raise
    except Exception as error:  # feedparser raises many kinds of errors on malformed values
        raise DocumentError(
            f"{display_name} is damaged: expected RSS or Atom, found {_describe_start(text)}."
        ) from error
    if not parsed.entries and not parsed.get("version"):
        raise DocumentError(f"{display_name} is no feed: expected RSS or Atom, found {_describe_start(text)}.")
    items = [_item(entry, address) for entry in parsed.entries[:MAX_ITEMS]]
    return Feed(parsed.feed.get("title"), tuple(_with_unique_keys(items)))


def _as_character(found: re.Match[str]) -> str:
    """A numeric character reference as it is, or U+FFFD if XML has no such character: it would damage the feed."""
    digits = (found["hex"] or found["decimal"]).lstrip("0")
    number = int(digits or "0", 16 if found["hex"] else 10) if len(digits) < 8 else 0
    is_character = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return found[0] if is_character or 0x10000 <= number < 0x110000 else "\ufffd"


def _find_root(text: str, display_name: str) -> int:
    """Return the offset of the first element. Text before it is dropped, because only there XML can declare entities.

    `<!ENTITY` inside a comment or an item is only text. Raises DocumentError for a declaration.
    """
    at = text.find("<")
    while at >= 0:
        skipped = next(((begin, end) for begin, end in _SKIPPED if text.startswith(begin, at)), None)
        if skipped:
            begin, end = skipped
            close = text.find(end, at + len(begin))
            if close < 0:
                return len(text)
            at = close + len(end)
        elif text[at + 1 : at + 2].isalpha() or text.startswith("<_", at):
            return at
        elif text[at : at + 8].upper() == "<!ENTITY":
            raise DocumentError(f"{display_name} declares entities of its own, as no feed does: not read.")
        else:
            at += 1
        at = text.find("<", at)
    return len(text)


def _item(entry: Any, address: str | None) -> FeedItem:  # noqa: ANN401 - feedparser has no types
    link = str(entry.get("link") or "")
    url = links.canonical(link)
    title = " ".join(str(entry.get("title") or "").split()) or None
    bodies = [str(content.get("value") or "") for content in entry.get("content") or ()]
    body = max([*bodies, str(entry.get("summary") or "")], key=len)
    page = _page(entry, address)
    return FeedItem(
        _key(str(entry.get("id") or url or title or body[:200])),
        title,
        url,
        _day(entry),
        body,
        page,
        find_picture(entry, page or address),
    )


def _key(name: str) -> str:
    """Return the key of an item: its guid, or the hash of a guid longer than MAX_KEY_LENGTH."""
    return name if len(name) <= MAX_KEY_LENGTH else blake2b(name.encode(errors="replace"), digest_size=16).hexdigest()


def _with_unique_keys(items: list[FeedItem]) -> list[FeedItem]:
    """Extend guids that several items share with the item's URL or title."""
    counts = Counter(item.key for item in items)
    return [
        item
        if counts[item.key] == 1
        else replace(item, key=_key(f"{item.key} {item.url or item.title or item.html[:200]}"))
        for item in items
    ]


def _page(entry: Any, address: str | None) -> str | None:  # noqa: ANN401
    link = str(entry.get("link") or "").strip()
    is_guid = bool(entry.get("guidislink")) and link == str(entry.get("id")).strip()
    try:
        page = link if is_guid or not link else urljoin(address or "", link)  # a guid is never relative
    except ValueError:
        return None
    return page if page.lower().startswith(("http://", "https://")) else None


def _day(entry: Any) -> datetime.date | None:  # noqa: ANN401
    # dict.get: feedparser's own `get` substitutes one date for the other, with a warning.
    moment = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    try:
        return datetime.date(*moment[:3]) if moment else None
    except ValueError:
        return None


def _describe_start(text: str) -> str:
    head = " ".join(text[:60].split())
    return f"a text that begins with “{head}”" if head else "nothing"
