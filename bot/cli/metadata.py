"""python -m bot metadata import"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.archive import count, with_archive
from newsletter.record import read_records

group = typer.Typer(help="Official titles, authors and abstracts of papers.", no_args_is_help=True)


@group.callback()
def about() -> None:
    """A group of one command stays a group."""


@group.command("import")
def import_metadata(
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
) -> None:
    """Take what arXiv says of papers from a JSON file, so that it can be searched without asking arXiv."""
    records = read_records(file)
    found = with_archive(lambda archive: archive.metadata.save(records, datetime.now(UTC)))
    typer.echo(f"{count(len(records), 'paper', 'papers')}, {count(found, 'entry', 'entries')} about them")
