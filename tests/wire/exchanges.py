"""One request with its answer, what goes wrong with it on purpose, and who records it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

from tests.reading import JSON

PAGE = {"Content-Type": "text/html", "Retry-After": "600"}
"""Headers of Cloudflare, which sends a web page and no `Via`."""

Kind = Literal["answer", "delay", "drop", "cut", "malformed", "cloudflare"]


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


@dataclass
class Fault:
    """Let the next `times` requests fail (math.inf: all), after letting `skip` pass.

    `path` is a shell pattern for the path without /api/v10, such as "/channels/*/messages"; `after`: the request has
    its effect first. Kinds: `answer` says `status`, `body` and `headers` (429: with `seconds` as retry_after); `delay`
    waits `seconds` before the effect, or after it before the answer; `drop` closes the connection; `cut` closes it in
    the middle of the body; `malformed` sends broken JSON; `cloudflare` answers `status` as a web page without `Via`.
    `cut` and `malformed` always come after the effect.
    """

    method: str
    path: str
    kind: Kind = "answer"
    times: float = 1
    skip: int = 0
    after: bool = False
    status: int = 500
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    when: Callable[[Exchange], bool] = lambda _: True
    hits: int = 0  # how often it struck

    def strikes(self, call: Exchange) -> bool:
        """Whether the rule meets this request; if so it is used up by one."""
        fits = self.method == call.method and fnmatchcase(call.path, self.path)
        if not fits or self.hits >= self.times or not self.when(call):
            return False
        self.skip -= 1
        if struck := self.skip < 0:
            self.hits += 1
            call.fault = f"{self.kind} {'after' if self.after else 'before'} the effect"
        return struck

    @property
    def spares_effect(self) -> bool:
        """Whether the request has its effect, before the fault or after a delay."""
        return self.after or self.kind in ("delay", "cut", "malformed")

    def delay(self, *, after: bool) -> float:
        """Seconds to wait before or after the effect."""
        return self.seconds if self.kind == "delay" and self.after == after else 0.0

    def answer(self, call: Exchange) -> None:
        """Put into the exchange what is said instead of the truth, if anything."""
        if self.kind == "cloudflare":
            call.status, call.response, call.headers = self.status, None, PAGE
        elif self.kind == "answer":
            limited = {"message": "You are being rate limited.", "retry_after": self.seconds, "global": False}
            made_up = {"message": f"{self.status}: made to fail", "code": 0} | (limited if self.status == 429 else {})
            call.status, call.response = self.status, made_up if self.body is None else self.body
            call.headers = call.headers | self.headers


NO_FAULT = Fault("", "", "delay")
