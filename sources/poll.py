"""Polls a source: fetches it, parses new and changed items, and fetches the pages of teasers."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from newsletter import links
from newsletter.errors import DocumentError, ParseAbortedError, SourceError
from newsletter.parsing import Origin, parse_bytes, parse_html
from newsletter.workers import run_in_worker
from sources.config import Source, SourceKind
from sources.feeds import FeedItem, parse_feed
from sources.fetcher import Fetcher, FetchResult, Validators
from sources.items import (
    Item,
    Teaser,
    as_teaser,
    defer_item,
    defer_page,
    find_changes,
    is_deferred,
    is_same_site,
    name_of,
    pending_item,
    reject,
)

FEED_SECONDS = 30.0
"""Time limit for parsing the items of a feed per poll; the current item is finished."""

MAX_PAGES = 5
"""Maximum pages fetched per poll of a feed, newest first; the others follow in later polls."""

PAGES_SECONDS = 30.0
"""Time limit for fetching pages per poll; after it no further request is sent."""


@dataclass(frozen=True, slots=True)
class PollResult:
    """The new and changed items of a source. Empty if the server reports no change."""

    items: tuple[Item, ...]
    validators: Validators
    listed: frozenset[str] = frozenset()  # keys of all items in the feed


async def poll_source(
    source: Source, fetcher: Fetcher, validators: Validators, known: Mapping[str, str], *, read_before: bool = False
) -> PollResult:
    """Fetch a source and parse its new and changed items.

    `known` has the stored hashes by key; `read_before` tells whether the source was polled successfully before. Raises
    SourceError if it cannot be fetched, DocumentError if it is not of its configured kind.
    """
    response = await fetcher.get(source.url or "", validators)
    if response.data is None:
        return PollResult((), response.validators)
    if source.kind is not SourceKind.FEED:
        return PollResult(await _read_document(source, response, known), response.validators)
    return await _read_feed(source, response, known, fetcher, read_before=read_before)


async def _read_feed(
    source: Source, response: FetchResult, known: Mapping[str, str], fetcher: Fetcher, *, read_before: bool
) -> PollResult:
    """Parse the new and changed items of a feed. Items beyond FEED_SECONDS are deferred to the next poll."""
    display_name = f"The feed {source.name}"
    feed = await run_in_worker(
        display_name, parse_feed, response.data or b"", display_name, response.content_type, response.url
    )
    changes = await asyncio.to_thread(find_changes, feed, known, read_before=read_before)
    deadline = time.monotonic() + FEED_SECONDS
    items: list[Item] = []
    teasers: list[Teaser] = []
    for number, item in enumerate(changes.items):
        is_new = item.key in changes.new
        if number and time.monotonic() > deadline:
            items.append(defer_item(item, is_new=is_new))
            continue
        result = await _read_item(item, is_new=is_new)
        teaser = as_teaser(item, result, known)
        if teaser is not None:
            teasers.append(teaser)
        else:
            items.append(result)
    items += await _follow(source, response, teasers, fetcher)
    # While items are deferred, the next poll is unconditional.
    validators = Validators() if any(map(is_deferred, items)) else response.validators
    return PollResult(tuple(items), validators, changes.listed)


async def _read_item(item: FeedItem, *, is_new: bool) -> Item:
    result, name = pending_item(item, is_new=is_new), name_of(item)
    if not item.html.strip():
        return replace(result, problem=f"{name} has no text in the feed: expected a whole issue.")
    origin = Origin(item.title, item.url, item.date, item.image)
    try:
        return replace(result, issue=await run_in_worker(name, parse_html, item.html, name, origin))
    except ParseAbortedError as error:
        return replace(result, problem=str(error), is_aborted=True)
    except DocumentError as error:
        return replace(result, problem=str(error))


async def _follow(source: Source, feed: FetchResult, teasers: list[Teaser], fetcher: Fetcher) -> list[Item]:
    """Fetch the pages of teasers, newest first. Returns items, oldest first.

    Unless the source delivers all issues, only the newest is delivered. So a page that is fetched in a later poll than
    a newer one is no longer new.
    """
    deadline = time.monotonic() + PAGES_SECONDS
    items: list[Item] = []
    fetched, keeps_new = 0, True
    newest_first = teasers[::-1]
    for teaser in sorted(newest_first, key=lambda each: each.attempts):
        link = teaser.item.link
        if link is None or not is_same_site(link, feed.url):
            where = f"its page {link} is on another host, which is not followed" if link else "names no page of it"
            items.append(reject(teaser, where))
            continue
        deferred = teaser if keeps_new else replace(teaser, result=replace(teaser.result, is_new=False))
        if fetched == MAX_PAGES or time.monotonic() > deadline:
            items.append(defer_page(deferred, f"its page {link} was not asked for yet", is_attempt=False))
            continue
        fetched += 1
        try:
            item = await _read_page(teaser, await fetcher.get(link, configured_url=source.url))
        except SourceError as error:
            item = defer_page(deferred, f"its page {link} cannot be fetched: {error}", is_attempt=True)
        keeps_new = keeps_new and (item.issue is None or source.deliver == "all")
        items.append(item)
    return items[::-1]


async def _read_page(teaser: Teaser, response: FetchResult) -> Item:
    """Parse the page of a teaser."""
    if response.data is None:
        return reject(teaser, f"its page {response.url} has no content")
    item, result = teaser.item, teaser.result
    origin = Origin(item.title, item.url, item.date, item.image)
    try:
        issue = await run_in_worker(result.name, parse_bytes, response.data, result.name, origin, response.content_type)
    except DocumentError as error:
        return reject(teaser, f"its page {response.url} is no issue either: {error}")
    return replace(result, issue=issue, problem=None)


async def _read_document(source: Source, response: FetchResult, known: Mapping[str, str]) -> tuple[Item, ...]:
    """Parse a page or raw file.

    The URL of a raw file is not used as the issue's address, because readers do not visit it.
    """
    data = response.data or b""
    is_page = source.kind is SourceKind.PAGE
    origin = Origin(url=links.canonical(response.url) if is_page else None)
    name = response.url.partition("?")[0].rstrip("/").rpartition("/")[2] or source.name
    result = Item(source.url or "", blake2b(data, digest_size=16).hexdigest(), name)
    if known.get(result.key) == result.hash:
        return ()
    try:
        kind = response.content_type if is_page else (response.content_type or "").replace("text/html", "text/plain")
        return (replace(result, issue=await run_in_worker(name, parse_bytes, data, name, origin, kind)),)
    except ParseAbortedError:
        raise
    except DocumentError as error:
        return (replace(result, problem=str(error)),)
