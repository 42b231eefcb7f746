"""The JSON of Discord where simcord's is not like it, and whole answers that never change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.reading import JSON

SAMPLES: dict[str, JSON] = json.loads((Path(__file__).parent / "samples.json").read_text(encoding="utf-8"))
GONE, GONE_IF_NULL = "(gone)", "(gone if null)"


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
    return {key: value for key, value in told.items() if not _is_gone(rules.get(key), value)}


def _is_gone(rule: Any, value: Any) -> bool:
    return rule == GONE or (rule == GONE_IF_NULL and value in (None, GONE_IF_NULL))
