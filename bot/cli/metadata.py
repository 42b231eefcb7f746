"""python -m bot metadata show|refresh|import"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.archive import count, read_sources, with_archive
from bot.cli.terminal import echo
from bot.ingest.arxiv_refresher import STATE_NAME, ArxivRefresher
from config.settings import load
from newsletter.paper_json import read_records
from sources.arxiv_client import ADDRESS, ArxivApi
from sources.fetcher import Fetcher
from storage.archive import Archive
from storage.metadata import REFRESH_INTERVAL, MetadataCounts
from storage.sources import SourceState

group = typer.Typer(help="Official titles, authors and abstracts of papers.", no_args_is_help=True)


@group.command("show")
def show() -> None:
    """Show how many papers have metadata, and the state of the arXiv client."""

    async def work(archive: Archive) -> tuple[MetadataCounts, SourceState]:
        return await archive.metadata.count(), await archive.sources.load(STATE_NAME, _address())

    known, state = with_archive(work)
    waiting = known.papers - known.known - known.unknown
    papers = count(known.papers, "paper", "papers")
    echo(f"{papers}: {known.known} known, {known.unknown} unknown to arXiv, {waiting} to ask for")
    if known.oldest:
        echo(
            f"asked for longest ago: {known.oldest:%Y-%m-%d}; refreshed after {REFRESH_INTERVAL.days} days, "
            "unknown ones sooner"
        )
    if state.problem:
        again = f"{state.next_at:%Y-%m-%d %H:%M} UTC" if state.next_at else "the next tick"
        echo(f"failed {state.failures} times in a row: {state.problem} Asked again at {again}.")


@group.command("refresh")
def refresh() -> None:
    """Fetch metadata from arXiv now: for papers without any, and for the oldest records."""
    settings, contact = load(), read_sources().contact

    async def work(archive: Archive) -> int:
        async with Fetcher(contact, settings.allowed_hosts) as fetcher:
            refresher = ArxivRefresher(archive, ArxivApi(fetcher, _address()))
            done = 0
            while asked := await refresher.refresh():
                done += asked
                echo(f"{done} asked for", err=True)
            return done

    echo(count(with_archive(work), "paper", "papers"))


def _address() -> str:
    return str(load().arxiv_url or ADDRESS)


@group.command("import")
def import_metadata(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
) -> None:
    """Import paper metadata from a JSON file, so that it can be searched without asking arXiv."""
    records = read_records(file)
    found = with_archive(lambda archive: archive.metadata.save(records, datetime.now(UTC)))
    echo(f"{count(len(records), 'paper', 'papers')}, {count(found, 'entry', 'entries')} about them")
