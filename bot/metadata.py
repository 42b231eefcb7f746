"""Official titles, authors and abstracts: arXiv is asked for what the archive does not know yet."""

from datetime import UTC, datetime, timedelta

import structlog

from newsletter.arxiv_api import BATCH, ArxivApi
from newsletter.errors import SourceError
from storage.archive import Archive
from storage.sources import SourceState

log = structlog.get_logger()

NAME = "arXiv"
"""What its state is kept under, with its address, beside those of the sources."""

REFRESH = timedelta(days=30)
PATIENCE = timedelta(minutes=1)
"""How long to wait after a first failure."""


class Asking:
    """Asks for one batch whenever it is asked to; readers and deliveries never wait for it."""

    def __init__(self, archive: Archive, api: ArxivApi) -> None:
        self._archive = archive
        self._api = api

    async def look(self) -> None:
        """Ask for a batch, unless arXiv is being left alone after a failure."""
        now = datetime.now(UTC)
        state = await self._state()
        if state.next_at is not None and state.next_at > now:
            return
        try:
            await self.ask()
        except SourceError as error:
            failed = state.failed(now, PATIENCE, str(error), error.retry_after)
            await self._archive.sources.save(failed)
            log.warning("arXiv not asked", reason=str(error), failures=failed.failures)

    async def ask(self) -> int:
        """Ask for a batch at once; how many papers. Raises SourceError."""
        now = datetime.now(UTC)
        ids = await self._archive.metadata.missing(BATCH, now - REFRESH)
        if not ids:
            return 0
        records = await self._api.fetch(ids)
        entries = await self._archive.metadata.save(records, now)
        await self._archive.sources.save((await self._state()).succeeded(now, timedelta()))
        log.info("papers asked for", papers=len(ids), entries=entries,
                 unknown=sum(record.title is None for record in records))  # fmt: skip
        return len(ids)

    async def _state(self) -> SourceState:
        return await self._archive.sources.load(NAME, self._api.address)
