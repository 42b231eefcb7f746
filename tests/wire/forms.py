"""The forms that Discord has and simcord has otherwise: of answers, and of refusals.

https://discord.com/developers/docs/reference#error-messages
"""

import json
from pathlib import Path
from typing import Any

from simcord.backend.errors import BackendError

from tests.reading import JSON, Where

SAMPLES: dict[str, JSON] = json.loads((Path(__file__).parent / "samples.json").read_text(encoding="utf-8"))
GONE = "(gone)"


def shaped(node: Any, name: str = "") -> Any:
    """Something simcord tells, as the official description has it.

    samples.json lays down what is added to objects and what is taken from them: to all that have a certain field, to
    those in a field (`in embeds`), and to components of a type (`component 3`).
    """
    if isinstance(node, list):
        return [shaped(one, name) for one in node]
    if not isinstance(node, dict):
        return node
    part = f"component {node.get('type')}" if name in ("components", "accessory") else f"in {name}"
    rules: JSON = {}
    for mark in (*node, part):
        rules |= SAMPLES["shapes"].get(mark, {})
    told = rules | {key: shaped(value, key) for key, value in node.items()}
    return {key: value for key, value in told.items() if rules.get(key) != GONE}


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
