"""/search and /paper."""

from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.features.paper.view import render_paper
from bot.features.search.lookup import count_miss, find
from bot.features.search.view import Search, render_results
from bot.ui import custom_ids
from bot.ui.background import beside
from bot.ui.choices import choices, suggesting
from bot.ui.errors import RequestError
from bot.ui.limits import AUTOCOMPLETE_CHOICES, CHOICE_VALUE
from bot.ui.markup import clip, escape
from bot.ui.phrases import SECTION_NAMES
from bot.ui.responses import answer
from bot.ui.translations import _
from newsletter.arxiv_id import find_id
from newsletter.model import SectionKind
from newsletter.search.query import Query, read_query
from storage.records import Suggestion

SECTIONS = [app_commands.Choice(name=name, value=kind.value) for kind, name in SECTION_NAMES.items()]


def _read(text: str) -> Query:
    """A query that its page buttons can carry."""
    query = read_query(text)
    if query.arxiv_id:
        return read_query(query.arxiv_id)
    return read_query(clip(query.text, custom_ids.SEARCH_TEXT)) if len(query.text) > custom_ids.SEARCH_TEXT else query


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
    asked = Search(_read(query), SectionKind(section.value) if section else None, year)
    if not asked.query:
        refusal = _("There is no word in “{query}”: type a word, a name or an arXiv id.")
        raise RequestError(refusal.format(query=escape(clip(query, 100))))
    found = await find(interaction.client.archive, asked)
    await answer(interaction, render_results(asked, found))
    await beside("a miss counted", count_miss(interaction.client.archive, asked, found, datetime.now(UTC)))


@search.autocomplete("query")
@suggesting
async def suggest_queries(interaction: discord.Interaction[Paperboy], current: str) -> list[app_commands.Choice[str]]:
    found = await interaction.client.archive.papers.suggest(read_query(current), AUTOCOMPLETE_CHOICES)
    return choices((one.label, _value(one)) for one in found)


@search.autocomplete("year")
@suggesting
async def suggest_years(
    interaction: discord.Interaction[Paperboy], current: str | int
) -> list[app_commands.Choice[int]]:
    years = await interaction.client.archive.issues.years()
    wanted = [year for year in years if str(year).startswith(str(current))]
    return [app_commands.Choice(name=str(year), value=year) for year in wanted[:AUTOCOMPLETE_CHOICES]]


@app_commands.command(description="What the newsletter said of a paper")
@app_commands.describe(id="An arXiv id or any link to the paper; start typing a title to find one")
async def paper(interaction: discord.Interaction[Paperboy], id: str) -> None:  # noqa: A002 - the option's name
    arxiv_id = find_id(id)
    if arxiv_id is None:
        refusal = _(
            "“{text}” is no arXiv id: write one like `2102.00554`, or paste the paper's link. "
            "`/search` finds papers by words."
        )
        raise RequestError(refusal.format(text=escape(clip(id, 100))))
    found = await interaction.client.archive.papers.search(read_query(arxiv_id))
    await answer(interaction, render_paper(arxiv_id, found))


@paper.autocomplete("id")
@suggesting
async def suggest_papers(interaction: discord.Interaction[Paperboy], current: str) -> list[app_commands.Choice[str]]:
    found = await interaction.client.archive.papers.suggest(read_query(current), AUTOCOMPLETE_CHOICES * 2)
    papers = {one.arxiv_id: one.label for one in found if one.arxiv_id}
    return choices((f"{arxiv_id} · {label}", arxiv_id) for arxiv_id, label in papers.items())


def _value(suggested: Suggestion) -> str:
    """What a suggestion searches for: the words that were shown, as far as they fit."""
    return suggested.label[:CHOICE_VALUE].strip()
