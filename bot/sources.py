"""The sources of sources.toml: what is new at them is ingested, and how they are doing is remembered."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.ingest import Deliver, Document, Report, ingest
from bot.news import Since
from bot.watch import Watch, log_report
from newsletter import links
from newsletter.errors import NewsletterError, SourceError
from newsletter.sources.catalog import Source, SourceKind
from newsletter.sources.fetch import Fetcher, Validators
from newsletter.sources.read import News, read_source
from storage.archive import Archive
from storage.records import Provenance
from storage.sources import SourceState

log = structlog.get_logger()


class SourceWatch:
    """Looks at every source whose time has come, whenever it is asked to."""

    def __init__(self, archive: Archive, sources: Sequence[Source], fetcher: Fetcher) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._web = [source for source in sources if source.url]
        self._folders = [
            Watch(archive, source.path, Deliver(source.deliver), _provenance(source))
            for source in sources
            if source.path is not None
        ]

    async def look(self) -> None:
        """Read what is new. A source that fails is asked again later, and keeps no other from being read."""
        for folder in self._folders:
            await folder.look()
        now = datetime.now(UTC)
        states = [await self._archive.sources.load(source.name, source.url or "") for source in self._web]
        due = [
            (source, state)
            for source, state in zip(self._web, states, strict=True)
            if state.next_at is None or state.next_at <= now
        ]
        read = await asyncio.gather(*(self._read(source, state) for source, state in due))
        for (source, state), news in zip(due, read, strict=True):
            await self._keep(source, state, news)

    async def _read(self, source: Source, state: SourceState) -> News | NewsletterError:
        try:
            validators = Validators(state.etag, state.modified)
            read_before = state.read_at is not None
            return await read_source(source, self._fetcher, validators, state.items, read_before=read_before)
        except NewsletterError as error:
            return error

    async def _keep(self, source: Source, state: SourceState, news: News | NewsletterError) -> None:
        """Ingest what was read, then remember that it was: killed in between, it is read again and found unchanged."""
        now = datetime.now(UTC)
        if isinstance(news, NewsletterError):
            retry_after = news.retry_after if isinstance(news, SourceError) else None
            failed = state.failed(now, source.every, str(news), retry_after)
            await self._archive.sources.save(failed)
            log.warning("source not read", source=source.name, reason=str(news), failures=failed.failures,
                        again=failed.next_at and failed.next_at.isoformat(timespec="seconds"))  # fmt: skip
            return
        for report in await self._ingest(source, state, news):
            log_report(report)
        items = {**state.items, **{item.key: item.hash for item in news.items}}
        done = state.succeeded(now, source.every)
        validators = news.validators
        await self._archive.sources.save(replace(done, etag=validators.etag, modified=validators.modified, items=items))

    async def _ingest(self, source: Source, state: SourceState, news: News) -> list[Report]:
        since = Since.ALL if state.read_at is None else Since.SOURCE
        documents = []
        for item in news.items:
            if item.issue is None:
                log.info("item is no issue", source=source.name, item=item.name, reason=item.problem)
                continue
            key = item.key if source.kind is SourceKind.FEED else None
            documents.append(
                Document(
                    Path(source.name),
                    found=True,
                    content=item.issue,
                    title=item.name,
                    origin=replace(_provenance(source), item=key, listed=news.listed),
                    since=Since.NOTHING if item.is_new else since,
                )
            )
        return await ingest(self._archive, documents, Deliver(source.deliver)) if documents else []


def _provenance(source: Source) -> Provenance:
    """Issues of a source are its own; one that delivers nothing does not change what was posted either."""
    address = links.canonical(source.url) if source.url else None
    return Provenance(source.name, host=links.host(address) if address else None, edits=source.deliver != "none")
