"""/latest and /issue."""

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.digest.rich import render_digest
from bot.ui.choices import choices, suggesting
from bot.ui.errors import RequestError
from bot.ui.limits import AUTOCOMPLETE_CHOICES
from bot.ui.markup import clip, escape
from bot.ui.phrases import format_day
from bot.ui.responses import answer
from bot.ui.translations import _, gettext_noop
from storage.archive import Archive
from storage.records import IssueRef, StoredIssue

EMPTY = gettext_noop("The archive is empty: no issue has come in yet.")


@app_commands.command(description="The newest issue of the newsletter")
async def latest(interaction: discord.Interaction[Paperboy]) -> None:
    stored = await interaction.client.archive.issues.latest()
    if stored is None:
        raise RequestError(_(EMPTY))
    await answer(interaction, render_digest(stored))


@app_commands.command(description="An issue of the newsletter")
@app_commands.describe(which="Choose one, or type its title, week, number or date")
async def issue(interaction: discord.Interaction[Paperboy], which: str) -> None:
    await answer(interaction, render_digest(await _choose(interaction.client.archive, which)))


@issue.autocomplete("which")
@suggesting
async def suggest_issues(interaction: discord.Interaction[Paperboy], current: str) -> list[app_commands.Choice[str]]:
    found = await interaction.client.archive.issues.find(current, AUTOCOMPLETE_CHOICES)
    return choices((_name(ref), f"id {ref.id}") for ref in found)


async def _choose(archive: Archive, which: str) -> StoredIssue:
    """The issue of a suggestion, or the newest one that fits what was typed."""
    number = which.removeprefix("id ")
    if number != which and number.isascii() and number.isdigit() and (stored := await archive.issues.load(int(number))):
        return stored
    for ref in await archive.issues.find(which, limit=1):
        if stored := await archive.issues.load(ref.id):
            return stored
    if await archive.issues.latest() is None:
        raise RequestError(_(EMPTY))
    refusal = _(
        "No issue fits “{text}”: choose one of those offered while you type, "
        "or write its week, number or date, such as `week 7` or `2021-02`."
    )
    raise RequestError(refusal.format(text=escape(clip(which, 100))))


def _name(ref: IssueRef) -> str:
    return f"{ref.title} · {format_day(ref.day)}" if ref.day else ref.title
