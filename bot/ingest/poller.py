"""The sources of sources.toml: what is new at them is ingested, and how they are doing is remembered."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot.ingest.folder import Watch, log_report
from bot.ingest.news import Since
from bot.ingest.pipeline import Deliver, Document, Report, ingest
from bot.ingest.unforeseen import describe, locate
from newsletter import links
from newsletter.errors import SourceError
from sources.config import Source, SourceKind
from sources.fetcher import Fetcher, Validators
from sources.poll import PollResult, poll_source
from storage.archive import Archive
from storage.records import Provenance
from storage.sources import SourceState

log = structlog.get_logger()

FOLDER_PATIENCE = timedelta(minutes=1)
"""How long a folder is left alone after a first failure."""

REMEMBERED = 5_000
"""Items of a source that are known again, ten times as many as are read of a feed: one that calls its items by another
name at each look must not fill the database."""


class SourceWatch:
    """Looks at sources whose time has come, whenever it is asked to.

    Whatever goes wrong with a source is that source's problem: it is kept with its state, and the source is asked
    again after a backoff. No source waits for another.
    """

    def __init__(self, archive: Archive, sources: Sequence[Source], fetcher: Fetcher) -> None:
        self._archive = archive
        self._fetcher = fetcher
        self._sources = sources
        self._folders = {
            source.name: Watch(archive, source.path, Deliver(source.deliver), _provenance(source))
            for source in sources
            if source.path is not None
        }
        self._saving = asyncio.Lock()  # which of two issues is newer is decided when the first is saved
        self._unsaved: dict[str, SourceState] = {}  # states that the archive did not take, by the source's name

    async def look(self, *sources: Source) -> None:
        """Read what is new at sources, at all of them where none is given."""
        await asyncio.gather(*(self._look_at(source) for source in sources or self._sources))

    async def _look_at(self, source: Source) -> None:
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
                await self._keep(source, state, result)
        except Exception as error:
            await self._fail(source, state, error)

    async def _read_folder(self, folder: Watch, state: SourceState) -> None:
        """A folder is looked at each time; its state is only kept to tell what is wrong with it."""
        await folder.look()
        if state.failures:
            await self._save(state.succeeded(datetime.now(UTC), timedelta()))

    async def _keep(self, source: Source, state: SourceState, result: PollResult) -> None:
        """Ingest what was read, then remember that it was: killed in between, it is read again and found unchanged."""
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
            items=dict(list(known.items())[-REMEMBERED:]),
        )
        await self._save(done)

    async def _ingest(self, source: Source, state: SourceState, result: PollResult) -> list[Report]:
        since = Since.ALL if state.read_at is None else Since.SOURCE
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
                    since=Since.NOTHING if item.is_new else since,
                )
            )
        return await ingest(self._archive, documents, Deliver(source.deliver)) if documents else []

    async def _fail(self, source: Source, state: SourceState, error: Exception) -> None:
        """Remember what went wrong."""
        failed = state.failed(
            datetime.now(UTC),
            source.every if source.path is None else FOLDER_PATIENCE,
            describe(error),
            error.retry_after if isinstance(error, SourceError) else None,
        )
        log.warning("source not read", source=source.name, reason=failed.problem, failures=failed.failures,
                    again=failed.next_at and failed.next_at.isoformat(timespec="seconds"),
                    where=locate(error))  # fmt: skip
        self._unsaved[source.name] = failed  # counts even where the archive cannot be written
        try:
            await self._save(failed)
        except Exception as unsaved:
            log.warning("state of a source not saved", source=source.name, reason=describe(unsaved))

    async def _save(self, state: SourceState) -> None:
        await self._archive.sources.save(state)
        self._unsaved.pop(state.name, None)


def _provenance(source: Source) -> Provenance:
    """Issues of a source are its own; one that delivers nothing does not change what was posted either."""
    address = links.canonical(source.url) if source.url else None
    return Provenance(source.name, host=links.host(address) if address else None, edits=source.deliver != "none")
