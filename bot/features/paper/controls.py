"""The controls of a card: the other issues that cover its paper, sharing, and BibTeX."""

from collections.abc import Iterable, Iterator
from typing import Any

import discord
from discord import ui

from bot.client import Paperboy
from bot.features.paper.bibtex import format_bibtex
from bot.features.paper.lookup import Card, load_card, load_paper
from bot.features.paper.view import render_card
from bot.permissions import check_may_write
from bot.ui import custom_ids
from bot.ui.codec import CustomId, read_number
from bot.ui.control import Control
from bot.ui.errors import RequestError
from bot.ui.page import Page, button
from bot.ui.responses import answer, replace, turn
from bot.ui.translations import _, gettext_noop

ENTRY_GONE = gettext_noop("This entry is no longer in the archive. `/search` finds what is.")

_OWN: tuple[type[CustomId], ...] = (custom_ids.ChooseCoverage, custom_ids.ShareCard, custom_ids.ShowBibtex)


class ChooseCoverage(Control[custom_ids.ChooseCoverage], codec=custom_ids.ChooseCoverage):
    """Shows what was said in another issue, in place. A shared card stays as it is: who chooses there reads alone."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ChooseCoverage) -> None:
        entry_id = read_number(self.chosen)
        card = await load_paper(interaction.client.archive, state.arxiv_id, entry_id)
        if card.shown is None or card.shown.entry_id != entry_id:
            raise RequestError(_(ENTRY_GONE))
        await turn(interaction, render_card(card, back=_find_back(interaction.message)))


class ShareCard(Control[custom_ids.ShareCard], codec=custom_ids.ShareCard):
    """Posts the card in the channel for everybody, if the person may write there. The first press removes the
    button."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ShareCard) -> None:
        check_may_write(interaction)
        card = await _load(interaction, state)
        await replace(interaction, render_card(card, back=_find_back(interaction.message), shareable=False))
        shared = render_card(card, shared_by=interaction.user.display_name)
        await answer(interaction, shared, ephemeral=False)


class ShowBibtex(Control[custom_ids.ShowBibtex], codec=custom_ids.ShowBibtex):
    """Answers with the paper's BibTeX entry, to be copied."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ShowBibtex) -> None:
        paper = (await interaction.client.archive.metadata.load([state.arxiv_id])).get(state.arxiv_id)
        if paper is None or not paper.title:
            unknown = _("arXiv has not told yet who wrote {id}. Try again tomorrow.")
            raise RequestError(unknown.format(id=state.arxiv_id))
        await answer(interaction, Page([f"```bibtex\n{format_bibtex(paper)}\n```"]))


async def _load(interaction: discord.Interaction[Paperboy], state: custom_ids.ShareCard) -> Card:
    """The card that a message shows. Raises RequestError where its entry is gone."""
    archive = interaction.client.archive
    card = (
        await load_paper(archive, state.arxiv_id, state.entry_id)
        if state.arxiv_id
        else await load_card(archive, state.entry_id)
    )
    if card is None or card.shown is None or card.shown.entry_id != state.entry_id:
        raise RequestError(_(ENTRY_GONE))
    return card


def _find_back(message: discord.Message | None) -> ui.Button[Any] | None:
    """The button of a card's message that leads back: the one that is not the card's own."""
    for part in _walk(message.components if message and message.flags.ephemeral else ()):
        custom_id = part.custom_id if isinstance(part, discord.Button) else None
        if custom_id and not any(codec.template.fullmatch(custom_id) for codec in _OWN):
            return button(part.label or "←", custom_id)
    return None


def _walk(components: Iterable[Any]) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _walk(getattr(component, "children", ()))
