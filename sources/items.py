"""The items of a feed: which of them are new or changed, and which are only summaries of a page. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from urllib.parse import urlsplit

from newsletter.model import ParsedIssue
from sources.feeds import Feed, FeedItem

MAX_TEASER_LENGTH = 2_000
"""Characters of text: an item that is no issue and has no more may be a summary of one."""

MIN_FEED_WINDOW = 10
"""A feed that has fewer items is taken to show all of them; most show the newest 10, 15, 20 or 50."""

MAX_ATTEMPTS = 5
"""How often the page of an item is asked for that could not be fetched."""

_DEFERRED = "unread"
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
    is_aborted: bool = False  # reading it took too long, or too much memory


@dataclass(frozen=True, slots=True)
class Teaser:
    """An item that is no issue by itself: its page may be one."""

    item: FeedItem
    result: Item
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Changes:
    """What is new or changed in a feed, oldest first."""

    items: tuple[FeedItem, ...]
    new: frozenset[str]  # keys of those that the feed did not have before
    listed: frozenset[str]  # keys of all items that the feed has


def find_changes(feed: Feed, known: Mapping[str, str], *, read_before: bool) -> Changes:
    """Compare a feed with the hashes of what was read before, by key."""
    listed = feed.oldest_first
    changed = tuple(item for item in listed if known.get(item.key) != _hash(item))
    new = _find_new(listed, known) if read_before else frozenset()
    return Changes(changed, new, frozenset(item.key for item in listed))


def pending_item(item: FeedItem, *, is_new: bool) -> Item:
    """An item of a feed whose text is still to be read."""
    return Item(item.key, _hash(item), name_of(item), is_new=is_new)


def defer_item(item: FeedItem, *, is_new: bool) -> Item:
    """An item that is left for the next look, since those before it took too long."""
    problem = f"{name_of(item)} is read at the next look: the items before it took too long."
    return replace(pending_item(item, is_new=is_new), hash=_deferred_state(0, is_new=is_new), problem=problem)


def name_of(item: FeedItem) -> str:
    """What to call an item in sentences."""
    return item.title or item.url or item.key


def as_teaser(item: FeedItem, result: Item, known: Mapping[str, str]) -> Teaser | None:
    """The item as a summary of a page, where it is short and no issue by itself."""
    is_short = len(_TAG.sub("", item.html[: 10 * MAX_TEASER_LENGTH])) <= MAX_TEASER_LENGTH
    if result.issue is not None or result.is_aborted or not is_short:
        return None
    return Teaser(item, result, _attempts(known.get(item.key, "")))


def reject(teaser: Teaser, reason: str) -> Item:
    """The item with a sentence that says why neither the feed nor its page gives an issue, and what to do."""
    name = teaser.result.name
    has_text = "gives only a summary of it" if teaser.item.html.strip() else "has no text of it"
    advice = "name the page that has the whole issue as a source of kind page in sources.toml"
    return replace(
        teaser.result, problem=f"{name} is no issue: the feed {has_text}, and {reason.rstrip('.')}; {advice}."
    )


def defer_page(teaser: Teaser, reason: str, *, is_attempt: bool) -> Item:
    """The item, to be read at a later look; after some tries for good as it is."""
    attempts = teaser.attempts + is_attempt
    result = reject(teaser, f"{reason.rstrip('.')}, so it is tried again" if attempts < MAX_ATTEMPTS else reason)
    return result if attempts >= MAX_ATTEMPTS else replace(result, hash=_deferred_state(attempts, is_new=result.is_new))


def is_deferred(item: Item) -> bool:
    """Whether the item's page is still to be read."""
    return item.hash.startswith(f"{_DEFERRED} ")


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


def _deferred_state(attempts: int, *, is_new: bool) -> str:
    return f"{_DEFERRED} {attempts}{' new' if is_new else ''}"


def _find_new(listed: tuple[FeedItem, ...], known: Mapping[str, str]) -> frozenset[str]:
    """The items that came into the feed since it was read before.

    An item that was never seen may be an old one, which the feed shows again because another was deleted or because
    it now shows more. It is new where it stands after an item that is known, or is not older than one; where none is
    known any more; and where the feed shows all of its items.
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
    return blake2b(
        f"{item.title}\0{item.url}\0{item.date}\0{item.html}".encode(errors="replace"), digest_size=16
    ).hexdigest()
