"""The command line, one command or group a module. Each ends with 0, or with 1 and a sentence on stderr.

Discord's library is loaded only by the command that talks to Discord: the others start in half the time.
"""

import sys
from contextlib import suppress

import typer

from bot.cli import check, ingest, metadata, parse, reindex, resend, resume, run, search, sources, subscriptions
from config.settings import SettingsError
from newsletter.errors import NewsletterError
from storage.errors import StorageError

app = typer.Typer(
    help="Paperboy delivers a machine-learning newsletter in Discord and searches everything it ever covered.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(run.run)
app.command()(ingest.ingest)
app.command()(parse.parse)
app.command()(check.check)
app.command()(search.search)
app.command()(sources.sources)
app.command()(resume.resume)
app.command()(reindex.reindex)
app.command()(resend.resend)
app.add_typer(subscriptions.group, name="subscriptions")
app.add_typer(metadata.group, name="metadata")


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
