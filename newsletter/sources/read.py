"""What a source has to say: its address fetched, its items read, and the pages of items that are only summaries."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b

from newsletter import links
from newsletter.errors import DocumentError, SourceError
from newsletter.parsing import Origin, parse_bytes
from newsletter.sources.catalog import Source, SourceKind
from newsletter.sources.fetch import Answer, Fetcher, Validators
from newsletter.sources.items import (
    Item,
    Reading,
    Summary,
    is_postponed,
    is_same_site,
    postpone,
    read_items,
    read_page,
    refuse,
)

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
    # In a thread: a long page must not hold up the answers to readers.
    if source.kind is not SourceKind.FEED:
        item = await asyncio.to_thread(_read_document, source, answer)
        return News(() if known.get(item.key) == item.hash else (item,), answer.validators)
    reading = await asyncio.to_thread(read_items, source, answer, known, read_before=read_before)
    followed = await _follow(source, answer, reading, fetcher)
    # The server is asked for the whole feed again while pages of it are still to be read.
    validators = Validators() if any(map(is_postponed, followed)) else answer.validators
    return News((*reading.items, *followed), validators, reading.listed)


async def _follow(source: Source, feed: Answer, reading: Reading, fetcher: Fetcher) -> tuple[Item, ...]:
    """Read the pages of summaries, the newest first; oldest first as they are returned.

    Of several issues only the newest is delivered unless the source delivers all, so a page that is read later than
    a newer one is no longer new.
    """
    until = time.monotonic() + FOLLOWED_SECONDS
    items: list[Item] = []
    asked, keeps_new = 0, True
    newest_first = reading.summaries[::-1]
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
    return tuple(reversed(items))


async def _read_page(summary: Summary, answer: Answer) -> Item:
    if answer.data is None:
        return refuse(summary, f"its page {answer.url} has no content")
    return await asyncio.to_thread(read_page, summary, answer)


def _read_document(source: Source, answer: Answer) -> Item:
    """A page or a raw file. A page says itself where it is; a raw file is not where readers would go."""
    data = answer.data or b""
    is_page = source.kind is SourceKind.PAGE
    origin = Origin(url=links.canonical(answer.url) if is_page else None)
    name = answer.url.partition("?")[0].rstrip("/").rpartition("/")[2] or source.name
    read = Item(source.url or "", blake2b(data, digest_size=16).hexdigest(), name)
    try:
        kind = answer.content_type if is_page else (answer.content_type or "").replace("text/html", "text/plain")
        return replace(read, issue=parse_bytes(data, name, origin, kind))
    except DocumentError as error:
        return replace(read, problem=str(error))
