"""Feed items: detects new and changed items, teasers, and deferred pages. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from urllib.parse import urlsplit

from newsletter.model import ParsedIssue
from newsletter.pictures import without_query
from sources.feeds import Feed, FeedItem

MAX_TEASER_LENGTH = 2_000
"""Maximum characters of a teaser."""

MIN_FEED_WINDOW = 10
"""A feed with fewer items is assumed to show all of them; most show the newest 10, 15, 20 or 50."""

MAX_ATTEMPTS = 5
"""How often to try to fetch the page of an item."""

_DEFERRED = "unread"
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class Item:
    """A document of a source, parsed or rejected with a reason."""

    key: str  # stable across versions
    hash: str  # of the content; for a deferred item, its number of attempts
    name: str
    issue: ParsedIssue | None = None
    problem: str | None = None
    is_new: bool = False  # added since the last poll
    is_aborted: bool = False  # parsing timed out or exceeded the memory limit


@dataclass(frozen=True, slots=True)
class Teaser:
    """A short feed item that is not an issue itself. Its page may be one."""

    item: FeedItem
    result: Item
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """New and changed items of a feed, oldest first."""

    items: tuple[FeedItem, ...]
    new: frozenset[str]  # keys of added items
    listed: frozenset[str]  # keys of all items in the feed


def find_changes(feed: Feed, known: Mapping[str, str], *, read_before: bool) -> Changes:
    """Compare a feed with `known`, the stored hashes by key."""
    listed = feed.oldest_first
    changed = tuple(item for item in listed if known.get(item.key) != _hash(item))
    new = _find_new(listed, known) if read_before else frozenset()
    return Changes(changed, new, frozenset(item.key for item in listed))


def pending_item(item: FeedItem, *, is_new: bool) -> Item:
    """Return a feed item that is not parsed yet."""
    return Item(item.key, _hash(item), name_of(item), is_new=is_new)


def defer_item(item: FeedItem, *, is_new: bool) -> Item:
    """Return an item that is deferred to the next poll because the feed's time limit is exceeded."""
    problem = f"{name_of(item)} is read at the next look: the items before it took too long."
    return replace(pending_item(item, is_new=is_new), hash=_deferred_state(0, is_new=is_new), problem=problem)


def name_of(item: FeedItem) -> str:
    """Return the display name of an item."""
    return item.title or item.url or item.key


def as_teaser(item: FeedItem, result: Item, known: Mapping[str, str]) -> Teaser | None:
    """Return the item as a teaser if it is short and not an issue, otherwise None."""
    is_short = len(_TAG.sub("", item.html[: 10 * MAX_TEASER_LENGTH])) <= MAX_TEASER_LENGTH
    if result.issue is not None or result.is_aborted or not is_short:
        return None
    return Teaser(item, result, _attempts(known.get(item.key, "")))


def reject(teaser: Teaser, reason: str) -> Item:
    """Return the item, rejected with a message: why neither feed nor page is an issue, and what to do."""
    name = teaser.result.name
    has_text = "gives only a summary of it" if teaser.item.html.strip() else "has no text of it"
    advice = "name the page that has the whole issue as a source of kind page in sources.toml"
    return replace(
        teaser.result, problem=f"{name} is no issue: the feed {has_text}, and {reason.rstrip('.')}; {advice}."
    )


def defer_page(teaser: Teaser, reason: str, *, is_attempt: bool) -> Item:
    """Return the item, deferred to a later poll; rejected after MAX_ATTEMPTS attempts."""
    attempts = teaser.attempts + is_attempt
    result = reject(teaser, f"{reason.rstrip('.')}, so it is tried again" if attempts < MAX_ATTEMPTS else reason)
    return result if attempts >= MAX_ATTEMPTS else replace(result, hash=_deferred_state(attempts, is_new=result.is_new))


def is_deferred(item: Item) -> bool:
    """Return whether the item's page must still be fetched."""
    return item.hash.startswith(f"{_DEFERRED} ")


def is_same_site(link: str, feed: str) -> bool:
    """Return whether a page is on the feed's host, or a parent or subdomain of it, with the same port.

    Others are not followed.
    """
    try:
        page, home = urlsplit(link), urlsplit(feed)
        ports = (page.port or 443, home.port or 443)
    except ValueError:
        return False
    one, other = ((parts.hostname or "").removeprefix("www.") for parts in (page, home))
    is_near = one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
    return bool(one and other) and is_near and (ports[0] == ports[1] or set(ports) <= {80, 443})


def _deferred_state(attempts: int, *, is_new: bool) -> str:
    return f"{_DEFERRED} {attempts}{' new' if is_new else ''}"


def _find_new(listed: tuple[FeedItem, ...], known: Mapping[str, str]) -> frozenset[str]:
    """Return the keys of items that were added to the feed since the last poll.

    An unknown item may be old: feeds show older items again after a deletion, or after their window grows. It is new if
    it comes after a known item, is not older than one, if no item is known, or if the feed shows all of its items.
    """
    seen = [(index, item) for index, item in enumerate(listed) if item.key in known]
    days = [item.date for _, item in seen if item.date]
    is_complete = len(seen) == len(known) < MIN_FEED_WINDOW
    first = seen[0][0] if seen and not is_complete else -1
    return frozenset(
        item.key
        for index, item in enumerate(listed)
        if known.get(item.key, "").endswith(" new")
        or (item.key not in known and (index > first or (item.date and days and item.date >= min(days))))
    )


def _attempts(known: str) -> int:
    word, _, number = known.removesuffix(" new").partition(" ")
    return int(number) if word == _DEFERRED and number.isdigit() else 0


def _hash(item: FeedItem) -> str:
    image = f"\0{without_query(item.image)}" if item.image else ""
    return blake2b(
        f"{item.title}\0{item.url}\0{item.date}\0{item.html}{image}".encode(errors="replace"), digest_size=16
    ).hexdigest()
