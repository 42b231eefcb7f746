"""Custom ids of submitted issues."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from bot.ui.codec import CustomId, read_number


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
