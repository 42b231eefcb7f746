"""What a source has to say: its address fetched, its items read, and the pages of items that are only summaries."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from newsletter import links
from newsletter.errors import DocumentError, GivenUpError, SourceError
from newsletter.parsing import Origin, parse_bytes, parse_html
from newsletter.workers import run_in_worker
from sources.config import Source, SourceKind
from sources.feeds import FeedItem, read_feed
from sources.fetcher import Answer, Fetcher, Validators
from sources.items import (
    Item,
    Summary,
    find_changes,
    is_postponed,
    is_same_site,
    leave,
    name_of,
    postpone,
    refuse,
    summarize,
    unread,
)

PATIENCE = 30.0
"""Seconds that the items of one feed may take at one look, the one that is being read not counted."""

FOLLOWED = 5
"""Pages of items that are fetched at one look at a feed, the newest first; the others at later looks."""

FOLLOWED_SECONDS = 30.0
"""After this long no further page is asked for at this look."""


@dataclass(frozen=True, slots=True)
class News:
    """What is new at a source; no items where the server says that nothing has changed."""

    items: tuple[Item, ...]
    validators: Validators
    listed: frozenset[str] = frozenset()  # keys of all items that a feed has now


async def read_source(
    source: Source, fetcher: Fetcher, validators: Validators, known: Mapping[str, str], *, read_before: bool = False
) -> News:
    """Fetch a source and read what is new or changed in it.

    `known` has the hashes of what was read before, by key; `read_before` says whether the source was read at all.
    Raises SourceError where it cannot be fetched, DocumentError where it is not what it is said to be.
    """
    answer = await fetcher.get(source.url or "", validators)
    if answer.data is None:
        return News((), answer.validators)
    if source.kind is not SourceKind.FEED:
        return News(await _read_document(source, answer, known), answer.validators)
    return await _read_feed(source, answer, known, fetcher, read_before=read_before)


async def _read_feed(
    source: Source, answer: Answer, known: Mapping[str, str], fetcher: Fetcher, *, read_before: bool
) -> News:
    """What is new in a feed. Where its items take too long, the rest is left for the next look."""
    called = f"The feed {source.name}"
    feed = await run_in_worker(called, read_feed, answer.data or b"", called, answer.content_type, answer.url)
    changes = await asyncio.to_thread(find_changes, feed, known, read_before=read_before)
    until = time.monotonic() + PATIENCE
    items: list[Item] = []
    summaries: list[Summary] = []
    for number, item in enumerate(changes.items):
        is_new = item.key in changes.new
        if number and time.monotonic() > until:
            items.append(leave(item, is_new=is_new))
            continue
        read = await _read_item(item, is_new=is_new)
        summary = summarize(item, read, known)
        if summary is not None:
            summaries.append(summary)
        else:
            items.append(read)
    items += await _follow(source, answer, summaries, fetcher)
    # The server is asked for the whole feed again while something of it is still to be read.
    validators = Validators() if any(map(is_postponed, items)) else answer.validators
    return News(tuple(items), validators, changes.listed)


async def _read_item(item: FeedItem, *, is_new: bool) -> Item:
    read, name = unread(item, is_new=is_new), name_of(item)
    if not item.html.strip():
        return replace(read, problem=f"{name} has no text in the feed: expected a whole issue.")
    origin = Origin(item.title, item.url, item.date)
    try:
        return replace(read, issue=await run_in_worker(name, parse_html, item.html, name, origin))
    except GivenUpError as error:
        return replace(read, problem=str(error), is_given_up=True)
    except DocumentError as error:
        return replace(read, problem=str(error))


async def _follow(source: Source, feed: Answer, summaries: list[Summary], fetcher: Fetcher) -> list[Item]:
    """Read the pages of summaries, the newest first; oldest first as they are returned.

    Of several issues only the newest is delivered unless the source delivers all, so a page that is read later than
    a newer one is no longer new.
    """
    until = time.monotonic() + FOLLOWED_SECONDS
    items: list[Item] = []
    asked, keeps_new = 0, True
    newest_first = summaries[::-1]
    for summary in sorted(newest_first, key=lambda each: each.tries):
        link = summary.item.link
        if link is None or not is_same_site(link, feed.url):
            where = f"its page {link} is on another host, which is not followed" if link else "names no page of it"
            items.append(refuse(summary, where))
            continue
        later = summary if keeps_new else replace(summary, read=replace(summary.read, is_new=False))
        if asked == FOLLOWED or time.monotonic() > until:
            items.append(postpone(later, f"its page {link} was not asked for yet", is_try=False))
            continue
        asked += 1
        try:
            item = await _read_page(summary, await fetcher.get(link, named_by=source.url))
        except SourceError as error:
            item = postpone(later, f"its page {link} cannot be fetched: {error}", is_try=True)
        keeps_new = keeps_new and (item.issue is None or source.deliver == "all")
        items.append(item)
    return items[::-1]


async def _read_page(summary: Summary, answer: Answer) -> Item:
    """Read the page of an item that the feed has only a summary of."""
    if answer.data is None:
        return refuse(summary, f"its page {answer.url} has no content")
    item, read = summary.item, summary.read
    origin = Origin(item.title, item.url, item.date)
    try:
        issue = await run_in_worker(read.name, parse_bytes, answer.data, read.name, origin, answer.content_type)
    except DocumentError as error:
        return refuse(summary, f"its page {answer.url} is no issue either: {error}")
    return replace(read, issue=issue, problem=None)


async def _read_document(source: Source, answer: Answer, known: Mapping[str, str]) -> tuple[Item, ...]:
    """A page or a raw file. A page says itself where it is; a raw file is not where readers would go."""
    data = answer.data or b""
    is_page = source.kind is SourceKind.PAGE
    origin = Origin(url=links.canonical(answer.url) if is_page else None)
    name = answer.url.partition("?")[0].rstrip("/").rpartition("/")[2] or source.name
    read = Item(source.url or "", blake2b(data, digest_size=16).hexdigest(), name)
    if known.get(read.key) == read.hash:
        return ()
    try:
        kind = answer.content_type if is_page else (answer.content_type or "").replace("text/html", "text/plain")
        return (replace(read, issue=await run_in_worker(name, parse_bytes, data, name, origin, kind)),)
    except GivenUpError:
        raise
    except DocumentError as error:
        return (replace(read, problem=str(error)),)
