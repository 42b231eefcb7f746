"""What a source has to say: its address fetched, its items read."""

import asyncio
from dataclasses import dataclass, replace
from hashlib import blake2b

from newsletter import links
from newsletter.errors import DocumentError
from newsletter.feeds import FeedItem, read_feed
from newsletter.model import ParsedIssue
from newsletter.parsing import Origin, parse_bytes, parse_html
from newsletter.sources.catalog import Source, SourceKind
from newsletter.sources.fetch import Answer, Fetcher, Validators


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
        return News((), answer.validators)
    # In a thread: a long page must not hold up the answers to readers.
    return News(await asyncio.to_thread(_read, source, answer, known), answer.validators)


def _read(source: Source, answer: Answer, known: dict[str, str]) -> tuple[Item, ...]:
    if source.kind is SourceKind.FEED:
        return tuple(_of_feed(item) for item in _changed(source, answer, known))
    item = _of_page(source, answer)
    return () if known.get(item.key) == item.hash else (item,)


def _changed(source: Source, answer: Answer, known: dict[str, str]) -> list[FeedItem]:
    feed = read_feed(answer.data or b"", f"The feed {source.name}", answer.content_type)
    return [item for item in feed.items if known.get(item.key) != _hash(item.title, item.html)]


def _of_feed(item: FeedItem) -> Item:
    name = item.title or item.url or item.key
    read = Item(item.key, _hash(item.title, item.html), name)
    if not item.html.strip():
        return replace(read, problem=f"{name} has no text in the feed: expected a whole issue.")
    try:
        return replace(read, issue=parse_html(item.html, name, Origin(item.title, item.url, item.date)))
    except DocumentError as error:
        return replace(read, problem=str(error))


def _of_page(source: Source, answer: Answer) -> Item:
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


def _hash(title: str | None, text: str) -> str:
    return blake2b(f"{title}\0{text}".encode(errors="replace"), digest_size=16).hexdigest()
