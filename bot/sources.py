"""The sources of sources.toml: what is new at them is ingested, and how they are doing is remembered."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import structlog

from bot.ingest import Deliver, Document, Report, ingest
from bot.watch import Watch, log_report
from newsletter.errors import NewsletterError, SourceError
from newsletter.sources.catalog import Source
from newsletter.sources.fetch import Fetcher, Validators
from newsletter.sources.read import Item, News, read_source
from storage.archive import Archive
from storage.sources import SourceState

log = structlog.get_logger()


class SourceWatch:
    """Looks at every source whose time has come, whenever it is asked to."""

    def __init__(self, archive: Archive, sources: Sequence[Source], fetcher: Fetcher) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._turn = asyncio.Lock()  # what is news depends on what came in before
        self.looks: dict[str, Callable[[], Awaitable[None]]] = {
            source.name: Watch(archive, source.path, Deliver(source.deliver)).look
            if source.path is not None
            else partial(self._look_at, source)
            for source in sources
        }
        """By name of the source, each for a job of its own: one that takes long holds up no other."""

    async def look(self) -> None:
        """Look at all of them at once."""
        await asyncio.gather(*(look() for look in self.looks.values()))

    async def _look_at(self, source: Source) -> None:
        """Read what is new, if its time has come. A source that fails is asked again later."""
        state = await self._archive.sources.load(source.name, source.url or "")
        if state.next_at is not None and state.next_at > datetime.now(UTC):
            return
        news = await self._read(source, state)
        async with self._turn:
            await self._keep(source, state, news)

    async def _read(self, source: Source, state: SourceState) -> News | NewsletterError:
        try:
            return await read_source(source, self._fetcher, Validators(state.etag, state.modified), state.items)
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
        for report in await self._ingest(source, news.items):
            log_report(report)
        items = {**state.items, **{item.key: item.hash for item in news.items}}
        done = state.succeeded(now, source.every)
        validators = news.validators
        await self._archive.sources.save(replace(done, etag=validators.etag, modified=validators.modified, items=items))

    async def _ingest(self, source: Source, items: Sequence[Item]) -> list[Report]:
        documents = []
        for item in items:
            if item.issue is not None:
                documents.append(Document(Path(source.name), found=True, content=item.issue, title=item.name))
            else:
                log.info("item is no issue", source=source.name, item=item.name, reason=item.problem)
        return await ingest(self._archive, documents, Deliver(source.deliver)) if documents else []
