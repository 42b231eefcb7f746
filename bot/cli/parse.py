"""python -m bot parse"""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.terminal import echo, echo_json
from newsletter.issue_json import as_json
from newsletter.parsing import read_document
from newsletter.workers import run_in_worker


def parse(file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]) -> None:
    """Print an issue as JSON; warnings go to stderr."""
    parsed = asyncio.run(run_in_worker(file.name, read_document, file))
    for warning in parsed.warnings:
        echo(f"{file}:{warning.line}: {warning.text}", err=True)
    echo_json(as_json(parsed.issue, file.name))
