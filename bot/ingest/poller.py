"""Polls the sources of sources.toml, ingests what is new and stores their state."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.ingest.documents import Document, Report
from bot.ingest.error_report import describe, locate
from bot.ingest.folder import FolderWatcher, log_report
from bot.ingest.news import NewsBaseline
from bot.ingest.pictures import PictureCheck
from bot.ingest.pipeline import ingest
from newsletter import links
from newsletter.errors import SourceError
from sources.config import Deliver, Source, SourceKind
from sources.fetcher import Fetcher, Validators
from sources.poll import PollResult, poll_source
from storage.archive import Archive
from storage.records import Provenance
from storage.sources import SourceState

log = structlog.get_logger()

FOLDER_RETRY = timedelta(minutes=1)
"""Wait after a folder's first failure."""

MAX_KNOWN_ITEMS = 5_000
"""Items of a source that are remembered, ten times as many as are read of a feed.

A feed that renames its items at each poll must not fill the database.
"""


class SourcePoller:
    """Polls the sources that are due.

    An error is stored with its source's state and retried with backoff. Sources do not wait for each other.
    """

    def __init__(
        self,
        archive: Archive,
        sources: Sequence[Source],
        fetcher: Fetcher,
        check_pictures: PictureCheck | None = None,
    ) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._check_pictures = check_pictures
        self._sources = sources
        self._folders = {
            source.name: FolderWatcher(archive, source.path, source.deliver, _provenance(source), check_pictures)
            for source in sources
            if source.path is not None
        }
        self._saving = asyncio.Lock()  # classifying an issue needs all earlier ones saved
        self._unsaved: dict[str, SourceState] = {}  # states that could not be saved, by source name

    async def poll(self, *sources: Source) -> None:
        """Poll the given sources, or all."""
        await asyncio.gather(*(self._poll_source(source) for source in sources or self._sources))

    async def _poll_source(self, source: Source) -> None:
        state = SourceState(source.name, source.address)
        try:
            state = self._unsaved.get(source.name) or await self._archive.sources.load(source.name, source.address)
            if not state.is_due(datetime.now(UTC)):
                return
            if folder := self._folders.get(source.name):
                await self._read_folder(folder, state)
            else:
                validators = Validators(state.etag, state.modified, state.validated_by)
                read_before = state.read_at is not None
                result = await poll_source(source, self._fetcher, validators, state.items, read_before=read_before)
                await self._ingest_result(source, state, result)
        except Exception as error:
            await self._fail(source, state, error)

    async def _read_folder(self, folder: FolderWatcher, state: SourceState) -> None:
        """Poll a folder. Its state is stored only to report its errors."""
        await folder.poll()
        if state.failures:
            await self._save(state.succeeded(datetime.now(UTC), timedelta()))

    async def _ingest_result(self, source: Source, state: SourceState, result: PollResult) -> None:
        """Ingest, then store the state: after a crash in between, the items are read again and found unchanged."""
        async with self._saving:
            for report in await self._ingest(source, state, result):
                log_report(report)
        validators = result.validators
        known = {**state.items, **{item.key: item.hash for item in result.items}}
        done = replace(
            state.succeeded(datetime.now(UTC), source.every),
            etag=validators.etag,
            modified=validators.modified,
            validated_by=validators.url,
            items=dict(list(known.items())[-MAX_KNOWN_ITEMS:]),
        )
        await self._save(done)

    async def _ingest(self, source: Source, state: SourceState, result: PollResult) -> list[Report]:
        since = NewsBaseline.ALL if state.read_at is None else NewsBaseline.SOURCE
        documents = []
        for item in result.items:
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
                    origin=replace(_provenance(source), item=key, listed=result.listed),
                    since=NewsBaseline.NOTHING if item.is_new else since,
                )
            )
        if not documents:
            return []
        return await ingest(self._archive, documents, source.deliver, check_pictures=self._check_pictures)

    async def _fail(self, source: Source, state: SourceState, error: Exception) -> None:
        """Store a failure."""
        failed = state.failed(
            datetime.now(UTC),
            source.every if source.path is None else FOLDER_RETRY,
            describe(error),
            error.retry_after if isinstance(error, SourceError) else None,
        )
        log.warning("source not read", source=source.name, reason=failed.problem, failures=failed.failures,
                    again=failed.next_at and failed.next_at.isoformat(timespec="seconds"),
                    where=locate(error))  # fmt: skip
        self._unsaved[source.name] = failed  # backs off even where the archive cannot be written
        try:
            await self._save(failed)
        except Exception as unsaved:
            log.warning("state of a source not saved", source=source.name, reason=describe(unsaved))

    async def _save(self, state: SourceState) -> None:
        await self._archive.sources.save(state)
        self._unsaved.pop(state.name, None)


def _provenance(source: Source) -> Provenance:
    """The provenance of a source's issues. A source that delivers nothing does not edit posted digests either."""
    address = links.canonical(source.url) if source.url else None
    return Provenance(
        source.name, host=links.host(address) if address else None, edits=source.deliver is not Deliver.NONE
    )
