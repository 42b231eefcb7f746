"""The controls of search results: pages and cards."""

import discord

from bot.client import Paperboy
from bot.features.paper.controls import ENTRY_GONE
from bot.features.paper.lookup import load_card
from bot.features.paper.view import render_card
from bot.features.search.lookup import Search, find, read_search
from bot.features.search.view import render_results
from bot.ui import custom_ids
from bot.ui.codec import InvalidIdError
from bot.ui.control import Control
from bot.ui.errors import RequestError
from bot.ui.page import button
from bot.ui.responses import answer, turn
from bot.ui.translations import _


class TurnSearch(Control[custom_ids.TurnSearch], codec=custom_ids.TurnSearch):
    """The page buttons of a search, and the way back from a card: the search is made anew, so the page is today's.

    A page that everybody sees stays as it is: who turns it gets the next one alone.
    """

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.TurnSearch) -> None:
        results = await find(interaction.client.archive, _read_search(state), state.page)
        await turn(interaction, render_results(results))


class ShareSearch(Control[custom_ids.ShareSearch], codec=custom_ids.ShareSearch):
    """Under pages of earlier versions, which shared ten hits at once: says how one is shared."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ShareSearch) -> None:
        raise RequestError(_("One result is shared at a time: open it, then press *Share here* under it."))


class OpenCard(Control[custom_ids.OpenCard], codec=custom_ids.OpenCard):
    """The button beside a hit: what the newsletter said of it, in place, with a way back to the results.

    Under a page of an earlier version, whose buttons do not say what was searched for, it is a message of its own.
    """

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.OpenCard) -> None:
        card = await load_card(interaction.client.archive, state.entry_id)
        if card is None:
            raise RequestError(_(ENTRY_GONE))
        if state.origin is None:
            await answer(interaction, render_card(card))
            return
        origin = _read_search(state.origin).at(state.origin.page)
        await turn(interaction, render_card(card, back=button(_("Back to results"), origin.build())))


def _read_search(state: custom_ids.SearchPage) -> Search:
    """The search that a button repeats. Raises InvalidIdError where it has no words."""
    search = read_search(state.text, state.section, state.year)
    if not search.query:
        raise InvalidIdError(state.text)
    return search
