"""One request with its answer, and who records it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.reading import JSON


@dataclass
class Exchange:
    """A request, and what became of it. Paths are without /api/v10.

    `by_bot`: a Discord library sent it, as its User-Agent says, not a test by hand. `fault`: what was done on purpose.
    """

    method: str
    template: str  # the route's path, named as in Discord's description
    path: str
    query: dict[str, str]
    ids: dict[str, str]  # what the path names
    by_bot: bool
    request: Any = None
    status: int = 200
    response: Any = None  # None: no body
    headers: dict[str, str] = field(default_factory=lambda: {"Via": "1.1 google"})  # of the answer
    fault: str | None = None

    @property
    def route(self) -> str:
        """Method and template."""
        return f"{self.method} {self.template}"

    @property
    def form(self) -> JSON:
        """The request's body as an object; nothing is an empty one."""
        return self.request or {}

    @property
    def needs_token(self) -> bool:
        """Whether only the bot may ask, within limits; answers to interactions have their own token in the path."""
        return "_token}" not in self.template and self.template != "/gateway"

    def __str__(self) -> str:
        code = self.response.get("code") if isinstance(self.response, dict) and self.status >= 400 else None
        return f"{self.method} {self.path} -> {self.status}" + (f" ({code})" if code else "")


RECORDERS: list[Callable[[Exchange], None]] = []
"""Who hears of every exchange of every wire in this process."""
