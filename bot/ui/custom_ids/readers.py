"""Custom ids of the reader, in which a person reads an issue. Its pages are turned by TurnSection."""

import re
from dataclasses import dataclass
from typing import Self

from bot.ui.codec import CustomId, read_number
from bot.ui.custom_ids.pages import MOST_PAGES


@dataclass(frozen=True, slots=True)
class ChooseSection(CustomId):
    """The select of the reader; its value is the key of a chapter."""

    template = re.compile(r"reader:(?P<issue>\d+)")
    issue_id: int

    def _write(self) -> str:
        return f"reader:{self.issue_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["issue"]))


@dataclass(frozen=True, slots=True)
class OpenEntry(CustomId):
    """The button beside an entry: opens its card, which leads back to the page that it was opened from."""

    template = re.compile(r"entry:(?P<issue>\d+):(?P<key>\w+):p(?P<page>\d+):(?P<entry>\d+)")
    issue_id: int
    key: str
    page: int
    entry_id: int

    def _write(self) -> str:
        return f"entry:{self.issue_id}:{self.key}:p{self.page}:{self.entry_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        page = read_number(match["page"], MOST_PAGES)
        return cls(read_number(match["issue"]), match["key"], page, read_number(match["entry"]))


@dataclass(frozen=True, slots=True)
class ShareSection(CustomId):
    """The button that shows a page of the reader to everybody in the channel."""

    template = re.compile(r"share-section:(?P<issue>\d+):(?P<key>\w+):p(?P<page>\d+)")
    issue_id: int
    key: str
    page: int

    def _write(self) -> str:
        return f"share-section:{self.issue_id}:{self.key}:p{self.page}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["issue"]), match["key"], read_number(match["page"], MOST_PAGES))


@dataclass(frozen=True, slots=True)
class ShareIssue(CustomId):
    """The button that shows an issue's digest to everybody in the channel."""

    template = re.compile(r"share-issue:(?P<issue>\d+)")
    issue_id: int

    def _write(self) -> str:
        return f"share-issue:{self.issue_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["issue"]))
