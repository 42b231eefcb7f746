"""What was asked and answered, in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from tests.wire.errors import JSON


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. `at` and `took` are seconds; `fault` names what was done to it on purpose."""

    method: str
    template: str
    path: str
    query: dict[str, str]
    request: Any
    status: int
    response: Any
    at: float
    took: float
    fault: str | None = None

    def as_json(self) -> JSON:
        """For the control API."""
        return asdict(self)

    def __str__(self) -> str:
        code = self.response.get("code") if isinstance(self.response, dict) and self.status >= 400 else None
        return f"{self.method} {self.path} -> {self.status}" + (f" ({code})" if code else "")


class Recorder:
    """The last exchanges; older ones fall out, `total` counts all."""

    def __init__(self, limit: int = 50_000) -> None:
        self._kept: deque[Exchange] = deque(maxlen=limit)
        self.total = 0

    def add(self, exchange: Exchange) -> None:
        """Remember one."""
        self._kept.append(exchange)
        self.total += 1

    def __iter__(self) -> Iterator[Exchange]:
        return iter(list(self._kept))

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, method: str | None = None, template: str | None = None, status: int | None = None) -> list[Exchange]:
        """Those that fit; `template` is a path template such as /channels/{channel_id}/messages."""
        return [
            one
            for one in self._kept
            if method in (None, one.method) and template in (None, one.template) and status in (None, one.status)
        ]

    def clear(self) -> None:
        """Forget all."""
        self._kept.clear()
