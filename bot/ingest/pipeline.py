"""Ingest pipeline: reads documents, saves their issues, queues the news for delivery."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, islice

from bot.ingest.documents import Document, IngestObserver, Report
from bot.ingest.error_report import describe
from bot.ingest.news import Candidate, classify
from bot.ingest.pictures import PictureCheck
from newsletter.errors import DocumentError
from newsletter.model import ParsedIssue
from newsletter.parsing import read_document
from newsletter.workers import run_in_worker
from sources.config import Deliver
from storage.archive import Archive
from storage.errors import StorageError
from storage.records import Saved, SaveStatus

BATCH = 100
"""Issues saved in one transaction: the index takes in many at once faster. Other writers wait for it, about 0.2 s."""

_SOON = 0.1  # seconds between checks whether reading a long document was stopped


async def ingest(
    archive: Archive,
    documents: Sequence[Document],
    deliver: Deliver = Deliver.LATEST,
    progress: IngestObserver | None = None,
    check_pictures: PictureCheck | None = None,
) -> list[Report]:
    """Read documents and save their issues, oldest first; each is saved whole or not at all.

    `check_pictures` is called with the issues that are delivered or corrected, before they are saved: their messages
    show only checked pictures. Problems of single documents are reported, not raised. Raises StorageError.
    """
    progress = progress or IngestObserver()
    reports: list[Report] = []

    def report(item: Report) -> None:
        reports.append(item)
        progress.report(item)

    parsed: list[tuple[Document, ParsedIssue]] = []
    for document in documents:
        content: ParsedIssue | None = None
        try:
            content = await _read(document, progress.stopped)
            parsed.append((document, content))
        except DocumentError as error:
            report(Report(document, problem=str(error)))
        except _StoppedError:
            deliver = Deliver.NONE
            break
        progress.read(content)
    was_stopped = progress.stopped()
    progress.saving(len(parsed))
    ready = await _order(archive, parsed, deliver)
    if check_pictures:
        await check_pictures([item.content.issue for item in ready if item.is_delivered or item.is_correction])
    for batch in _batches(ready):
        if progress.stopped() and not was_stopped:
            break
        for each in await _save_apart(archive, batch):
            report(each)
    return reports


class _StoppedError(Exception):
    """The run was stopped before this document was read."""


async def _read(document: Document, stopped: Callable[[], bool]) -> ParsedIssue:
    if stopped():
        raise _StoppedError
    if document.content is not None:
        return document.content
    reading = asyncio.create_task(run_in_worker(document.name, read_document, document.path))
    try:
        while not reading.done():
            await asyncio.wait({reading}, timeout=_SOON)
            if stopped():
                raise _StoppedError
        return await reading
    finally:
        reading.cancel()


@dataclass(frozen=True, slots=True)
class _Ready:
    document: Document
    content: ParsedIssue
    is_delivered: bool
    is_correction: bool


def _batches(items: Iterable[_Ready]) -> Iterator[list[_Ready]]:
    """Groups of issues to archive; an issue to deliver is alone, since it is news now, not when all are saved."""
    for is_delivered, group in groupby(items, key=lambda item: item.is_delivered):
        rest = iter(group)
        while batch := list(islice(rest, 1 if is_delivered else BATCH)):
            yield batch


async def _save_apart(archive: Archive, batch: Sequence[_Ready]) -> list[Report]:
    """Save issues together, or one by one if that fails unexpectedly, so that one issue keeps out no other.

    Raises StorageError.
    """
    try:
        saved = await _save(archive, batch)
    except StorageError:
        raise
    except Exception as error:
        if len(batch) > 1:
            return [report for item in batch for report in await _save_apart(archive, [item])]
        document = batch[0].document
        return [Report(document, problem=f"{document.name} is not saved: {describe(error)}")]
    return [
        Report(item.document, item.content.issue, each, item.content.warnings)
        for item, each in zip(batch, saved, strict=True)
    ]


async def _save(archive: Archive, batch: Sequence[_Ready]) -> list[Saved]:
    now = datetime.now(UTC)
    if batch[0].is_delivered:
        return [
            await archive.issues.save(item.content.issue, now, item.document.origin, deliver=True) for item in batch
        ]
    origins = [item.document.origin for item in batch]
    return await archive.issues.save_all([item.content.issue for item in batch], now, origins)


async def _order(archive: Archive, parsed: Sequence[tuple[Document, ParsedIssue]], deliver: Deliver) -> list[_Ready]:
    """Documents oldest first, and whether each is delivered."""
    candidates = [Candidate(content.issue, document.origin, document.since) for document, content in parsed]
    ordered = await classify(archive, candidates, datetime.now(UTC).date())
    news = [each.index for each in ordered if each.is_news]
    chosen = set({Deliver.ALL: news, Deliver.LATEST: news[-1:], Deliver.NONE: []}[deliver])
    return [
        _Ready(*parsed[each.index], each.index in chosen, each.found.status is SaveStatus.CHANGED) for each in ordered
    ]
