"""The controls of search results: pages, sharing, cards."""

import discord

from bot.client import Paperboy
from bot.features.paper.view import render_card, render_paper
from bot.features.search.lookup import find
from bot.features.search.view import Search, render_results
from bot.permissions import check_may_write
from bot.ui import custom_ids
from bot.ui.codec import InvalidIdError
from bot.ui.control import Control
from bot.ui.errors import RequestError
from bot.ui.responses import answer, replace
from bot.ui.translations import _
from newsletter.search.query import read_query


class TurnSearch(Control[custom_ids.TurnSearch], codec=custom_ids.TurnSearch):
    """The page buttons of a search: the search is made anew, so the page is today's.

    A page that somebody shared is everybody's and stays as it is: who turns it gets the next one alone.
    """

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.TurnSearch) -> None:
        search, page = _read_search(state), state.page
        found = await find(interaction.client.archive, search, page)
        turned = render_results(search, found, page)
        if interaction.message is not None and not interaction.message.flags.ephemeral:
            await answer(interaction, turned)
        else:
            await replace(interaction, turned)


class ShareSearch(Control[custom_ids.ShareSearch], codec=custom_ids.ShareSearch):
    """Posts the page in the channel for everybody, if the person may write there. The first press removes the
    button."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ShareSearch) -> None:
        check_may_write(interaction)
        search, page = _read_search(state), state.page
        found = await find(interaction.client.archive, search, page)
        await replace(interaction, render_results(search, found, page, shareable=False))
        shared = render_results(search, found, page, shared_by=interaction.user.display_name)
        await answer(interaction, shared, ephemeral=False)


class OpenCard(Control[custom_ids.OpenCard], codec=custom_ids.OpenCard):
    """The button beside a hit: what the newsletter said of it, for whoever pressed it."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.OpenCard) -> None:
        papers = interaction.client.archive.papers
        hit = await papers.load(state.entry_id)
        if hit is None:
            raise RequestError(_("This entry is no longer in the archive. `/search` finds what is."))
        arxiv_id = hit.entry.arxiv_id
        found = await papers.search(read_query(arxiv_id)) if arxiv_id else None
        await answer(interaction, render_paper(arxiv_id, found) if arxiv_id and found else render_card(hit))


def _read_search(state: custom_ids.SearchPage) -> Search:
    """The search that a button repeats. Raises InvalidIdError where it has no words."""
    query = read_query(state.text)
    if not query:
        raise InvalidIdError(state.text)
    return Search(query, state.section, state.year)
