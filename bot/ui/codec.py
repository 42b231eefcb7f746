"""What the codecs of custom ids share: limits, numbers out of a made-up id, and the interface of a codec."""

import re
from abc import ABC, abstractmethod
from typing import ClassVar, Self

from bot.ui.limits import CUSTOM_ID

LARGEST = 2**63 - 1
"""The largest id that SQLite can hold."""


class InvalidIdError(ValueError):
    """A custom id, or the value of a select, that Paperboy never writes: a changed client made it up."""


class CustomId(ABC):
    """The state of one control, and how it is written as a custom id."""

    template: ClassVar[re.Pattern[str]]
    """Matches every id of this control, also one whose values are out of range: those are answered too."""

    def build(self) -> str:
        """The custom id. Raises ValueError where it is longer than Discord takes."""
        custom_id = self._write()
        if len(custom_id) > CUSTOM_ID:
            raise ValueError(f"a custom id of {len(custom_id)} characters, Discord takes {CUSTOM_ID}: {custom_id}")
        return custom_id

    @classmethod
    def parse(cls, custom_id: str) -> Self:
        """The state that a custom id holds. Raises InvalidIdError."""
        match = cls.template.fullmatch(custom_id)
        if match is None:
            raise InvalidIdError(custom_id)
        return cls._read(match)

    @abstractmethod
    def _write(self) -> str: ...

    @classmethod
    @abstractmethod
    def _read(cls, match: re.Match[str]) -> Self: ...


def read_number(text: str, largest: int = LARGEST) -> int:
    """A number from 0 on, out of a custom id or the value of a select. Raises InvalidIdError."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(largest)) and int(text) <= largest):
        raise InvalidIdError(text)
    return int(text)


class FixedId(CustomId):
    """A custom id without state: its template is its text."""

    __slots__ = ()

    def _write(self) -> str:
        return self.template.pattern

    @classmethod
    def _read(cls, match: re.Match[str]) -> Self:
        return cls()
