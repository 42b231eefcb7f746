"""What Discord refuses although its official description allows it, and the form in which it says so.

https://discord.com/developers/docs/reference#error-messages
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.wire.things import JSON, SAMPLES, V2, Where, components, walk

ROW, BUTTON, SELECT, TEXT = 1, 2, 3, 10
PARTS = {ROW: "row", BUTTON: "button", SELECT: "select"}
LINK = re.compile(r"(https?|discord)://\S+", re.IGNORECASE)
# Not documented: past this many UTF-8 bytes of text displays (12 more each) Discord answers a bare 500
# (https://github.com/discord/discord-api-docs/issues/8554). Chinese gets there at about 3,380 characters.
MOST_TEXT_BYTES, BYTES_EACH_TEXT = 10_170, 12


class Refused(Exception):  # noqa: N818
    """Discord says no, with a code of its own or (below 1,000) with a bare status."""

    def __init__(self, code: int, errors: JSON | None = None, headers: dict[str, str] | None = None) -> None:
        self.status, message = SAMPLES["refusals"].get(str(code), (400, f"Refused with {code}"))
        self.body: JSON = {"message": message, "code": code if code >= 1000 else 0}
        self.headers = headers or {}
        if errors:
            self.body["errors"] = errors
        if self.status == 429:
            self.body |= {"retry_after": 1.0, "global": False}
        super().__init__(f"{code}: {message}")


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
        raise Refused(50035, errors)


def check(body: JSON, *at: str) -> None:
    """Raise Refused for what is wrong in the body of a message; `at` is the path to it."""
    faults = []
    for where, node in walk(body, at):
        part = "message" if where == at else PARTS.get(node.get("type", 0))
        faults += [((*where, *field), code) for about, field, code, broken in RULES if about == part and broken(node)]
    complain(*faults)
    if sum(len(text.encode()) + BYTES_EACH_TEXT for text in _displays(body)) > MOST_TEXT_BYTES:
        raise Refused(500)


def size(node: Any) -> int:
    """Characters of titles, texts, names and values; of each translated text only the longest counts."""
    total = 0
    for _, one in walk(node):
        for key in ("title", "description", "text", "name", "value"):
            every = one.get(key) or "", *(one.get(f"{key}_localizations") or {}).values()
            total += max(len(str(text)) for text in every)
    return total


def _displays(body: JSON) -> list[str]:
    return [one.get("content") or "" for one in components(body) if one["type"] == TEXT]


def _is_layout(body: JSON) -> bool:
    return bool(body["flags"] & V2)


def _repeated(things: list[JSON], key: str) -> bool:
    values = [one[key] for one in things if one.get(key) is not None]
    return len(values) != len(set(values))


def _not_a_row(body: JSON) -> bool:
    return any(one["type"] != ROW for one in body.get("components") or [])


def _select_beside_others(row: JSON) -> bool:
    return len(row["components"]) > 1 and any(one["type"] != BUTTON for one in row["components"])


LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
SAME_VALUE = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
RULES: list[tuple[str, tuple[str, ...], str, Callable[[Any], Any]]] = [
    # of what, the field where the complaint comes, its code, what is wrong
    ("message", ("content",), "BASE_TYPE_MAX_LENGTH", lambda one: len(one.get("content") or "") > 2000),
    ("message", ("content",), LEGACY, lambda one: _is_layout(one) and one.get("content")),
    ("message", ("embeds",), LEGACY, lambda one: _is_layout(one) and one.get("embeds")),
    ("message", ("embeds",), "MAX_EMBED_SIZE_EXCEEDED", lambda one: size(one.get("embeds")) > 6000),
    ("message", ("components",), "UNION_TYPE_CHOICES", lambda one: not _is_layout(one) and _not_a_row(one)),
    ("message", ("components",), "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", lambda one: len(components(one)) > 40),
    ("message", ("components",), "COMPONENT_TEXT_SIZE_EXCEEDED", lambda one: sum(map(len, _displays(one))) > 4000),
    ("message", ("components",), "COMPONENT_CUSTOM_ID_DUPLICATED", lambda one: _repeated(components(one), "custom_id")),
    ("row", ("components",), "BASE_TYPE_BAD_LENGTH", _select_beside_others),
    ("button", (), "BUTTON_COMPONENT_INVALID_LABEL", lambda one: not one.get("label") and not one.get("emoji")),
    ("button", ("url",), "URL_TYPE_INVALID_URL", lambda one: one.get("url") and not LINK.fullmatch(one["url"])),
    ("select", ("options",), SAME_VALUE, lambda one: _repeated(one["options"], "value")),
    ("select", ("max_values",), "NUMBER_TYPE_MAX", lambda one: one.get("max_values", 1) > len(one["options"])),
]
