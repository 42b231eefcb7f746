"""The controls of search results: pages, sharing, cards."""

import re

import discord

from bot.client import Paperboy
from bot.features.paper.view import render_card, render_paper
from bot.features.search.lookup import find
from bot.features.search.view import Search, render_results
from bot.permissions import check_may_write
from bot.ui import custom_ids
from bot.ui.control import UNKNOWN, Control, read_number
from bot.ui.errors import RequestError
from bot.ui.responses import answer, replace
from bot.ui.translations import _, gettext_noop
from newsletter.model import SectionKind
from newsletter.search.query import read_query

GONE = gettext_noop("This entry is no longer in the archive. `/search` finds what is.")

MOST_PAGES = 10_000
"""Of a search: so many cannot be turned by hand."""


class TurnSearch(Control, template=custom_ids.TURN_SEARCH):
    """The page buttons of a search: the search is made anew, so the page is today's.

    A page that somebody shared is everybody's and stays as it is: who turns it gets the next one alone.
    """

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        search, page = _read_search(self.match)
        found = await find(interaction.client.archive, search, page)
        turned = render_results(search, found, page)
        if interaction.message is not None and not interaction.message.flags.ephemeral:
            await answer(interaction, turned)
        else:
            await replace(interaction, turned)


class ShareSearch(Control, template=custom_ids.SHARE_SEARCH):
    """Puts the page into the channel for everybody; needs what writing there needs. One press is enough: the button
    is gone with it."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        check_may_write(interaction)
        search, page = _read_search(self.match)
        found = await find(interaction.client.archive, search, page)
        await replace(interaction, render_results(search, found, page, shareable=False))
        shared = render_results(search, found, page, shared_by=interaction.user.display_name)
        await answer(interaction, shared, ephemeral=False)


class OpenCard(Control, template=custom_ids.OPEN_CARD):
    """The button beside a hit: what the newsletter said of it, for whoever pressed it."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        papers = interaction.client.archive.papers
        hit = await papers.load(read_number(self.match["entry"], GONE))
        if hit is None:
            raise RequestError(_(GONE))
        arxiv_id = hit.entry.arxiv_id
        found = await papers.search(read_query(arxiv_id)) if arxiv_id else None
        await answer(interaction, render_paper(arxiv_id, found) if arxiv_id and found else render_card(hit))


def _read_search(match: re.Match[str]) -> tuple[Search, int]:
    """The search that a button carries, and its page. Raises RequestError for what no button of ours carries."""
    section, year = match["section"], match["year"]
    query, page = read_query(match["text"]), read_number(match["page"])
    if not query or page > MOST_PAGES or (section and section not in set(SectionKind)):
        raise RequestError(_(UNKNOWN))
    return Search(query, SectionKind(section) if section else None, read_number(year) if year else None), page
