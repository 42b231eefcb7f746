"""What goes wrong on purpose: rules that meet requests before or after these had their effect."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from tests.wire.calls import Answer, Call
from tests.wire.errors import Value

Kind = Literal["answer", "delay", "drop", "cut", "malformed", "cloudflare"]


@dataclass
class Fault:
    """One rule. `hits` counts how often it struck, `left` how often it still will."""

    method: str
    path: str
    kind: Kind
    left: float
    after: bool
    skip: int = 0
    status: int = 500
    body: Value = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    when: Callable[[Call], bool] | None = None
    hits: int = 0

    def fits(self, call: Call) -> bool:
        """Whether the rule is for this request."""
        return (
            self.left > 0
            and self.method in ("*", call.method)
            and fnmatchcase(call.path, self.path)
            and (self.when is None or self.when(call))
        )

    def answer(self) -> Answer:
        """What `answer` and `cloudflare` say instead of the truth."""
        if self.kind == "cloudflare":
            return Answer(self.status, None, {"Content-Type": "text/html", "Retry-After": "600"})
        body: Value = {"message": f"{self.status}: made to fail", "code": 0}
        if self.status == 429:
            body |= {"message": "You are being rate limited.", "retry_after": self.seconds, "global": False}
        return Answer(self.status, body if self.body is None else self.body, self.headers)

    def __str__(self) -> str:
        return f"{self.kind} {'after' if self.after else 'before'} the effect"


class Faults:
    """The rules in force; of those that fit a request the first strikes."""

    def __init__(self) -> None:
        self.rules: list[Fault] = []

    def add(
        self,
        method: str,
        path: str,
        kind: Kind = "answer",
        *,
        times: float = 1,
        skip: int = 0,
        after: bool = False,
        status: int = 500,
        body: Value = None,
        headers: dict[str, str] | None = None,
        seconds: float = 0.0,
        when: Callable[[Call], bool] | None = None,
    ) -> Fault:
        """Let the next `times` requests fail (math.inf: all), after letting `skip` pass.

        `path` is a shell pattern for the path without /api/v10, such as "/channels/*/messages"; `after`: the request
        has its effect first. Kinds: `answer` says `status` and `body` (429: with `seconds` as retry_after); `delay`
        waits `seconds` before the effect, or after it before the answer; `drop` closes the connection; `cut` closes
        it in the middle of the body; `malformed` sends broken JSON; `cloudflare` answers `status` as a web page
        without `Via`. `cut` and `malformed` always come after the effect.
        """
        after = after or kind in ("cut", "malformed")
        fault = Fault(method, path, kind, times, after, skip, status, body, headers or {}, seconds, when)
        self.rules.append(fault)
        return fault

    def strike(self, call: Call) -> Fault | None:
        """The rule that meets this request; it is used up by one."""
        for fault in self.rules:
            if not fault.fits(call):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.left -= 1
            fault.hits += 1
            return fault
        return None

    def clear(self) -> None:
        """No faults any more."""
        self.rules.clear()
