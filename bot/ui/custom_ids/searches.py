"""Custom ids of search results and cards."""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from bot.ui.codec import CustomId, InvalidIdError, read_number
from bot.ui.custom_ids.pages import MOST_PAGES
from newsletter.model import SectionKind

LATEST_YEAR = 9999

SEARCH_TEXT = 70
"""Characters of a query that fit into a page button's id; longer queries are cut before the search."""


@dataclass(frozen=True, slots=True)
class SearchPage(CustomId):
    """A page of a search, in the buttons that show it again: a search and where in its results."""

    prefix: ClassVar[str]
    page: int
    section: SectionKind | None
    year: int | None
    text: str

    def _write(self) -> str:
        return f"{self.prefix}:p{self.page}:{self.section or ''}:{self.year or ''}:{self.text}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        section, year = match["section"], match["year"]
        if section and section not in set(SectionKind):
            raise InvalidIdError(match.string)
        return cls(
            read_number(match["page"], MOST_PAGES),
            SectionKind(section) if section else None,
            read_number(year, LATEST_YEAR) if year else None,
            match["text"],
        )


@dataclass(frozen=True, slots=True)
class TurnSearch(SearchPage):
    """The page buttons of a search, and the button of a suggested spelling."""

    prefix = "search"
    template = re.compile(r"search:p(?P<page>\d+):(?P<section>\w*):(?P<year>\d*):(?P<text>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ShareSearch(SearchPage):
    """The button that shows a page of a search to everybody in the channel."""

    prefix = "share"
    template = re.compile(r"share:p(?P<page>\d+):(?P<section>\w*):(?P<year>\d*):(?P<text>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class OpenCard(CustomId):
    """The button beside a hit."""

    template = re.compile(r"card:(?P<entry>\d+)")
    entry_id: int

    def _write(self) -> str:
        return f"card:{self.entry_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["entry"]))
