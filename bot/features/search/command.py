"""/search."""

from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.features.paper.lookup import load_card
from bot.features.paper.view import render_card
from bot.features.search.lookup import Search, count_miss, find, read_search
from bot.features.search.suggestions import describe, make_value, read_value
from bot.features.search.view import render_results
from bot.ui.background import beside
from bot.ui.choices import choices, suggesting
from bot.ui.errors import RequestError
from bot.ui.limits import AUTOCOMPLETE_CHOICES
from bot.ui.markup import clip, escape
from bot.ui.phrases import SECTION_NAMES
from bot.ui.responses import answer
from bot.ui.translations import _
from newsletter.model import SectionKind
from newsletter.search.query import read_query

SECTIONS = [app_commands.Choice(name=name, value=kind.value) for kind, name in SECTION_NAMES.items()]


@app_commands.command(description="Search everything the newsletter ever covered")
@app_commands.describe(
    query="Words in any language, or an arXiv id or link",
    section="Only entries of this kind",
    year="Only issues of this year",
)
@app_commands.choices(section=SECTIONS)
async def search(
    interaction: discord.Interaction[Paperboy],
    query: str,
    section: app_commands.Choice[str] | None = None,
    year: app_commands.Range[int, 1990, 2100] | None = None,
) -> None:
    archive = interaction.client.archive
    chosen, words = read_value(query)
    if chosen is not None and (card := await load_card(archive, chosen)):
        await answer(interaction, render_card(card))
        return
    asked = read_search(words, SectionKind(section.value) if section else None, year)
    check_words(asked, words)
    results = await find(archive, asked)
    await answer(interaction, render_results(results))
    await beside("a miss counted", count_miss(archive, results, datetime.now(UTC)))


def check_words(asked: Search, typed: str) -> None:
    """Require something to search for. Raises RequestError."""
    if not asked.query:
        refusal = _("There is no word in “{query}”: type a word, a name or an arXiv id.")
        raise RequestError(refusal.format(query=escape(clip(typed, 100))))


@search.autocomplete("query")
@suggesting
async def suggest_queries(interaction: discord.Interaction[Paperboy], current: str) -> list[app_commands.Choice[str]]:
    query = read_query(current)
    found = await interaction.client.archive.papers.suggest(query, AUTOCOMPLETE_CHOICES)
    return choices((describe(one, query), make_value(one)) for one in found)


@search.autocomplete("year")
@suggesting
async def suggest_years(
    interaction: discord.Interaction[Paperboy], current: str | int
) -> list[app_commands.Choice[int]]:
    years = await interaction.client.archive.issues.years()
    wanted = [year for year in years if str(year).startswith(str(current))]
    return [app_commands.Choice(name=str(year), value=year) for year in wanted[:AUTOCOMPLETE_CHOICES]]
