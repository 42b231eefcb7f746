"""The items of a feed: which of them are new or changed, and what is read in them and in their pages. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from urllib.parse import urlsplit

from newsletter.errors import DocumentError
from newsletter.feeds import FeedItem, read_feed
from newsletter.model import ParsedIssue
from newsletter.parsing import Origin, parse_bytes, parse_html
from newsletter.sources.catalog import Source
from newsletter.sources.fetch import Answer

SHORT = 2_000
"""Characters of text: an item that is no issue and has no more may be a summary of one."""

ROOM = 10
"""A feed that has fewer items is taken to show all of them; most show the newest 10, 15, 20 or 50."""

TRIES = 5
"""How often the page of an item is asked for that could not be fetched."""

_UNREAD = "unread"
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Item:
    """A document of a source, read or refused with a sentence."""

    key: str  # the same for every version of it
    hash: str  # of its content; of an item whose page is still to be read, how often it was tried
    name: str
    issue: ParsedIssue | None = None
    problem: str | None = None
    is_new: bool = False  # the source was read before and did not have it


@dataclass(frozen=True, slots=True)
class Summary:
    """An item that is no issue by itself: its page may be one."""

    item: FeedItem
    read: Item
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a feed has: what is new or changed in it, oldest first, and the keys of all its items."""

    items: tuple[Item, ...]
    summaries: tuple[Summary, ...] = ()
    listed: frozenset[str] = frozenset()


def read_items(source: Source, answer: Answer, known: Mapping[str, str], *, read_before: bool) -> Reading:
    """Read a feed; `known` has the hashes of what was read before, by key. Raises DocumentError for what is none."""
    feed = read_feed(answer.data or b"", f"The feed {source.name}", answer.content_type, answer.url)
    listed = feed.oldest_first
    changed = [item for item in listed if known.get(item.key) != _hash(item)]
    new = _find_new(listed, known) if read_before else frozenset()
    items, summaries = [], []
    for item in changed:
        read = _read_item(item, is_new=item.key in new)
        if read.issue is None and len(_TAG.sub("", item.html[: 10 * SHORT])) <= SHORT:
            summaries.append(Summary(item, read, _tries(known.get(item.key, ""))))
        else:
            items.append(read)
    return Reading(tuple(items), tuple(summaries), frozenset(item.key for item in listed))


def read_page(summary: Summary, answer: Answer) -> Item:
    """Read the page of an item that the feed has only a summary of."""
    item, read = summary.item, summary.read
    try:
        origin = Origin(item.title, item.url, item.date)
        return replace(
            read, issue=parse_bytes(answer.data or b"", read.name, origin, answer.content_type), problem=None
        )
    except DocumentError as error:
        return refuse(summary, f"its page {answer.url} is no issue either: {error}")


def refuse(summary: Summary, reason: str) -> Item:
    """The item with a sentence that says why neither the feed nor its page gives an issue, and what to do."""
    name = summary.read.name
    has_text = "gives only a summary of it" if summary.item.html.strip() else "has no text of it"
    advice = "name the page that has the whole issue as a source of kind page in sources.toml"
    return replace(
        summary.read, problem=f"{name} is no issue: the feed {has_text}, and {reason.rstrip('.')}; {advice}."
    )


def postpone(summary: Summary, reason: str, *, is_try: bool) -> Item:
    """The item, to be read at a later look; after some tries for good as it is."""
    tries = summary.tries + is_try
    read = refuse(summary, f"{reason.rstrip('.')}, so it is tried again" if tries < TRIES else reason)
    return read if tries >= TRIES else replace(read, hash=f"{_UNREAD} {tries}{' new' if read.is_new else ''}")


def is_postponed(item: Item) -> bool:
    """Whether the item's page is still to be read."""
    return item.hash.startswith(f"{_UNREAD} ")


def is_same_site(link: str, feed: str) -> bool:
    """Whether a page is on the feed's host or on one above or below it, at the same port: no other is followed."""
    try:
        page, home = urlsplit(link), urlsplit(feed)
        ports = (page.port or 443, home.port or 443)
    except ValueError:
        return False
    one, other = ((parts.hostname or "").removeprefix("www.") for parts in (page, home))
    is_near = one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
    return bool(one and other) and is_near and (ports[0] == ports[1] or set(ports) <= {80, 443})


def _read_item(item: FeedItem, *, is_new: bool) -> Item:
    name = item.title or item.url or item.key
    read = Item(item.key, _hash(item), name, is_new=is_new)
    if not item.html.strip():
        return replace(read, problem=f"{name} has no text in the feed: expected a whole issue.")
    try:
        return replace(read, issue=parse_html(item.html, name, Origin(item.title, item.url, item.date)))
    except DocumentError as error:
        return replace(read, problem=str(error))


def _find_new(listed: tuple[FeedItem, ...], known: Mapping[str, str]) -> frozenset[str]:
    """The items that came into the feed since it was read before.

    An item that was never seen may be an old one, which the feed shows again because another was deleted or because
    it now shows more. It is new where it stands after an item that is known, or is not older than one; where none is
    known any more; and where the feed shows all of its items.
    """
    seen = [(index, item) for index, item in enumerate(listed) if item.key in known]
    days = [item.date for _, item in seen if item.date]
    is_whole = len(seen) == len(known) < ROOM
    first = seen[0][0] if seen and not is_whole else -1
    return frozenset(
        item.key
        for index, item in enumerate(listed)
        if known.get(item.key, "").endswith(" new")
        or (item.key not in known and (index > first or (item.date and days and item.date >= min(days))))
    )


def _tries(known: str) -> int:
    word, _, number = known.removesuffix(" new").partition(" ")
    return int(number) if word == _UNREAD and number.isdigit() else 0


def _hash(item: FeedItem) -> str:
    return blake2b(
        f"{item.title}\0{item.url}\0{item.date}\0{item.html}".encode(errors="replace"), digest_size=16
    ).hexdigest()
