"""Custom ids of search results and cards."""

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from bot.ui.codec import CustomId, InvalidIdError, read_number
from bot.ui.custom_ids.pages import MOST_PAGES
from newsletter.model import SectionKind

LATEST_YEAR = 9999

SEARCH_TEXT = 60
"""Characters of a query that fit into the id of every button; longer queries are cut before the search."""

_SECTIONS = {kind.value[0]: kind for kind in SectionKind}
"""Sections by their first letter, for ids that have little room."""


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
    """The button that earlier versions offered to show a page of a search to everybody in the channel."""

    prefix = "share"
    template = re.compile(r"share:p(?P<page>\d+):(?P<section>\w*):(?P<year>\d*):(?P<text>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class OpenCard(CustomId):
    """The button beside a hit, with the page of the search to come back to; earlier versions sent none."""

    template = re.compile(
        r"card:(?P<entry>\d+)(?::p(?P<page>\d+):(?P<section>\w?):(?P<year>\d*):(?P<text>.*))?", re.DOTALL
    )
    entry_id: int
    origin: TurnSearch | None = None

    def _write(self) -> str:
        origin = self.origin
        if origin is None:
            return f"card:{self.entry_id}"
        return f"card:{self.entry_id}:p{origin.page}:{(origin.section or '')[:1]}:{origin.year or ''}:{origin.text}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        section, year = match["section"], match["year"]
        if section and section not in _SECTIONS:
            raise InvalidIdError(match.string)
        origin = match["page"] and TurnSearch(
            read_number(match["page"], MOST_PAGES),
            _SECTIONS[section] if section else None,
            read_number(year, LATEST_YEAR) if year else None,
            match["text"],
        )
        return cls(read_number(match["entry"]), origin or None)
