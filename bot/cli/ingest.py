"""python -m bot ingest"""

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.archive import count, with_archive
from bot.ingest import Deliver, Report, find_documents
from bot.ingest import ingest as ingest_documents
from storage.archive import Archive


def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH…", help="Issues, or folders of them.", show_default=False)
    ],
    deliver: Annotated[Deliver, typer.Option(help="Which of the issues that are news to deliver.")] = Deliver.LATEST,
) -> None:
    """Read issues into the archive; reading one again updates it."""
    documents = find_documents(paths)

    async def work(archive: Archive) -> list[Report]:
        return await ingest_documents(archive, documents, deliver, _print_report)

    reports = with_archive(work)
    issues = [report.issue for report in reports if report.saved and report.issue]
    entries = sum(len(issue.entries) for issue in issues)
    typer.echo(f"{count(len(issues), 'issue', 'issues')}, {count(entries, 'entry', 'entries')}")
    if not issues or any(report.failed for report in reports):
        raise typer.Exit(1)


def _print_report(report: Report) -> None:
    name = report.document.path.name
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
