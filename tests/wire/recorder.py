"""What was asked and answered, in order."""

from __future__ import annotations

import json
import os
import uuid
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.wire.errors import JSON

RECORDS = "WIRE_RECORDS"


@dataclass(frozen=True)
class Exchange:
    """One request and its answer. `at` and `took` are seconds; `fault` names what was done to it on purpose.

    `by_bot`: a Discord library sent it, as its User-Agent says, not a test by hand.
    """

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
    by_bot: bool = True

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
        self._unwritten: list[Exchange] = []
        self.total = 0

    def add(self, exchange: Exchange) -> None:
        """Remember one."""
        self._kept.append(exchange)
        if RECORDS in os.environ:
            self._unwritten.append(exchange)
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
        """Forget all; what is to be written is kept for that."""
        self._kept.clear()

    def write(self) -> None:
        """Put what is not written yet, a line each, into a file in the folder that WIRE_RECORDS names."""
        folder, lines = os.environ.get(RECORDS), [json.dumps(one.as_json()) for one in self._unwritten]
        if folder and lines:
            file = Path(folder) / f"{os.getpid()}-{uuid.uuid4().hex}.jsonl"
            file.write_text("\n".join(lines), encoding="utf-8")
        self._unwritten.clear()
