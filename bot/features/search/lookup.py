"""A page of search results: the one call behind the commands and the buttons of pages."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.ui import custom_ids
from bot.ui.markup import clip
from newsletter.model import SectionKind
from newsletter.search.query import Query, read_query, without_fields
from storage.archive import Archive
from storage.records import Found, Matching

PAGE = 10


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for: enough to ask again for another page."""

    query: Query
    section: SectionKind | None = None
    year: int | None = None

    def at(self, page: int) -> custom_ids.TurnSearch:
        """The state of a button that shows a page of this search."""
        return custom_ids.TurnSearch(page, self.section, self.year, self.query.text)


@dataclass(frozen=True, slots=True)
class Wider:
    """A search with fewer filters, which finds what the narrower one does not."""

    search: Search
    found: Found


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits, counted from 0; where not all words match, also what may help."""

    search: Search
    found: Found
    page: int = 0
    wider: Wider | None = None
    is_empty: bool = False  # the archive has no issue

    @property
    def is_miss(self) -> bool:
        """Whether the archive has nothing with all the words; a filter does not matter."""
        return self.wider is None and not _matches(self.found)


def read_search(text: str, section: SectionKind | None = None, year: int | None = None) -> Search:
    """A search that buttons can carry: a long text is cut."""
    query = read_query(text)
    if query.arxiv_id:
        query = read_query(query.arxiv_id)
    elif len(query.text) > custom_ids.SEARCH_TEXT:
        query = read_query(clip(query.text, custom_ids.SEARCH_TEXT))
    return Search(query, section, year)


async def find(archive: Archive, search: Search, page: int = 0) -> Results:
    """The hits of one page, the first page where there are fewer pages by now."""
    found = await _search(archive, search, PAGE, page * PAGE)
    if page and not found.hits:
        page, found = 0, await _search(archive, search, PAGE)
    if _matches(found):
        return Results(search, found, page)
    for wider in _widen(search):
        more = await _search(archive, wider, 1)
        if _matches(more):
            return Results(search, found, page, Wider(wider, more))
    return Results(search, found, page, is_empty=not found.total and await archive.issues.latest() is None)


async def count_miss(archive: Archive, results: Results, now: datetime) -> None:
    """Remember a text that nothing was found for: the newsletter's author may want to write about it."""
    if results.is_miss:
        await archive.misses.count(results.search.query.text, now)


async def _search(archive: Archive, search: Search, limit: int, offset: int = 0) -> Found:
    return await archive.papers.search(
        search.query, section=search.section, year=search.year, limit=limit, offset=offset
    )


def _matches(found: Found) -> bool:
    return found.total > 0 and found.how is not Matching.ANY


def _widen(search: Search) -> Iterator[Search]:
    """The search without its section, without its year, and without any filter, also those that were typed."""
    if search.section:
        yield replace(search, section=None)
    if search.year:
        yield replace(search, year=None)
    bare = read_search(without_fields(search.query.text))
    if bare.query and (search.query.narrowed or (search.section and search.year)):
        yield bare
