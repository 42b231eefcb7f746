"""The controls of an issue: what opens the reader, and what turns it.

A private message turns in place. What everybody sees, such as a digest or a shared page, stays as it is: whoever uses
its controls gets a reader alone.
"""

import discord

from bot.client import Paperboy
from bot.features.issue.view import back_button, first_chapter, render_contents, render_page
from bot.features.paper.lookup import load_card
from bot.features.paper.view import render_card
from bot.permissions import check_may_write
from bot.ui import custom_ids
from bot.ui.codec import read_number
from bot.ui.control import GONE, Control
from bot.ui.errors import RequestError
from bot.ui.page import Page
from bot.ui.responses import answer, replace, turn
from bot.ui.translations import _
from storage.records import StoredIssue


class ReadIssue(Control[custom_ids.ReadIssue], codec=custom_ids.ReadIssue):
    """The button of a digest: the reader at the first chapter."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ReadIssue) -> None:
        stored = await _load(interaction, state.issue_id)
        await turn(interaction, _page(stored, first_chapter(stored)))


class OpenSection(Control[custom_ids.OpenSection], codec=custom_ids.OpenSection):
    """The select of a digest: the reader at a chapter."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.OpenSection) -> None:
        await turn(interaction, _page(await _load(interaction, state.issue_id), self.chosen))


class ChooseSection(Control[custom_ids.ChooseSection], codec=custom_ids.ChooseSection):
    """The select of the reader: another chapter."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ChooseSection) -> None:
        await turn(interaction, _page(await _load(interaction, state.issue_id), self.chosen))


class TurnSection(Control[custom_ids.TurnSection], codec=custom_ids.TurnSection):
    """The buttons to the previous and next page, and the one that leads back from a card."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.TurnSection) -> None:
        await turn(interaction, _page(await _load(interaction, state.issue_id), state.key, state.page))


class OpenEntry(Control[custom_ids.OpenEntry], codec=custom_ids.OpenEntry):
    """The button beside an entry: its card, in place of the page that it leads back to."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.OpenEntry) -> None:
        card = await load_card(interaction.client.archive, state.entry_id)
        if card is None:
            raise RequestError(_("This entry is no longer in the archive. `/search` finds what is."))
        stored = await _load(interaction, state.issue_id)
        await turn(interaction, render_card(card, back=back_button(stored, state.key, state.page)))


class ShareSection(Control[custom_ids.ShareSection], codec=custom_ids.ShareSection):
    """Posts the page in the channel for everybody, if the person may write there. The first press removes the
    button."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ShareSection) -> None:
        check_may_write(interaction)
        stored = await _load(interaction, state.issue_id)
        await replace(interaction, _page(stored, state.key, state.page, shareable=False))
        shared = _page(stored, state.key, state.page, shared_by=interaction.user.display_name)
        await answer(interaction, shared, ephemeral=False)


class ShareIssue(Control[custom_ids.ShareIssue], codec=custom_ids.ShareIssue):
    """Posts the digest in the channel for everybody, if the person may write there. The first press removes the
    button."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ShareIssue) -> None:
        check_may_write(interaction)
        stored = await _load(interaction, state.issue_id)
        await replace(interaction, render_contents(stored, shareable=False))
        shared = render_contents(stored, shared_by=interaction.user.display_name)
        await answer(interaction, shared, ephemeral=False)


class OpenIssue(Control[custom_ids.OpenIssue], codec=custom_ids.OpenIssue):
    """The select of an inbox: an issue that did not arrive, below the list of those that wait."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.OpenIssue) -> None:
        await answer(interaction, render_contents(await _load(interaction, read_number(self.chosen))))


def _page(
    stored: StoredIssue, key: str, page: int = 0, *, shareable: bool = True, shared_by: str | None = None
) -> Page:
    """A page of a chapter, the last one where a correction left fewer pages. Raises RequestError."""
    try:
        return render_page(stored, key, page, shareable=shareable, shared_by=shared_by)
    except KeyError:
        raise RequestError(_("This section is no longer in the issue. `/issue` shows what is.")) from None


async def _load(interaction: discord.Interaction[Paperboy], issue_id: int) -> StoredIssue:
    """An issue of the archive. Raises RequestError where there is none with this id."""
    stored = await interaction.client.archive.issues.load(issue_id)
    if stored is None:
        raise RequestError(_(GONE))
    return stored
