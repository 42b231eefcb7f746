"""/paper."""

from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.features.paper.lookup import load_card, load_paper
from bot.features.paper.view import render_card
from bot.features.search.command import check_words
from bot.features.search.lookup import count_miss, find, read_search
from bot.features.search.suggestions import describe
from bot.features.search.view import render_results
from bot.ui.background import beside
from bot.ui.choices import choices, suggesting
from bot.ui.limits import AUTOCOMPLETE_CHOICES
from bot.ui.responses import answer
from newsletter.arxiv_id import find_id
from newsletter.search.query import read_query


@app_commands.command(description="What the newsletter said of a paper")
@app_commands.describe(id="An arXiv id, any link to the paper, or words of its title")
async def paper(interaction: discord.Interaction[Paperboy], id: str) -> None:  # noqa: A002 - the option's name
    archive = interaction.client.archive
    if arxiv_id := find_id(id):
        await answer(interaction, render_card(await load_paper(archive, arxiv_id)))
        return
    asked = read_search(id)
    check_words(asked, id)
    results = await find(archive, asked)
    only = results.found.hits[0] if results.found.total == 1 and not results.is_miss else None
    card = await load_card(archive, only.entry_id) if only else None
    await answer(interaction, render_card(card) if card else render_results(results))
    await beside("a miss counted", count_miss(archive, results, datetime.now(UTC)))


@paper.autocomplete("id")
@suggesting
async def suggest_papers(interaction: discord.Interaction[Paperboy], current: str) -> list[app_commands.Choice[str]]:
    query = read_query(current)
    found = await interaction.client.archive.papers.suggest(query, AUTOCOMPLETE_CHOICES * 2)
    papers = {one.arxiv_id: one for one in found if one.arxiv_id}
    return choices((f"{arxiv_id} · {describe(one, query)}", arxiv_id) for arxiv_id, one in papers.items())
