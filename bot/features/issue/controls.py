"""The controls of an issue: its sections, their pages, and the select of an inbox."""

import discord

from bot.client import Paperboy
from bot.digest.components import render_digest
from bot.digest.section import render_section
from bot.ui import custom_ids
from bot.ui.control import GONE, Control, read_number
from bot.ui.errors import RequestError
from bot.ui.page import Page
from bot.ui.responses import answer, replace
from bot.ui.translations import _


class OpenSection(Control, template=custom_ids.OPEN_SECTION):
    """The select of a digest: opens a section for the reader alone."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        await answer(interaction, await _open(interaction, self.match["issue"], self.chosen))


class TurnSection(Control, template=custom_ids.TURN_SECTION):
    """The page buttons of an opened section."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        page = await _open(interaction, self.match["issue"], self.match["key"], read_number(self.match["page"]))
        await replace(interaction, page)


class OpenIssue(Control, template=custom_ids.OPEN_ISSUE):
    """The select of an inbox: an issue that did not arrive, for the reader alone."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        stored = await interaction.client.archive.issues.load(read_number(self.chosen, GONE))
        if stored is None:
            raise RequestError(_(GONE))
        await answer(interaction, render_digest(stored))


async def _open(interaction: discord.Interaction[Paperboy], issue_id: str, key: str, page: int = 0) -> Page:
    """A page of a chapter; an issue that was corrected since may have fewer of them."""
    stored = await interaction.client.archive.issues.load(read_number(issue_id, GONE))
    if stored is None:
        raise RequestError(_(GONE))
    try:
        return render_section(stored, key, page)
    except KeyError:
        raise RequestError(_("This section is no longer in the issue. `/issue` shows what is.")) from None
