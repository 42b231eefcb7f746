"""Official titles, authors and abstracts: arXiv is asked for what the archive does not know yet."""

from datetime import UTC, datetime, timedelta

import structlog

from bot.ingest.unforeseen import describe, locate
from newsletter.errors import SourceError
from newsletter.model import PaperRecord
from sources.arxiv_client import BATCH, ArxivApi
from storage.archive import Archive
from storage.metadata import REFRESH
from storage.sources import SourceState

log = structlog.get_logger()

NAME = "arXiv"
"""What its state is kept under, with its address, beside those of the sources."""

PATIENCE = timedelta(minutes=1)
"""How long to wait after a first failure."""


class Asking:
    """Asks for one batch whenever it is asked to; readers and deliveries never wait for it."""

    def __init__(self, archive: Archive, api: ArxivApi) -> None:
        self._archive = archive
        self._api = api
        self._failed: SourceState | None = None  # counts even where the archive cannot be written

    async def look(self) -> None:
        """Ask for a batch, unless arXiv is being left alone after a failure.

        Whatever goes wrong is kept as arXiv's state, and asked again after a backoff. Each batch is then half as
        large as the one before, so that one paper that arXiv stumbles over cannot keep the others from being found.
        """
        state = self._failed or await self._state()
        if not state.is_due(datetime.now(UTC)):
            return
        size = max(1, BATCH >> state.failures)
        try:
            await self.ask(size)
        except Exception as error:
            await self._fail(state, error, is_single=size == 1)

    async def ask(self, size: int = BATCH) -> int:
        """Ask for a batch at once; how many papers. Raises SourceError."""
        now = datetime.now(UTC)
        ids = await self._archive.metadata.missing(size, now - REFRESH)
        if not ids:
            return 0
        records = await self._api.fetch(ids)
        entries = await self._archive.metadata.save(records, now)
        await self._archive.sources.save((await self._state()).succeeded(now, timedelta()))
        self._failed = None
        log.info("papers asked for", papers=len(ids), entries=entries,
                 unknown=sum(record.title is None for record in records))  # fmt: skip
        return len(ids)

    async def _fail(self, state: SourceState, error: Exception, *, is_single: bool) -> None:
        """Remember a failure. A paper that was asked for alone counts as unknown, and is no longer the next."""
        now = datetime.now(UTC)
        retry_after = error.retry_after if isinstance(error, SourceError) else None
        self._failed = failed = state.failed(now, PATIENCE, describe(error), retry_after)
        log.warning("arXiv not asked", reason=failed.problem, failures=failed.failures, where=locate(error))
        await self._archive.sources.save(failed)
        if is_single and retry_after is None:
            ids = await self._archive.metadata.missing(1, now - REFRESH)
            await self._archive.metadata.save([PaperRecord(paper, None) for paper in ids], now)

    async def _state(self) -> SourceState:
        return await self._archive.sources.load(NAME, self._api.address)
