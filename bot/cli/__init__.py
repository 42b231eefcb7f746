"""The command line: one command or group per module. Each exits with 0, or with 1 and a sentence on stderr.

Only the commands that talk to Discord import its library; the others start in half the time.
"""

import os
import sys
from contextlib import suppress

import typer

from bot.cli import (
    check,
    ingest,
    metadata,
    parse,
    profile,
    reindex,
    resend,
    resume,
    run,
    search,
    sources,
    subscriptions,
    sync,
)
from bot.cli.terminal import echo
from bot.logs.redaction import format_exception, redact_secrets
from config.settings import SettingsError
from newsletter.characters import printable
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
app.command()(sync.sync)
app.command()(profile.profile)
app.command()(resend.resend)
app.add_typer(subscriptions.group, name="subscriptions")
app.add_typer(metadata.group, name="metadata")


def _arguments() -> list[str]:
    """The arguments, printable: usage errors repeat them. Only names of existing files are kept as they are."""
    # os.path says that a name which is too long does not exist; pathlib raises.
    named = [text[:1] != "-" and os.path.exists(text) for text in sys.argv[1:]]  # noqa: PTH110
    return [text if is_file else printable(text) for text, is_file in zip(sys.argv[1:], named, strict=True)]


def main() -> None:
    """Entry of `python -m bot`."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        app(_arguments())
    except (NewsletterError, SettingsError, StorageError, OSError) as error:
        echo(redact_secrets(str(error)), err=True)
        sys.exit(1)
    except Exception as error:
        echo(format_exception((type(error), error, error.__traceback__)), err=True)
        sys.exit(1)
