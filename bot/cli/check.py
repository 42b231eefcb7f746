"""python -m bot check"""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from bot.cli.archive import count, with_archive
from bot.cli.terminal import echo, style, styled
from bot.ingest.preflight import Preflight, examine
from newsletter.parsing import read_document
from newsletter.workers import run_in_worker
from storage.archive import Archive
from storage.records import SaveStatus

_STYLES = {"#": "bold", "###": "bold", "-#": "dim"}
"""Style of a line by its leading Markdown mark."""


def check(file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]) -> None:
    """Check an issue before it is sent: content, warnings, recipients. Changes nothing."""
    content = asyncio.run(run_in_worker(file.name, read_document, file))

    async def work(archive: Archive) -> Preflight:
        return await examine(archive, content, datetime.now(UTC), file.resolve().parent)

    found = with_archive(work)
    issue = content.issue
    counted = [f"number {issue.number}" if issue.number else "", f"week {issue.week}" if issue.week else ""]
    facts = [
        *counted,
        str(issue.year or ""),
        str(issue.date or ""),
        issue.language,
        issue.source_url or "no source url",
    ]
    style(issue.title, bold=True)
    echo(" · ".join(filter(None, facts)))
    for section in issue.sections:
        told = f"({section.kind.value}, {_entries(len(section.entries))})"
        style(f"\n{section.number}. {section.title} {told}", bold=True)
        for entry in section.entries:
            echo(f"   {entry.label}")
            style(f"      {entry.url or 'no link'}", dim=True)
    style("\nWhat it will look like\n", bold=True)
    _show(found)
    style(f"\n{count(len(found.warnings), 'warning', 'warnings')}", bold=True)
    for warning in found.warnings:
        style(f"{file}:{warning.line}: {warning.text}", fg="yellow")
    style(f"\n{describe(found)}", bold=True)


def describe(found: Preflight) -> str:
    """Who would receive the issue and when, in sentences."""
    if found.status is SaveStatus.UNCHANGED:
        return "The archive has this issue already, just as it is: nothing would happen."
    if found.status is SaveStatus.CHANGED:
        return "The archive has this issue already: it would be corrected in place, and not posted again."
    if not found.is_news:
        return "This issue is older than the newest one of the archive: it would be archived and not posted."
    if not found.slots:
        return "This issue is news, but nobody has subscribed."
    lines = [f"This issue is news and goes to {count(found.readers, 'subscription', 'subscriptions')}:"]
    for moment, number in found.slots:
        lines.append(f"   {number} {f'at {moment:%Y-%m-%d %H:%M} UTC' if moment else 'at once'}")
    return "\n".join(lines)


def _show(found: Preflight) -> None:
    """Print the digest for a terminal: headings bold, small type dim, links underlined."""
    from bot.digest.rich import render_digest  # noqa: PLC0415 - see the docstring of bot.cli

    text = render_digest(found.stored).text
    console = Console(highlight=False, emoji=False, soft_wrap=True)
    for line in text.splitlines():
        mark, _, rest = line.partition(" ")
        words = _plain(rest if mark in _STYLES else line)
        words.stylize(_STYLES.get(mark, ""))
        console.print(Text("\n   " if mark == "###" else "   ").append(words))


def _plain(line: str) -> Text:
    """A line of our own Markdown as styled text."""
    shown, end = Text(), 0
    for link in re.finditer(r"\[([^\[\]\n]+)\]\((\S+?)\)", line):
        shown.append_text(styled(_unescape(line[end : link.start()])))
        shown.append_text(styled(link[1], f"underline link {link[2]}"))
        end = link.end()
    return shown.append_text(styled(_unescape(line[end:])))


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).replace("**", "")


def _entries(number: int) -> str:
    return count(number, "entry", "entries")
