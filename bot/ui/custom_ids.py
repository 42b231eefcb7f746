"""Custom ids of buttons and selects: one codec per control.

A custom id holds all state of its control, so that the control outlives the process. A message keeps the id that it
was sent with for years: a format of ids may be added, never changed.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Self

from bot.ui.codec import CustomId, InvalidIdError, read_number
from newsletter.model import SectionKind

MOST_PAGES = 10_000
"""So many pages cannot be turned by hand."""

LATEST_YEAR = 9999

SEARCH_TEXT = 70
"""Characters of a query that fit into a page button's id; longer queries are cut before the search."""


@dataclass(frozen=True, slots=True)
class OpenSection(CustomId):
    """The select of a digest; its value is the key of a chapter. A delivered digest names its delivery."""

    template = re.compile(r"section:(?P<issue>\d+)(?::(?P<delivery>\d+))?")
    issue_id: int
    delivery_id: int | None = None

    def _write(self) -> str:
        return f"section:{self.issue_id}" + (f":{self.delivery_id}" if self.delivery_id is not None else "")

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["issue"]), read_number(match["delivery"]) if match["delivery"] else None)


@dataclass(frozen=True, slots=True)
class TurnSection(CustomId):
    """The page buttons of an opened chapter."""

    template = re.compile(r"section:(?P<issue>\d+):(?P<key>\w+):p(?P<page>\d+)")
    issue_id: int
    key: str
    page: int

    def _write(self) -> str:
        return f"section:{self.issue_id}:{self.key}:p{self.page}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["issue"]), match["key"], read_number(match["page"], MOST_PAGES))


@dataclass(frozen=True, slots=True)
class OpenIssue(CustomId):
    """The select of an inbox; its value is the id of the issue."""

    template = re.compile("open-issue")

    def _write(self) -> str:
        return self.template.pattern

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls()


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


class Decision(StrEnum):
    """What an owner decides on a submitted issue."""

    APPROVE = "approve"
    HOLD = "hold"
    UNDO = "undo"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class DecideImport(CustomId):
    """The buttons of the preview of a submitted issue."""

    template = re.compile(r"import:(?P<id>\d+):(?P<act>approve|hold|undo|drop)")
    import_id: int
    decision: Decision

    def _write(self) -> str:
        return f"import:{self.import_id}:{self.decision}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["id"]), Decision(match["act"]))


@dataclass(frozen=True, slots=True)
class SendLatest(CustomId):
    """The button after subscribing that sends the newest issue at once."""

    template = re.compile(r"send-latest:(?P<channel>\d+)")
    channel_id: int

    def _write(self) -> str:
        return f"send-latest:{self.channel_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["channel"]))


@dataclass(frozen=True, slots=True)
class Restore(CustomId):
    """The button that restores the subscriptions of a server that invited the bot again."""

    template = re.compile("restore-subscriptions")

    def _write(self) -> str:
        return self.template.pattern

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls()


OWN = "me"
"""In place of a server's id: a reader's own direct messages."""


@dataclass(frozen=True, slots=True)
class TurnHistory(CustomId):
    """The page buttons of a history: of a server, by its id, or of a reader (OWN)."""

    template = re.compile(r"history:(?P<whose>\d+|me):p(?P<page>\d+)")
    whose: str
    page: int

    def _write(self) -> str:
        return f"history:{self.whose}:p{self.page}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        whose = match["whose"]
        return cls(whose if whose == OWN else str(read_number(whose)), read_number(match["page"], MOST_PAGES))
