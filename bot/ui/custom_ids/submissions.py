"""Custom ids of submitted issues."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.ui.codec import CustomId, read_number
from bot.ui.custom_ids.pages import MOST_PAGES


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
class LookAtSubmission(CustomId):
    """The button beside a held issue that opens its preview again."""

    template = re.compile(r"look-import:(?P<id>\d+)")
    submission_id: int

    def _write(self) -> str:
        return f"look-import:{self.submission_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["id"]))


@dataclass(frozen=True, slots=True)
class ReadSubmission(CustomId):
    """The button of a previewed digest that opens the reader, as ReadIssue does in a posted one."""

    template = re.compile(r"read-import:(?P<id>\d+)")
    submission_id: int

    def _write(self) -> str:
        return f"read-import:{self.submission_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["id"]))


@dataclass(frozen=True, slots=True)
class ChooseSubmissionSection(CustomId):
    """The select of a previewed digest or its reader; its value is the key of a chapter."""

    template = re.compile(r"import-section:(?P<id>\d+)")
    submission_id: int

    def _write(self) -> str:
        return f"import-section:{self.submission_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["id"]))


@dataclass(frozen=True, slots=True)
class TurnSubmission(CustomId):
    """The buttons that turn the reader of a previewed issue, as TurnSection does."""

    template = re.compile(r"import-section:(?P<id>\d+):(?P<key>\w+):p(?P<page>\d+)")
    submission_id: int
    key: str
    page: int

    def _write(self) -> str:
        return f"import-section:{self.submission_id}:{self.key}:p{self.page}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["id"]), match["key"], read_number(match["page"], MOST_PAGES))


@dataclass(frozen=True, slots=True)
class TurnIssueList(CustomId):
    """The page buttons of the list of issues."""

    template = re.compile(r"issue-list:p(?P<page>\d+)")
    page: int

    def _write(self) -> str:
        return f"issue-list:p{self.page}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["page"], MOST_PAGES))
