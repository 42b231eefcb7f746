"""One request as the routes see it, their answer, and the table that finds the route for a path."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.wire.errors import JSON, Form, Refused, Value

if TYPE_CHECKING:
    from tests.wire.service import Service


@dataclass
class Call:
    """A request. `path` is without the prefix /api/v10, `params` are the parts of the path by name."""

    method: str
    path: str
    template: str
    params: dict[str, str]
    query: dict[str, str]
    body: Value = None
    files: list[tuple[str, str, bytes]] = field(default_factory=list)  # (field, name, content)
    is_json: bool = True

    def id(self, name: str) -> int:
        """An id in the path. Raises Refused 50035 for what is no snowflake."""
        return snowflake(self.params[name], name)

    def object(self) -> JSON:
        """The body as an object. Raises Refused 50109 when it is not JSON and 50035 when not an object."""
        if not self.is_json:
            raise Refused(50109)
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise Refused(50035)
        return self.body

    def flag(self, name: str) -> bool:
        """Whether the query sets `name`."""
        return self.query.get(name, "").lower() in ("1", "true")


@dataclass
class Answer:
    """A status with a body; None is an empty body."""

    status: int = 200
    body: Value = None
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        """The bytes of the body."""
        return b"" if self.body is None else json.dumps(self.body, separators=(",", ":")).encode()


def snowflake(value: Value, name: str) -> int:
    """An id that came as text. Raises Refused 50035 as Discord does."""
    if not re.fullmatch(r"\d{1,19}", str(value)):
        form = Form()
        form.add((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        form.check()
    return int(value)


Handler = Callable[["Service", Call], Answer]


@dataclass
class Route:
    """A method and a path template, named as in Discord's OpenAPI description."""

    method: str
    template: str
    handler: Handler
    needs_token: bool = True  # the bot's token in the header; interactions have theirs in the path
    limited: bool = True  # whether rate limit headers are sent; interactions are also exempt from the global limit
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        self.pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template))


class Table:
    """All routes. The first that fits wins, so `@me` stands before `{user_id}`."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def route(
        self, method: str, template: str, *, needs_token: bool = True, limited: bool = True
    ) -> Callable[[Handler], Handler]:
        """A decorator that puts a handler into the table."""

        def put(handler: Handler) -> Handler:
            self.routes.append(Route(method, template, handler, needs_token, limited))
            return handler

        return put

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route for a request and the parts of its path."""
        for route in self.routes:
            if route.method == method and (match := route.pattern.fullmatch(path)):
                return route, match.groupdict()
        return None
