"""The one way in which commands print: no control or direction character of a document, name or address gets out.

A terminal takes those for orders: to change its title, to move the cursor, to show text in another order.
"""

import json

import typer
from rich.text import Text

from newsletter.characters import escape_json, printable


def echo(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a line, on standard error where `err` says so."""
    typer.echo(printable(text), err=err, nl=nl)


def style(text: str, *, bold: bool = False, dim: bool = False, fg: str | None = None) -> None:
    """Print a line in bold, in small type, or in a colour."""
    typer.secho(printable(text), bold=bold or None, dim=dim or None, fg=fg)


def styled(text: str, look: str = "") -> Text:
    """A piece of what Rich prints."""
    return Text(printable(text), look)


def echo_json(value: object) -> None:
    """Print JSON, in which such characters are escapes, and so are still there for who reads it."""
    typer.echo(escape_json(json.dumps(value, ensure_ascii=False, indent=2)))
