"""One request with its answer: given, refused, or failing on purpose; and who records it.

https://discord.com/developers/docs/reference#error-messages
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

from simcord.backend.errors import BackendError

from tests.reading import JSON, Where

SAMPLES: dict[str, JSON] = json.loads((Path(__file__).parent / "samples.json").read_text(encoding="utf-8"))
USUAL = {"Via": "1.1 google", "Content-Type": "application/json"}
"""Headers of Discord: exactly these, discord.py knows no `charset` beside the type."""
PAGE = {"Content-Type": "text/html", "Retry-After": "600"}
"""Headers of Cloudflare, which sends a web page and no `Via`."""

Kind = Literal["answer", "wrong", "delay", "drop", "cut", "malformed", "cloudflare"]


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
    headers: dict[str, str] = field(default_factory=USUAL.copy)  # of the answer
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
        return f"{self.method} {self.path} -> {self.status} {self.response if self.status >= 400 else ''}"


RECORDERS: list[Callable[[Exchange], None]] = []
"""Who hears of every exchange of every wire in this process."""


def refuse_if(broken: object, code: int, **more: Any) -> None:
    """Raise BackendError with a code of Discord's own, or (below 1,000) a bare status, where something is wrong."""
    if broken:
        status, message = SAMPLES["refusals"][str(code)]
        raise BackendError(status, code if code >= 1000 else 0, message, **more)


def complain(*faults: tuple[Where, str]) -> None:
    """Raise BackendError 50035 with each fault (a code of forms) at its path; without any, do nothing."""
    errors: JSON = {}
    for where, code in faults:
        node = errors
        for key in where:
            node = node.setdefault(str(key), {})
        node.setdefault("_errors", []).append({"code": code, "message": f"{code.replace('_', ' ').capitalize()}."})
    refuse_if(errors, 50035, errors=errors)


@dataclass
class Fault:
    """Let the next `times` requests fail (math.inf: all) of those for which `when` holds.

    `path` is a shell pattern for the path without /api/v10, such as "/channels/*/messages"; `after`: the request has
    its effect first. Kinds: `answer` says `status`, `headers` (those of `without` are left out) and what `body` has
    beyond a message and a code; `cloudflare` answers `status` as a web page without `Via`; `delay` does no more than
    wait; `drop` closes the connection; `cut` closes it in the middle of the body; `malformed` sends broken JSON;
    `wrong` sends what `change` makes of the right body, a text as it is. The last three always come after the effect.
    Each lets `seconds` pass first: before the effect or, `after` it, before the answer.
    """

    method: str
    path: str
    kind: Kind = "answer"
    times: float = 1
    after: bool = False
    status: int = 500
    body: JSON = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    seconds: float = 0.0
    when: Callable[[Exchange], bool] = lambda _: True
    change: Callable[[Any], Any] = lambda _: None
    hits: int = 0  # how often it struck

    def strikes(self, call: Exchange) -> bool:
        """Whether the rule meets this request; if so it is used up by one."""
        fits = self.method == call.method and fnmatchcase(call.path, self.path)
        struck = fits and self.hits < self.times and self.when(call)
        if struck:
            self.hits += 1
            call.fault = f"{self.kind} {'after' if self.after else 'before'} the effect"
        return struck

    def answer(self, call: Exchange) -> None:
        """Put into the exchange what is said instead of the truth, if anything."""
        if self.kind in ("answer", "cloudflare"):
            told = call.headers | self.headers
            call.status, call.headers = self.status, {key: told[key] for key in told if key not in self.without}
            call.response = {"message": f"{self.status}: made to fail", "code": 0} | self.body
        if self.kind == "wrong":
            call.response = self.change(call.response)
        if self.kind == "cloudflare":
            call.response, call.headers = None, PAGE


NO_FAULT = Fault("", "", "delay")
