"""Issues given to the bot in Discord: published when an owner approved them and the time to undo it is over."""

from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.ingest.folder import log_report
from bot.ingest.pipeline import Document, ingest
from newsletter.errors import DocumentError
from newsletter.parsing import parse_bytes
from newsletter.workers import run_in_worker
from storage.archive import Archive
from storage.submissions import Import, ImportState

log = structlog.get_logger()

ACTS = {
    "approve": ImportState.APPROVED,
    "hold": ImportState.HELD,
    "undo": ImportState.HELD,
    "drop": ImportState.DROPPED,
}
"""What each button of a preview makes of the import."""


class Publisher:
    """Brings approved imports into the archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    async def look(self) -> None:
        """Publish what can no longer be undone. Killed half-way, it is done again and found unchanged."""
        for waiting in await self._archive.imports.due(datetime.now(UTC)):
            outcome = await self._publish(waiting)
            await self._archive.imports.move(waiting.id, ImportState.PUBLISHED, datetime.now(UTC), outcome)
            log.info("import published", file=waiting.name, outcome=outcome)

    async def _publish(self, waiting: Import) -> str:
        try:
            content = await run_in_worker(
                waiting.name, parse_bytes, waiting.content, waiting.name, content_type=waiting.kind
            )
        except DocumentError as error:  # a newer Paperboy may refuse what an older one has previewed
            return str(error)
        (report,) = await ingest(self._archive, [Document(Path(waiting.name), content=content)])
        log_report(report)
        if report.saved is None:
            return report.problem or "Not read."
        return f"{report.saved.status.value}, {report.saved.queued} deliveries queued"
