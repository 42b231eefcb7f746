"""A page of search results: the one call behind the command and its page buttons."""

from datetime import datetime

from bot.features.search.view import PAGE, Search
from storage.archive import Archive
from storage.records import Found, Matching


async def find(archive: Archive, search: Search, page: int = 0) -> Found:
    """The hits of one page, counted from 0."""
    return await archive.papers.search(
        search.query, section=search.section, year=search.year, limit=PAGE, offset=page * PAGE
    )


async def count_miss(archive: Archive, search: Search, found: Found, now: datetime) -> None:
    """Remember a text that nothing was found for: the newsletter's author may want to write about it."""
    if not found.total or found.how is Matching.ANY:
        await archive.misses.count(search.query.text, now)
