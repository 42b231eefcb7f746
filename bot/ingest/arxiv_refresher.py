"""Fetches official titles, authors and abstracts from arXiv for papers of the archive."""

from datetime import UTC, datetime, timedelta

import structlog

from bot.ingest.error_report import describe, locate
from newsletter.errors import SourceError
from newsletter.model import PaperRecord
from sources.arxiv_client import BATCH, ArxivApi
from storage.archive import Archive
from storage.metadata import REFRESH_INTERVAL
from storage.sources import SourceState

log = structlog.get_logger()

STATE_NAME = "arXiv"
"""Name of arXiv's row among the source states."""

FIRST_RETRY = timedelta(minutes=1)
"""Wait after a first failure."""


class ArxivRefresher:
    """Fetches one batch per call; searches and deliveries never wait for it."""

    def __init__(self, archive: Archive, api: ArxivApi) -> None:
        self._archive = archive
        self._api = api
        self._failed: SourceState | None = None  # backs off even where the archive cannot be written

    async def refresh_due(self) -> None:
        """Fetch a batch, unless arXiv is backing off after a failure.

        Any error is stored as arXiv's state and retried with backoff. Each failure halves the batch, so that one
        paper that
        arXiv fails on does not block the others.
        """
        state = self._failed or await self._state()
        if not state.is_due(datetime.now(UTC)):
            return
        size = max(1, BATCH >> state.failures)
        try:
            await self.refresh(size)
        except Exception as error:
            await self._fail(state, error, is_single=size == 1)

    async def refresh(self, size: int = BATCH) -> int:
        """Fetch a batch now; returns the number of papers. Raises SourceError."""
        now = datetime.now(UTC)
        ids = await self._archive.metadata.missing(size, now - REFRESH_INTERVAL)
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
        """Store a failure. A paper that was fetched alone counts as a miss, so that it is not next again."""
        now = datetime.now(UTC)
        retry_after = error.retry_after if isinstance(error, SourceError) else None
        self._failed = failed = state.failed(now, FIRST_RETRY, describe(error), retry_after)
        log.warning("arXiv not asked", reason=failed.problem, failures=failed.failures, where=locate(error))
        await self._archive.sources.save(failed)
        if is_single and retry_after is None:
            ids = await self._archive.metadata.missing(1, now - REFRESH_INTERVAL)
            await self._archive.metadata.save([PaperRecord(paper, None) for paper in ids], now)

    async def _state(self) -> SourceState:
        return await self._archive.sources.load(STATE_NAME, self._api.address)
