"""Custom ids of an issue: its sections and their pages."""

import re
from dataclasses import dataclass
from typing import Self

from bot.ui.codec import CustomId, FixedId, read_number
from bot.ui.custom_ids.pages import MOST_PAGES


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
    """The buttons that turn the reader to another page; `key` names a chapter, or the contents."""

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
class OpenIssue(FixedId):
    """The select of an inbox; its value is the id of the issue."""

    template = re.compile("open-issue")


@dataclass(frozen=True, slots=True)
class ReadIssue(CustomId):
    """The button of a digest that opens the reader. A delivered digest names its delivery."""

    template = re.compile(r"read:(?P<issue>\d+)(?::(?P<delivery>\d+))?")
    issue_id: int
    delivery_id: int | None = None

    def _write(self) -> str:
        return f"read:{self.issue_id}" + (f":{self.delivery_id}" if self.delivery_id is not None else "")

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["issue"]), read_number(match["delivery"]) if match["delivery"] else None)
