"""Ingest: documents in, issues in the archive, the newest of them in the ledger."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from itertools import groupby, islice
from pathlib import Path

from bot.ingest.news import Candidate, Since, judge
from newsletter.errors import DocumentError, NewsletterError
from newsletter.model import Issue, ParsedIssue, ParseWarning
from newsletter.parsing import DOCUMENT_SUFFIXES, read_document
from newsletter.workers import run_in_worker
from storage.archive import Archive
from storage.records import OPERATOR, Provenance, Saved

BATCH = 100
"""Issues that are archived in one transaction: the index takes in many at once faster. Others wait for the file so
long, a fifth of a second where it was measured."""

_SOON = 0.1  # seconds after which a long document is left when somebody has stopped the reading


class Deliver(StrEnum):
    """Which of the issues that are news one run delivers; older issues are archived and never posted."""

    LATEST = "latest"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Document:
    """A file to read, or what was read from elsewhere, with the name to call it by.

    One that was found in a folder or a feed may turn out to be something else.
    """

    path: Path
    found: bool = False
    content: ParsedIssue | None = None
    title: str | None = None
    origin: Provenance = OPERATOR
    since: Since = Since.ALL

    @property
    def name(self) -> str:
        return self.title or self.path.name


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one document: saved, or a sentence why not."""

    document: Document
    issue: Issue | None = None
    saved: Saved | None = None
    warnings: tuple[ParseWarning, ...] = ()
    problem: str | None = None

    @property
    def failed(self) -> bool:
        """A file that somebody named could not be used. Other files of a folder may be what they are."""
        return self.problem is not None and not self.document.found


@dataclass(slots=True)
class Progress:
    """What is told while documents are read and then saved, oldest first.

    `stopped` is asked between two documents. Stopped while they are read, what has been read is saved and nothing
    delivered, since a later issue may not have been read; stopped while they are saved, the later ones are left.
    """

    report: Callable[[Report], None] = lambda report: None
    read: Callable[[ParsedIssue | None], None] = lambda content: None
    saving: Callable[[int], None] = lambda issues: None  # how many there are to save
    stopped: Callable[[], bool] = lambda: False


def find_documents(paths: Iterable[Path]) -> list[Document]:
    """Files as they are, folders with all the documents below them, in the order of their names.

    Raises NewsletterError for a path that is not there and for a folder without documents.
    """
    documents: list[Document] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(
                file
                for file in path.rglob("*")
                if file.suffix.lower() in DOCUMENT_SUFFIXES
                and file.is_file()
                and file.resolve().is_relative_to(path.resolve())  # no link leads out of the folder
                and not any(part.startswith(".") for part in file.relative_to(path).parts)
            )
            if not inside:
                raise NewsletterError(
                    f"{path} holds no issues: expected files that end in {', '.join(DOCUMENT_SUFFIXES)}, found none."
                )
            documents += [Document(file, found=True) for file in inside]
        elif path.exists():
            documents.append(Document(path))
        else:
            raise NewsletterError(f"{path} is not there: name a file or a folder of issues.")
    return documents


async def ingest(
    archive: Archive,
    documents: Sequence[Document],
    deliver: Deliver = Deliver.LATEST,
    progress: Progress | None = None,
) -> list[Report]:
    """Read documents and save their issues, oldest first; each is saved whole or not at all, many in a transaction.

    Problems of single documents are reported, not raised; StorageError is raised.
    """
    progress = progress or Progress()
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
    for batch in _batches(await _order(archive, parsed, deliver)):
        if progress.stopped() and not was_stopped:
            break
        for item, saved in zip(batch, await _save(archive, batch), strict=True):
            report(Report(item.document, item.content.issue, saved, item.content.warnings))
    return reports


class _StoppedError(Exception):
    """Reading was stopped before this document was read."""


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


def _batches(items: Iterable[_Ready]) -> Iterator[list[_Ready]]:
    """Issues that are archived many at a time, one that is delivered by itself: it is news now, not when all are in."""
    for is_delivered, group in groupby(items, key=lambda item: item.is_delivered):
        rest = iter(group)
        while batch := list(islice(rest, 1 if is_delivered else BATCH)):
            yield batch


async def _save(archive: Archive, batch: Sequence[_Ready]) -> list[Saved]:
    now = datetime.now(UTC)
    if batch[0].is_delivered:
        return [
            await archive.issues.save(item.content.issue, now, item.document.origin, deliver=True) for item in batch
        ]
    origins = [item.document.origin for item in batch]
    return await archive.issues.save_all([item.content.issue for item in batch], now, origins)


async def _order(archive: Archive, parsed: Sequence[tuple[Document, ParsedIssue]], deliver: Deliver) -> list[_Ready]:
    """Documents oldest first, and which of them are delivered."""
    candidates = [Candidate(content.issue, document.origin, document.since) for document, content in parsed]
    ordered = await judge(archive, candidates, datetime.now(UTC).date())
    news = [each.index for each in ordered if each.is_news]
    chosen = set({Deliver.ALL: news, Deliver.LATEST: news[-1:], Deliver.NONE: []}[deliver])
    return [_Ready(*parsed[each.index], each.index in chosen) for each in ordered]
