"""The command line. Each command ends with 0, or with 1 and a sentence on stderr.

Discord's library is loaded only by the command that talks to Discord: the others start in half the time.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.exchange import read_subscriptions, write_subscription
from bot.ingest import Deliver, Report, find_documents
from bot.ingest import ingest as ingest_documents
from config.settings import SettingsError, load
from newsletter.document import as_json
from newsletter.errors import NewsletterError
from newsletter.parsing import read_document
from newsletter.query import read_query
from storage.archive import Archive
from storage.errors import StorageError
from storage.records import Hit

T = TypeVar("T")

app = typer.Typer(
    help="Paperboy delivers a machine-learning newsletter in Discord and searches everything it ever covered.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
subscriptions = typer.Typer(
    help="Subscriptions as JSON lines: to move them, or to make many at once.", no_args_is_help=True
)
app.add_typer(subscriptions, name="subscriptions")

File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]


@app.command()
def parse(file: File) -> None:
    """Print an issue as JSON; what is doubtful in it goes to stderr."""
    parsed = read_document(file)
    for doubt in parsed.doubts:
        typer.echo(f"{file}:{doubt.line}: {doubt.text}", err=True)
    typer.echo(json.dumps(as_json(parsed.issue, file.name), ensure_ascii=False, indent=2))


@app.command()
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

    reports = _with_archive(work)
    saved = [report for report in reports if report.saved and report.issue]
    entries = sum(len(report.issue.entries) for report in saved if report.issue)
    typer.echo(f"{_count(len(saved), 'issue', 'issues')}, {_count(entries, 'entry', 'entries')}")
    if not saved or any(report.failed for report in reports):
        raise typer.Exit(1)


@app.command()
def search(
    text: str,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 10,
    as_list: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Search the archive by words in any language, or by arXiv id."""

    async def work(archive: Archive) -> tuple[int, tuple[Hit, ...]]:
        found = await archive.papers.search(read_query(text), limit=limit)
        return found.total, found.hits

    total, hits = _with_archive(work)
    if as_list:
        typer.echo(json.dumps([_hit_as_json(hit) for hit in hits], ensure_ascii=False, indent=2))
        return
    console = Console(highlight=False, emoji=False, markup=False)
    console.print(f"{total} found")
    for hit in hits:
        console.print(Text(hit.entry.label, "bold"))
        facts = " · ".join(filter(None, (hit.entry.cited_title, hit.issue.title)))
        console.print(Padding(Text(facts, "dim"), (0, 0, 0, 2)))
        if hit.entry.url:
            console.print(Padding(Text(hit.entry.url, "cyan", overflow="fold"), (0, 0, 0, 2)))


@app.command()
def run() -> None:
    """Run the bot until it is told to stop (Ctrl-C, SIGTERM)."""
    from bot import log  # noqa: PLC0415 - see the module's docstring
    from bot.app import StartError  # noqa: PLC0415
    from bot.app import run as run_bot  # noqa: PLC0415

    log.set_up()
    try:
        asyncio.run(run_bot(load()))
    except StartError as error:
        raise SettingsError(str(error)) from error


@subscriptions.command("import")
def import_subscriptions(file: File) -> None:
    """Subscribe all targets of a file, or none of them where a line cannot be used."""
    wanted = read_subscriptions(file)
    created = _with_archive(lambda archive: archive.subscriptions.add_all(wanted, datetime.now(UTC)))
    typer.echo(f"{_count(len(wanted), 'subscription', 'subscriptions')}, {created} of them new")


@subscriptions.command("export")
def export_subscriptions(file: File) -> None:
    """Write all subscriptions to a file (- for standard output)."""
    lines = [write_subscription(found) for found in _with_archive(lambda archive: archive.subscriptions.all())]
    text = "".join(line + "\n" for line in lines)
    if str(file) == "-":
        typer.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")
        typer.echo(_count(len(lines), "subscription", "subscriptions"), err=True)


def main() -> None:
    """Entry of `python -m bot`."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except (NewsletterError, SettingsError, StorageError, OSError) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


def _with_archive(work: Callable[[Archive], Awaitable[T]]) -> T:
    async def opened() -> T:
        async with await Archive.open(load().database) as archive:
            return await work(archive)

    return asyncio.run(opened())


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _print_report(report: Report) -> None:
    name = report.document.path.name
    if report.saved is None or report.issue is None:
        typer.echo(f"{'failed' if report.failed else 'skipped':9} {name}: {report.problem}", err=report.failed)
        return
    entries = _count(len(report.issue.entries), "entry", "entries")
    line = f"{report.saved.status.value:9} {name}: {report.issue.title} ({entries})"
    if report.saved.queued:
        line += f", to be delivered to {report.saved.queued}"
    typer.echo(line)
    for doubt in report.doubts:
        typer.echo(f"{'':9} line {doubt.line}: {doubt.text}")


def _hit_as_json(hit: Hit) -> dict[str, Any]:
    """One search result in the stable form that docs/formats.md describes."""
    return {
        "arxiv_id": hit.entry.arxiv_id,
        "headline": hit.entry.headline,
        "title": hit.entry.cited_title,
        "issue": hit.issue.title,
        "section": hit.section.value,
        "url": hit.entry.url,
        "score": hit.score,
    }
