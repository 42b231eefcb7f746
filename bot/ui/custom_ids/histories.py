"""Custom ids of histories."""

import re
from dataclasses import dataclass
from typing import Self

from bot.ui.codec import CustomId, read_number
from bot.ui.custom_ids.pages import MOST_PAGES

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
