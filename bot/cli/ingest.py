"""python -m bot ingest"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.text import Text

from bot.cli.archive import count, with_archive
from bot.ingest import Deliver, Document, Progress, Report, find_documents
from bot.ingest import ingest as ingest_documents
from storage.archive import Archive

MANY = 20
"""From so many documents on, a bar shows how far it is."""


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Issues, or folders of them.", show_default=False)
    ],
    deliver: Annotated[Deliver, typer.Option(help="Which of the issues that are news to deliver.")] = Deliver.LATEST,
) -> None:
    """Read issues into the archive; reading one again updates it. Ctrl-C keeps what is done."""
    documents = find_documents(paths)

    with _interruptible() as pressed, _bar(len(documents)) as bar:

        async def work(archive: Archive) -> list[Report]:
            reports = await ingest_documents(archive, documents, deliver, progress)
            await archive.index.tidy()
            return reports

        reading, saving = bar.task_ids

        def read(document: Document) -> None:
            bar.advance(reading)

        def report(item: Report) -> None:
            warnings = len(item.doubts) + bool(item.problem)
            bar.update(saving, advance=1, warnings=bar.tasks[1].fields["warnings"] + warnings)
            _print_report(item)

        progress = Progress(report, read, lambda: bool(pressed))
        reports = with_archive(work)
    issues = [report.issue for report in reports if report.saved and report.issue]
    entries = sum(len(issue.entries) for issue in issues)
    typer.echo(f"{count(len(issues), 'issue', 'issues')}, {count(entries, 'entry', 'entries')}")
    if pressed:
        left = len(documents) - len(reports)
        typer.echo(f"Interrupted: what was read is kept, {left} not read, nothing delivered.", err=True)
        raise typer.Exit(130)
    if not issues or any(report.failed for report in reports):
        raise typer.Exit(1)


@contextmanager
def _interruptible() -> Iterator[list[int]]:
    """Ctrl-C is noted, so that what has been read can be saved; pressed again it ends the program at once."""
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


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.0f}/s" if speed else "", style="cyan")


@contextmanager
def _bar(documents: int) -> Iterator[Bar]:
    """A bar with rate and warnings on standard error, where somebody looks at it."""
    shown = documents >= MANY and sys.stderr.isatty()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TextColumn("{task.fields[warnings]} warnings"),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True)
    with Bar(*columns, console=console, disable=not shown, redirect_stdout=sys.stdout.isatty()) as bar:
        bar.add_task("Reading", total=documents, warnings=0)
        bar.add_task("Saving", total=documents, warnings=0)
        yield bar


def _print_report(report: Report) -> None:
    name = report.document.name
    if report.saved is None or report.issue is None:
        typer.echo(f"{'failed' if report.failed else 'skipped':9} {name}: {report.problem}", err=report.failed)
        return
    entries = count(len(report.issue.entries), "entry", "entries")
    line = f"{report.saved.status.value:9} {name}: {report.issue.title} ({entries})"
    if report.saved.queued:
        line += f", to be delivered to {report.saved.queued}"
    typer.echo(line)
    for doubt in report.doubts:
        typer.echo(f"{'':9} line {doubt.line}: {doubt.text}")
