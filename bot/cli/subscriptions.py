"""python -m bot subscriptions import|export"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.archive import count, with_archive
from bot.cli.subscriptions_jsonl import read_subscriptions, write_subscription
from bot.cli.terminal import echo
from storage.engine.files import explained, open_to_write

File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]

group = typer.Typer(help="Subscriptions as JSON lines: to move them, or to make many at once.", no_args_is_help=True)


@group.command("import")
def import_subscriptions(file: File) -> None:
    """Subscribe all targets of a file, or none of them where a line cannot be used."""
    wanted = read_subscriptions(file)
    created = with_archive(lambda archive: archive.subscriptions.add_all(wanted, datetime.now(UTC)))
    echo(f"{count(len(wanted), 'subscription', 'subscriptions')}, {created} of them new")


@group.command("export")
def export_subscriptions(file: File) -> None:
    """Write all subscriptions to a file (- for standard output)."""
    lines = [write_subscription(found) for found in with_archive(lambda archive: archive.subscriptions.all())]
    text = "".join(line + "\n" for line in lines)
    if str(file) == "-":
        echo(text, nl=False)
    else:
        with explained(file), open_to_write(file) as out:
            out.write(text)
        echo(count(len(lines), "subscription", "subscriptions"), err=True)
