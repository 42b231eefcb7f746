"""Publishes submissions after an owner approved them and the undo window is over."""

from datetime import UTC, datetime
from pathlib import Path

import structlog

from bot.ingest.documents import Document
from bot.ingest.folder import log_report
from bot.ingest.pictures import PictureCheck
from bot.ingest.pipeline import ingest
from newsletter.errors import DocumentError
from newsletter.parsing import parse_bytes
from newsletter.workers import run_in_worker
from storage.archive import Archive
from storage.submissions import Outcome, Submission, SubmissionState

log = structlog.get_logger()

ACTS = {
    "approve": SubmissionState.APPROVED,
    "hold": SubmissionState.HELD,
    "undo": SubmissionState.HELD,
    "drop": SubmissionState.DROPPED,
}
"""The state that each button of a preview leads to."""


class Publisher:
    """Ingests approved submissions."""

    def __init__(self, archive: Archive, check_pictures: PictureCheck | None = None) -> None:
        self._archive = archive
        self._check_pictures = check_pictures

    async def publish_due(self) -> None:
        """Publish what is due. After a crash it runs again and finds the issue unchanged."""
        for waiting in await self._archive.submissions.due(datetime.now(UTC)):
            outcome = await self._publish(waiting)
            await self._archive.submissions.transition(
                waiting.id, SubmissionState.PUBLISHED, datetime.now(UTC), outcome
            )
            log.info("submission published", file=waiting.name, queued=outcome.queued, problem=outcome.sentence,
                     status=outcome.status and outcome.status.value)  # fmt: skip

    async def _publish(self, waiting: Submission) -> Outcome:
        try:
            content = await run_in_worker(
                waiting.name, parse_bytes, waiting.content, waiting.name, content_type=waiting.kind
            )
        except DocumentError as error:  # a newer version may reject what an older one previewed
            return Outcome(problem=error.message, params=error.params)
        document = Document(Path(waiting.name), content=content)
        (report,) = await ingest(self._archive, [document], check_pictures=self._check_pictures)
        log_report(report)
        if report.saved is None:
            return Outcome(problem=report.problem)
        return Outcome(report.saved.status, report.saved.queued)
