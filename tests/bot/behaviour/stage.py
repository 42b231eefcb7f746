"""What a stage offers to the cases that are played on it, whichever Discord it stands for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

SILENCE = "The application did not respond"
"""What Discord shows where no answer came in time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody saw after an act."""

    text: str = ""
    alone: bool = True
    message: Any = None
    offered: Sequence[str] | None = None
    """The suggestions, where somebody typed."""
    whole: str = ""
    """All of the answer, drawn."""


class Stage(Protocol):
    """A ground on which cases are played; people and places go by their names in the table."""

    @property
    def people(self) -> Mapping[str, Any]: ...
    @property
    def anybody(self) -> Sequence[str]:
        """Which of them."""

    async def slash(self, who: str, command: str, options: Mapping[str, str], how: str) -> Answer: ...
    async def typing(self, who: str, command: str, options: Mapping[str, str], how: str) -> Answer: ...
    async def use(self, who: str, message: Any, label: str, how: str) -> Answer: ...
    def posts(self, place: str) -> Sequence[Any]: ...
    async def until(self, holds: Callable[[], bool]) -> None: ...
    def read(self, post: Any) -> str: ...
    def draw(self, post: Any) -> str:
        """A post, whole."""

    @property
    def names(self) -> Mapping[int, str]:
        """The names of people and places by their ids."""


def happens(pattern: str) -> Callable[[Any], Any]:
    """Marks a stage's method as what makes an event of the table happen."""

    def mark(method: Any) -> Any:
        method.happens = pattern
        return method

    return mark
