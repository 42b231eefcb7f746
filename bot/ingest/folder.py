"""Ingests new and changed files of a watched folder."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import structlog

from bot.ingest.documents import Document, Report, find_documents
from bot.ingest.pictures import PictureCheck
from bot.ingest.pipeline import ingest
from newsletter.errors import NewsletterError
from sources.config import Deliver
from storage.archive import Archive
from storage.records import OPERATOR, Provenance, SaveStatus

log = structlog.get_logger()

QUIET_SECONDS = 2.0
"""Time since the last change before a file is read; one that is being written would be read in part."""

Stamp = tuple[int, int]  # modified (ns), bytes


class FolderWatcher:
    """Polls a folder."""

    def __init__(
        self,
        archive: Archive,
        folder: Path,
        deliver: Deliver = Deliver.LATEST,
        origin: Provenance = OPERATOR,
        check_pictures: PictureCheck | None = None,
    ) -> None:
        self._archive = archive
        self._folder = folder
        self._deliver = deliver
        self._origin = origin
        self._check_pictures = check_pictures
        self._seen: dict[Path, Stamp] = {}

    async def poll(self) -> None:
        """Ingest documents that are new or changed since the last poll; all of them at the first."""
        try:
            changed = await asyncio.to_thread(self._find_changed)
        except NewsletterError as error:
            log.debug("nothing to watch", reason=str(error))
            return
        if not changed:
            return
        reports = await ingest(self._archive, list(changed), self._deliver, check_pictures=self._check_pictures)
        for report in reports:
            self._seen[report.document.path] = changed[report.document]
            log_report(report)

    def _find_changed(self) -> dict[Document, Stamp]:
        changed = {}
        for document in find_documents([self._folder]):
            try:
                status = document.path.stat()
            except OSError:
                continue  # deleted since it was listed
            stamp = (status.st_mtime_ns, status.st_size)
            if self._seen.get(document.path) != stamp and time.time() - status.st_mtime >= QUIET_SECONDS:
                changed[replace(document, origin=self._origin)] = stamp
        return changed


def log_report(report: Report) -> None:
    """Log what happened to a document; nothing where it is unchanged."""
    file = report.document.title or str(report.document.path)
    if report.problem:
        log.warning("document not read", file=file, reason=report.problem)
    elif report.saved and report.saved.owner:
        log.info("issue left as it is", file=file, reason=f"the archive has it from {report.saved.owner}, which alone "
                 "corrects it: ingest the file by hand to take this version")  # fmt: skip
    elif report.saved and report.issue and report.saved.status is not SaveStatus.UNCHANGED:
        log.info("issue ingested", file=file, issue=report.issue.title, status=report.saved.status.value,
                 queued=report.saved.queued, warnings=len(report.warnings))  # fmt: skip
