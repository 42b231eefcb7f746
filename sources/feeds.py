"""RSS and Atom: the items of a feed, each with its body as HTML."""

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

LARGEST = 500  # items
LONGEST_KEY = 500  # characters
_REFERENCE = re.compile(r"&#(?:x(?P<hex>[0-9a-f]+)|(?P<decimal>[0-9]+));", re.IGNORECASE)
_SKIPPED = (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"))


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One item as the feed gives it."""

    key: str  # the guid: the same for every version of the item; else its address, title or text
    title: str | None
    url: str | None  # canonical
    date: datetime.date | None
    html: str  # "" where the feed has no body
    link: str | None = None  # the item's page as the feed writes it, to be fetched


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed with its items, in its own order (mostly newest first)."""

    title: str | None
    items: tuple[FeedItem, ...]

    @property
    def oldest_first(self) -> tuple[FeedItem, ...]:
        """The items by time, as far as the feed's order tells it: newest first where their dates say nothing else."""
        days = [item.date for item in self.items if item.date]
        return self.items if days and days[0] < days[-1] else self.items[::-1]


def read_feed(data: bytes, called: str, content_type: str | None = None, address: str | None = None) -> Feed:
    """The items of RSS or Atom; `address` is what relative links are resolved against.

    Raises DocumentError for what is neither, for more elements or attributes than any feed has, and for XML that
    declares entities of its own: those can blow a small document up to gigabytes, and no feed needs them.
    """
    text = _REFERENCE.sub(_as_character, decode(data, content_type).replace("\0", ""))
    root = text[_find_root(text, called) :]
    check_xml(root, called)
    try:
        parsed = feedparser.parse(
            BytesIO(root.encode("utf-8", "replace")),  # not plain bytes: those it would take for a file's name first
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,  # what is read is never shown as HTML; the recogniser drops scripts itself
            resolve_relative_uris=False,  # slow for hostile HTML; the recogniser resolves links against the item's page
        )
    except MemoryError:
        raise
    except Exception as error:  # its loose parser stumbles over broken dates, numbers and addresses in many ways
        raise DocumentError(f"{called} is damaged: expected RSS or Atom, found {_shape(text)}.") from error
    if not parsed.entries and not parsed.get("version"):
        raise DocumentError(f"{called} is no feed: expected RSS or Atom, found {_shape(text)}.")
    items = [_item(entry, address) for entry in parsed.entries[:LARGEST]]
    return Feed(parsed.feed.get("title"), tuple(_with_own_keys(items)))


def _as_character(found: re.Match[str]) -> str:
    """A numeric reference as it is; U+FFFD for one to no character of XML, which would damage the whole feed."""
    digits = (found["hex"] or found["decimal"]).lstrip("0")
    number = int(digits or "0", 16 if found["hex"] else 10) if len(digits) < 8 else 0
    is_character = number in (9, 10, 13) or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE
    return found[0] if is_character or 0x10000 <= number < 0x110000 else "\ufffd"


def _find_root(text: str, called: str) -> int:
    """Where the first element begins. What stands before it is left out: only there can XML declare entities.

    In a comment or in the text of an item `<!ENTITY` declares nothing. Raises DocumentError for a declaration.
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
            raise DocumentError(f"{called} declares entities of its own, as no feed does: not read.")
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
    return FeedItem(
        _key(str(entry.get("id") or url or title or body[:200])),
        title,
        url,
        _day(entry),
        body,
        _page(entry, address),
    )


def _key(name: str) -> str:
    """What an item is known by: its guid, or the hash of one that is too long to be kept as it is."""
    return name if len(name) <= LONGEST_KEY else blake2b(name.encode(errors="replace"), digest_size=16).hexdigest()


def _with_own_keys(items: list[FeedItem]) -> list[FeedItem]:
    """A guid that several items of a feed have names none of them: their addresses and titles do."""
    times = Counter(item.key for item in items)
    return [
        item
        if times[item.key] == 1
        else replace(item, key=_key(f"{item.key} {item.url or item.title or item.html[:200]}"))
        for item in items
    ]


def _page(entry: Any, address: str | None) -> str | None:  # noqa: ANN401
    link = str(entry.get("link") or "").strip()
    is_guid = bool(entry.get("guidislink")) and link == str(entry.get("id")).strip()
    try:
        page = link if is_guid or not link else urljoin(address or "", link)  # a guid is not relative to anything
    except ValueError:
        return None
    return page if page.lower().startswith(("http://", "https://")) else None


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
