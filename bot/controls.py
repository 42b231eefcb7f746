"""What happens when a button is pressed or a select is used, also on messages of an earlier process."""

import re
from datetime import UTC, datetime
from typing import Any, Self

import discord
from discord import ui

from bot.access import check_manager, check_owner
from bot.answer import answer, replace
from bot.client import Paperboy
from bot.commands.history import open_history
from bot.commands.subscribing import RESTORABLE
from bot.errors import RequestError, report
from bot.imports import ACTS
from bot.offer import send_latest
from bot.search import find
from bot.views import ids
from bot.views.digest import render_digest
from bot.views.imports import render_decided
from bot.views.page import Page
from bot.views.papers import render_card, render_paper
from bot.views.results import Search, render_results
from bot.views.section import render_section
from bot.views.subscribing import render_restored
from newsletter.model import SectionKind
from newsletter.query import read_query
from storage.records import SubscriptionKind

GONE = "This issue is no longer in the archive. `/latest` shows the newest one."


class Control(ui.DynamicItem[Any], template=r"(?!)"):
    """A control that is known by its custom id alone; its errors are told like those of a command."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        try:
            await self.handle(interaction)
        except Exception as error:
            await report(interaction, error)

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        raise NotImplementedError


class OpenSection(Control, template=ids.OPEN_SECTION):
    """The select of a digest: opens a section for the reader alone."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        (value,) = self.item.values
        await answer(interaction, await _open(interaction, self.match["issue"], value))


class TurnSection(Control, template=ids.TURN_SECTION):
    """The page buttons of an opened section."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        page = await _open(interaction, self.match["issue"], self.match["key"], int(self.match["page"]))
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
        if interaction.guild_id and not interaction.permissions.send_messages:
            raise RequestError("You may not write here, so this page cannot be shared here.")
        search, page = _read_search(self.match)
        found = await find(interaction.client.archive, search, page)
        await replace(interaction, render_results(search, found, page, shareable=False))
        shared = render_results(search, found, page, shared_by=interaction.user.display_name)
        await answer(interaction, shared, ephemeral=False)


class OpenCard(Control, template=ids.OPEN_CARD):
    """The button beside a hit: what the newsletter said of it, for whoever pressed it."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        papers = interaction.client.archive.papers
        hit = await papers.load(int(self.match["entry"]))
        if hit is None:
            raise RequestError("This entry is no longer in the archive. `/search` finds what is.")
        arxiv_id = hit.entry.arxiv_id
        found = await papers.search(read_query(arxiv_id)) if arxiv_id else None
        await answer(interaction, render_paper(arxiv_id, found) if arxiv_id and found else render_card(hit))


class SendLatest(Control, template=ids.SEND_LATEST):
    """The offer after subscribing: the newest issue goes into the ledger like any other digest."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        archive = interaction.client.archive
        subscription = await archive.subscriptions.of_channel(int(self.match["channel"]))
        latest = await archive.issues.latest()
        if subscription is None or latest is None:
            raise RequestError("This subscription has ended. `/subscribe` starts a new one.")
        target = subscription.target
        if target.kind is SubscriptionKind.CHANNEL:
            check_manager(interaction)
        elif target.user_id != interaction.user.id:
            raise RequestError("This subscription is somebody else's.")
        await send_latest(interaction, latest.ref.id, subscription)


class DecideImport(Control, template=ids.IMPORT):
    """The buttons of an issue's preview: only an owner may press them, whoever sees them."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        check_owner(interaction)
        imports, number = interaction.client.archive.imports, int(self.match["id"])
        await imports.move(number, ACTS[self.match["act"]], datetime.now(UTC))
        found = await imports.load(number)
        if found is None:
            raise RequestError("This preview is forgotten: import the file again.")
        await replace(interaction, render_decided(found))


class TurnHistory(Control, template=ids.TURN_HISTORY):
    """The page buttons of a history."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        await replace(interaction, await open_history(interaction, self.match["whose"], int(self.match["page"])))


class OpenIssue(Control, template=ids.OPEN_ISSUE):
    """The select of an inbox: an issue that did not arrive, for the reader alone."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        (value,) = self.item.values
        stored = await interaction.client.archive.issues.load(int(value))
        if stored is None:
            raise RequestError(GONE)
        await answer(interaction, render_digest(stored))


class Restore(Control, template=ids.RESTORE):
    """The offer to a server that has invited the bot again."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        check_manager(interaction)
        now = datetime.now(UTC)
        subscriptions = interaction.client.archive.subscriptions
        number = await subscriptions.restore(interaction.guild_id or 0, now - RESTORABLE, now)
        await replace(interaction, render_restored(number))


def _read_search(match: re.Match[str]) -> tuple[Search, int]:
    """The search that a button carries, and its page."""
    section, year = match["section"], match["year"]
    query = read_query(match["text"])
    return Search(query, SectionKind(section) if section else None, int(year) if year else None), int(match["page"])


async def _open(interaction: discord.Interaction[Paperboy], issue_id: str, key: str, page: int = 0) -> Page:
    """A page of a chapter; an issue that was corrected since may have fewer of them."""
    stored = await interaction.client.archive.issues.load(int(issue_id))
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
