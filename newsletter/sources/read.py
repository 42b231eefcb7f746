"""What a source has to say: its address fetched, its items read."""

import asyncio
from dataclasses import dataclass, replace
from hashlib import blake2b

from newsletter import links
from newsletter.errors import DocumentError, GivenUpError
from newsletter.feeds import Feed, FeedItem, read_feed
from newsletter.model import ParsedIssue
from newsletter.parsing import Origin, parse_bytes, parse_html
from newsletter.sources.catalog import Source, SourceKind
from newsletter.sources.fetch import Answer, Fetcher, Validators
from newsletter.workers import run_in_worker

PATIENCE = 30.0
"""Seconds that the items of one feed may take at one look, the one that is being read not counted."""


@dataclass(frozen=True, slots=True)
class Item:
    """A document of a source, read or refused with a sentence."""

    key: str  # the same for every version of it
    hash: str  # of its content
    name: str
    issue: ParsedIssue | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What is new at a source; no items where the server says that nothing has changed."""

    items: tuple[Item, ...]
    validators: Validators


async def read_source(source: Source, fetcher: Fetcher, validators: Validators, known: dict[str, str]) -> News:
    """Fetch a source and read what is new or changed in it; `known` has the hashes of what was read before, by key.

    Raises SourceError where it cannot be fetched, DocumentError where it is not what it is said to be.
    """
    answer = await fetcher.get(source.url or "", validators)
    if answer.data is None:
        return News((), _kept(answer.validators, validators))
    if source.kind is SourceKind.FEED:
        return await _read_feed(source, answer, known)
    return News(await _read_page(source, answer, known), answer.validators)


async def _read_feed(source: Source, answer: Answer, known: dict[str, str]) -> News:
    """What is new in a feed. Where its items take too long, the rest is left for the next look."""
    called = f"The feed {source.name}"
    feed = await run_in_worker(called, read_feed, answer.data or b"", called, answer.content_type)
    changed = await asyncio.to_thread(_changed, feed, known)
    clock = asyncio.get_running_loop().time
    began = clock()
    items: list[Item] = []
    for item in changed:
        if items and clock() - began > PATIENCE:
            return News(tuple(items), Validators())  # no 304 must keep the rest away
        items.append(await _of_feed(item))
    return News(tuple(items), answer.validators)


def _kept(new: Validators, old: Validators) -> Validators:
    """A server that answers 304 need not repeat what it said of the version we have."""
    return Validators(new.etag or old.etag, new.modified or old.modified)


def _changed(feed: Feed, known: dict[str, str]) -> list[FeedItem]:
    return [item for item in feed.items if known.get(item.key) != _hash(item.title, item.html)]


async def _of_feed(item: FeedItem) -> Item:
    name = item.title or item.url or item.key
    read = Item(item.key, _hash(item.title, item.html), name)
    if not item.html.strip():
        return replace(read, problem=f"{name} has no text in the feed: expected a whole issue.")
    origin = Origin(item.title, item.url, item.date)
    try:
        return replace(read, issue=await run_in_worker(name, parse_html, item.html, name, origin))
    except DocumentError as error:
        return replace(read, problem=str(error))


async def _read_page(source: Source, answer: Answer, known: dict[str, str]) -> tuple[Item, ...]:
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


def _hash(title: str | None, text: str) -> str:
    return blake2b(f"{title}\0{text}".encode(errors="replace"), digest_size=16).hexdigest()
