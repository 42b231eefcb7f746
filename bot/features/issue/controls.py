"""The controls of an issue: its sections, their pages, and the select of an inbox."""

import discord

from bot.client import Paperboy
from bot.digest.rich import render_digest
from bot.digest.section import render_section
from bot.ui import custom_ids
from bot.ui.codec import read_number
from bot.ui.control import GONE, Control
from bot.ui.errors import RequestError
from bot.ui.page import Page
from bot.ui.responses import answer, replace
from bot.ui.translations import _
from storage.records import StoredIssue


class OpenSection(Control[custom_ids.OpenSection], codec=custom_ids.OpenSection):
    """The select of a digest: opens a section for the reader alone."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.OpenSection) -> None:
        await answer(interaction, await _open(interaction, state.issue_id, self.chosen))


class TurnSection(Control[custom_ids.TurnSection], codec=custom_ids.TurnSection):
    """The page buttons of an opened section."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.TurnSection) -> None:
        await replace(interaction, await _open(interaction, state.issue_id, state.key, state.page))


class OpenIssue(Control[custom_ids.OpenIssue], codec=custom_ids.OpenIssue):
    """The select of an inbox: an issue that did not arrive, for the reader alone."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.OpenIssue) -> None:
        await answer(interaction, render_digest(await _load(interaction, read_number(self.chosen))))


async def _open(interaction: discord.Interaction[Paperboy], issue_id: int, key: str, page: int = 0) -> Page:
    """A page of a chapter, the last one where a correction left fewer pages. Raises RequestError."""
    stored = await _load(interaction, issue_id)
    try:
        return render_section(stored, key, page)
    except KeyError:
        raise RequestError(_("This section is no longer in the issue. `/issue` shows what is.")) from None


async def _load(interaction: discord.Interaction[Paperboy], issue_id: int) -> StoredIssue:
    """An issue of the archive. Raises RequestError where there is none with this id."""
    stored = await interaction.client.archive.issues.load(issue_id)
    if stored is None:
        raise RequestError(_(GONE))
    return stored
