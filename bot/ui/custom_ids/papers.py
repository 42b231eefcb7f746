"""Custom ids of a card: the issues that cover its paper, sharing, and BibTeX."""

import re
from dataclasses import dataclass
from typing import Self

from bot.ui.codec import CustomId, InvalidIdError, read_number
from newsletter.arxiv_id import find_id

_PAPER = r"[a-z-]*/?[\d.]+"


def _read_paper(text: str) -> str:
    """A canonical arXiv id. Raises InvalidIdError."""
    if find_id(text) != text:
        raise InvalidIdError(text)
    return text


@dataclass(frozen=True, slots=True)
class ChooseCoverage(CustomId):
    """The select of a paper's card; its value is the id of another entry that covers or mentions the paper."""

    template = re.compile(rf"coverage:(?P<paper>{_PAPER})")
    arxiv_id: str

    def _write(self) -> str:
        return f"coverage:{self.arxiv_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(_read_paper(match["paper"]))


@dataclass(frozen=True, slots=True)
class ShareCard(CustomId):
    """The button that posts a card for everybody: the entry that it shows, and the paper if it is a paper's card."""

    template = re.compile(rf"share-card:(?P<entry>\d+)(?::(?P<paper>{_PAPER}))?")
    entry_id: int
    arxiv_id: str | None = None

    def _write(self) -> str:
        return f"share-card:{self.entry_id}" + (f":{self.arxiv_id}" if self.arxiv_id else "")

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(read_number(match["entry"]), _read_paper(match["paper"]) if match["paper"] else None)


@dataclass(frozen=True, slots=True)
class ShowBibtex(CustomId):
    """The button of a paper's card that answers with its BibTeX entry."""

    template = re.compile(rf"bibtex:(?P<paper>{_PAPER})")
    arxiv_id: str

    def _write(self) -> str:
        return f"bibtex:{self.arxiv_id}"

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls(_read_paper(match["paper"]))
