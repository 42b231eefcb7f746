"""python -m bot ingest"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.archive import count, with_archive
from bot.cli.progress_bar import ProgressBar, describe_problem, show_progress_bar
from bot.cli.terminal import echo
from bot.ingest.documents import IngestObserver, Report, find_documents
from bot.ingest.pipeline import ingest as ingest_documents
from bot.process.priority import freeze_objects, lower_priority
from sources.config import Deliver
from storage.archive import Archive


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Issues, or folders of them.", show_default=False)
    ],
    deliver: Annotated[Deliver, typer.Option(help="Which of the issues that are news to deliver.")] = Deliver.LATEST,
) -> None:
    """Read issues into the archive; reading one again updates it. Ctrl-C keeps what is saved."""
    documents = find_documents(paths)
    lower_priority()
    freeze_objects()

    with _interruptible() as pressed, show_progress_bar(len(documents)) as bar:

        async def work(archive: Archive) -> list[Report]:
            reports = await ingest_documents(archive, documents, deliver, _progress(bar, pressed))
            await archive.index.merge_segments()
            return reports

        reports = with_archive(work)
    issues = [report.issue for report in reports if report.saved and report.issue]
    entries = sum(len(issue.entries) for issue in issues)
    echo(f"{count(len(issues), 'issue', 'issues')}, {count(entries, 'entry', 'entries')}")
    if bar:
        echo(bar.end(reports), err=True)
    left = len(documents) - len(reports)
    if pressed and left:
        echo(
            f"Interrupted: what was saved is kept, {count(left, 'document is', 'documents are')} left and nothing is "
            "delivered. The same command goes on with the rest.",
            err=True,
        )
        raise typer.Exit(130)
    if not issues or any(report.failed for report in reports):
        raise typer.Exit(1)


def _progress(bar: ProgressBar | None, pressed: list[int]) -> IngestObserver:
    """Report each document on a line of its own, or on the progress bar where there is one."""
    progress = IngestObserver(stopped=lambda: bool(pressed))
    if bar:
        progress.read, progress.saving = bar.read, bar.begin_saving
    if bar and sys.stdout.isatty():
        progress.report = bar.saved
    else:
        progress.report = lambda report: _tell(report, bar)
    return progress


def _tell(report: Report, bar: ProgressBar | None) -> None:
    _print_report(report)
    if bar and report.saved:
        bar.saved(report)


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Record Ctrl-C so that what has been read is saved; a second Ctrl-C interrupts at once."""
    pressed: list[int] = []
    before = signal.getsignal(signal.SIGINT)

    def note(number: int, frame: object) -> None:
        pressed.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGINT, note)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def _print_report(report: Report) -> None:
    if report.saved is None or report.issue is None:
        echo(describe_problem(report), err=report.failed)
        return
    name = report.document.name
    entries = count(len(report.issue.entries), "entry", "entries")
    line = f"{report.saved.status.value:9} {name}: {report.issue.title} ({entries})"
    if report.saved.queued:
        line += f", to be delivered to {report.saved.queued}"
    echo(line)
    for warning in report.warnings:
        echo(f"{'':9} line {warning.line}: {warning.text}")
