"""Prints text without control and direction characters from documents, names and addresses.

A terminal obeys those: they change its title, move the cursor or reorder text.
"""

import json

import typer
from rich.text import Text

from newsletter.characters import escape_json, printable


def echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a line, to stderr with `err`."""
    typer.echo(printable(text), err=err, nl=nl)


def style(text: str, *, bold: bool = False, dim: bool = False, fg: str | None = None) -> None:
    """Print a line in bold, dim or coloured type."""
    typer.secho(printable(text), bold=bold or None, dim=dim or None, fg=fg)


def styled(text: str, look: str = "") -> Text:
    """Printable text for Rich, with a style."""
    return Text(printable(text), look)


def echo_json(value: object) -> None:
    """Print JSON with such characters escaped, so that a parser still gets them."""
    typer.echo(escape_json(json.dumps(value, ensure_ascii=False, indent=2)))
