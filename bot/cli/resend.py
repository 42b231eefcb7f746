"""python -m bot resend"""

from datetime import UTC, datetime
from typing import Annotated, NoReturn

import typer

from bot.cli.archive import count, with_archive
from bot.cli.terminal import echo
from storage.archive import Archive
from storage.records import IssueRef

MOST_NAMED = 5


def resend(
    issue: Annotated[
        str, typer.Argument(help="The issue's title, week, number or date, or `id` and its id.", show_default=False)
    ],
    to: Annotated[
        list[int] | None,
        typer.Option("--to", metavar="CHANNEL", help="Only there (may be given again); also what was skipped there."),
    ] = None,
) -> None:
    """Send again what was refused of an issue. What has arrived is never sent again."""

    async def work(archive: Archive) -> tuple[list[IssueRef], int]:
        found = await _find(archive, issue)
        refused = [ref for ref in found if await archive.deliveries.refused(ref.id, to or None)]
        if len(refused) != 1:
            return refused or found, 0
        return refused, await archive.deliveries.again(refused[0].id, datetime.now(UTC), to or None)

    found, number = with_archive(work)
    if not found:
        _end(f"No issue fits “{issue}”: write its title, week, number or date, such as `week 7`.")
    if len(found) > 1:
        names = "; ".join(f"`id {ref.id}` is {ref.title}" for ref in found)
        _end(f"Several issues fit “{issue}”: name one of them by its id. {names}.")
    if not number:
        _end(f"{found[0].title}: nothing was refused{' there' if to else ''}, so nothing is sent again.")
    waits = count(number, "delivery is", "deliveries are")
    echo(f"{found[0].title}: {waits} sent again by the running bot; each is looked up in its channel first.")


async def _find(archive: Archive, which: str) -> list[IssueRef]:
    """The issues that fit a name; an id may stand alone."""
    found = [*await archive.issues.find(which, MOST_NAMED)]
    number = which.removeprefix("id ").strip()
    if number.isascii() and number.isdigit() and (stored := await archive.issues.load(int(number[:18]))):
        found = [stored.ref] if which.startswith("id ") or not found else found
    return found


def _end(sentence: str) -> NoReturn:
    echo(sentence, err=True)
    raise typer.Exit(1)
