"""A page of search results: the one call behind the command and its page buttons."""

from bot.views.results import PAGE, Search
from storage.archive import Archive
from storage.records import Found


async def find(archive: Archive, search: Search, page: int = 0) -> Found:
    """The hits of one page, counted from 0."""
    return await archive.papers.search(
        search.query, section=search.section, year=search.year, limit=PAGE, offset=page * PAGE
    )
