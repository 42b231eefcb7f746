"""What happens when a button is pressed or a select is used, also on messages of an earlier process."""

import re

import discord

from bot.access import check_may_write
from bot.answer import answer, replace
from bot.client import Paperboy
from bot.control import GONE, UNKNOWN, Control, read_number
from bot.errors import RequestError
from bot.managing import DecideImport, Restore, SendLatest, TurnHistory
from bot.search import find
from bot.views import ids
from bot.views.digest import render_digest
from bot.views.page import Page
from bot.views.papers import render_card, render_paper
from bot.views.results import Search, render_results
from bot.views.section import render_section
from newsletter.model import SectionKind
from newsletter.query import read_query

MOST_PAGES = 10_000
"""Of a search: so many cannot be turned by hand."""


class OpenSection(Control, template=ids.OPEN_SECTION):
    """The select of a digest: opens a section for the reader alone."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        await answer(interaction, await _open(interaction, self.match["issue"], self.chosen))


class TurnSection(Control, template=ids.TURN_SECTION):
    """The page buttons of an opened section."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        page = await _open(interaction, self.match["issue"], self.match["key"], read_number(self.match["page"]))
        await replace(interaction, page)


class TurnSearch(Control, template=ids.TURN_SEARCH):
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


class ShareSearch(Control, template=ids.SHARE_SEARCH):
    """Puts the page into the channel for everybody; needs what writing there needs. One press is enough: the button
    is gone with it."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        check_may_write(interaction)
        search, page = _read_search(self.match)
        found = await find(interaction.client.archive, search, page)
        await replace(interaction, render_results(search, found, page, shareable=False))
        shared = render_results(search, found, page, shared_by=interaction.user.display_name)
        await answer(interaction, shared, ephemeral=False)


class OpenCard(Control, template=ids.OPEN_CARD):
    """The button beside a hit: what the newsletter said of it, for whoever pressed it."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        papers, gone = (
            interaction.client.archive.papers,
            "This entry is no longer in the archive. `/search` finds what is.",
        )
        hit = await papers.load(read_number(self.match["entry"], gone))
        if hit is None:
            raise RequestError(gone)
        arxiv_id = hit.entry.arxiv_id
        found = await papers.search(read_query(arxiv_id)) if arxiv_id else None
        await answer(interaction, render_paper(arxiv_id, found) if arxiv_id and found else render_card(hit))


class OpenIssue(Control, template=ids.OPEN_ISSUE):
    """The select of an inbox: an issue that did not arrive, for the reader alone."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        stored = await interaction.client.archive.issues.load(read_number(self.chosen, GONE))
        if stored is None:
            raise RequestError(GONE)
        await answer(interaction, render_digest(stored))


def _read_search(match: re.Match[str]) -> tuple[Search, int]:
    """The search that a button carries, and its page. Raises RequestError for what no button of ours carries."""
    section, year = match["section"], match["year"]
    query, page = read_query(match["text"]), read_number(match["page"])
    if not query or page > MOST_PAGES or (section and section not in set(SectionKind)):
        raise RequestError(UNKNOWN)
    return Search(query, SectionKind(section) if section else None, read_number(year) if year else None), page


async def _open(interaction: discord.Interaction[Paperboy], issue_id: str, key: str, page: int = 0) -> Page:
    """A page of a chapter; an issue that was corrected since may have fewer of them."""
    stored = await interaction.client.archive.issues.load(read_number(issue_id, GONE))
    if stored is None:
        raise RequestError(GONE)
    try:
        return render_section(stored, key, page)
    except KeyError:
        raise RequestError("This section is no longer in the issue. `/issue` shows what is.") from None


CONTROLS = (
    OpenSection,
    TurnSection,
    TurnSearch,
    ShareSearch,
    OpenCard,
    SendLatest,
    TurnHistory,
    OpenIssue,
    Restore,
    DecideImport,
)
