"""How Discord says no: https://discord.com/developers/docs/reference#error-messages."""

from __future__ import annotations

from typing import Any

from simcord.backend.errors import BackendError

from tests.reading import JSON, Where
from tests.wire.shapes import SAMPLES


class Refused(BackendError):  # noqa: N818
    """With a code of Discord's own, or (below 1,000) with a bare status."""

    def __init__(self, code: int, **more: Any) -> None:
        status, message = SAMPLES["refusals"].get(str(code), (400, f"Refused with {code}"))
        super().__init__(status, code if code >= 1000 else 0, message)
        self.more = more

    def to_json(self) -> JSON:
        return super().to_json() | self.more


def refuse_if(broken: object, code: int) -> None:
    """Raise Refused where something is not as it should be."""
    if broken:
        raise Refused(code)


def complain(*faults: tuple[Where, str]) -> None:
    """Raise 50035 with each fault (a code of forms) at its path; without any, do nothing."""
    errors: JSON = {}
    for where, code in faults:
        node = errors
        for key in where:
            node = node.setdefault(str(key), {})
        told = {"code": code, "message": f"{code.replace('_', ' ').capitalize()}."}
        node.setdefault("_errors", []).append(told)
    if errors:
        raise Refused(50035, errors=errors)
