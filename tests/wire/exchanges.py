"""One request with its answer, the table of routes that find an answer, and the record of all exchanges."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from tests.wire.rules import Refused
from tests.wire.things import JSON

T = TypeVar("T", bound=Callable[..., Any])

EVERYTHING = "/{path:.*}"
RECORDS = "WIRE_RECORDS"  # names the folder into which everything exchanged is written, a line each


@dataclass
class Exchange:
    """A request, and what became of it. Paths are without /api/v10.

    `by_bot`: a Discord library sent it, as its User-Agent says, not a test by hand. `fault`: what was done on purpose.
    """

    method: str
    template: str  # the route's path, named as in Discord's description
    path: str
    query: dict[str, str]
    by_bot: bool
    request: Any = None
    status: int = 200
    response: Any = None
    fault: str | None = None

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


class Exchanges(list[Exchange]):
    """All of them, in order."""

    def __init__(self) -> None:
        super().__init__()
        self._file = f"{os.getpid()}-{uuid.uuid4().hex}.jsonl"

    def find(self, method: str | None = None, template: str | None = None, status: int | None = None) -> list[Exchange]:
        """Those that fit; `template` is a path template such as /channels/{channel_id}/messages."""
        wanted = {"method": method, "template": template, "status": status}
        return [one for one in self if all(value in (None, getattr(one, name)) for name, value in wanted.items())]

    def write(self) -> None:
        """Put them into a file of their own, if a folder is named."""
        if RECORDS in os.environ:
            lines = "\n".join(json.dumps(asdict(one)) for one in self)
            (Path(os.environ[RECORDS]) / self._file).write_text(lines, encoding="utf-8")


class Route(NamedTuple):
    """What answers the requests to a path: (wire, exchange, what the path names …) -> the body; None answers 204."""

    method: str
    template: str
    handler: Callable[..., Any]
    status: int = 200


ROUTES: list[Route] = []


def route(method: str, template: str, status: int = 200) -> Callable[[T], T]:
    """Put a handler into the table. The first route that fits wins, so `@me` stands before `{user_id}`."""

    def put(handler: T) -> T:
        ROUTES.append(Route(method, template, handler, status))
        return handler

    return put


def not_modelled(wire: Any, call: Exchange, **_: Any) -> None:
    """What nobody expected the bot to ask: `Wire.check` fails the test that met it."""
    wire.problems.append(f"the bot asked for what tests.wire does not model: {call.method} {call.path}")
    raise Refused(501)
