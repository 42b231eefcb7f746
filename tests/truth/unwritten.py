"""Limits that Discord's official description does not know: each with the field and the code of Discord's complaint.

https://discord.com/developers/docs/reference#error-messages
"""

import re
from collections.abc import Callable
from typing import Any

from tests.reading import JSON, Where, components_in, walk

V2 = 1 << 15  # the flag of a message that is a layout of components
ROW, BUTTON, SELECT, TEXT = 1, 2, 3, 10
LINK = re.compile(r"(https?|discord)://\S+", re.IGNORECASE)
# Not documented: past this many UTF-8 bytes of text displays (12 more each) Discord answers a bare 500
# (https://github.com/discord/discord-api-docs/issues/8554). Chinese gets there at about 3,380 characters.
MOST_TEXT_BYTES, BYTES_EACH_TEXT = 10_170, 12


def faults_of(message: JSON, *at: str) -> list[tuple[Where, str]]:
    """Where the body of a message goes beyond a limit, and the code for it; `at` is the path to the body."""
    found: list[tuple[Where, str]] = []
    whole = {"message", "layout" if int(message.get("flags") or 0) & V2 else "plain"}
    for where, node in walk(message, at):
        parts = whole if where == at else {node.get("type")}
        for about, field, code, is_broken in RULES:
            if about in parts and is_broken(node):
                found.append(((*where, *field.split()), code))
    return found


def faults_of_commands(commands: list[JSON]) -> list[tuple[Where, str]]:
    """Which of an application's commands are too large, as faults."""
    return [((number,), "APPLICATION_COMMAND_TOO_LARGE") for number, one in enumerate(commands) if size(one) > 8000]


def has_too_many_bytes(message: JSON) -> bool:
    """Whether Discord would fail at it."""
    return sum(len(text.encode()) + BYTES_EACH_TEXT for text in _displays(message)) > MOST_TEXT_BYTES


def size(node: Any) -> int:
    """Characters of titles, texts, names and values; of each translated text only the longest counts."""
    texts = [
        (one.get(key) or "", *(one.get(f"{key}_localizations") or {}).values())
        for _, one in walk(node)
        for key in ("title", "description", "text", "name", "value")
    ]
    return sum(max(len(str(text)) for text in translations) for translations in texts)


def _displays(body: JSON) -> list[str]:
    return [one.get("content") or "" for one in components_in(body) if one["type"] == TEXT]


def _repeated(things: list[JSON], key: str) -> bool:
    values = [one[key] for one in things if one.get(key) is not None]
    return len(values) != len(set(values))


def _others(node: JSON, kind: int) -> bool:
    return any(one["type"] != kind for one in node.get("components") or [])


LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
SAME_VALUE = "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"
RULES: list[tuple[str | int, str, str, Callable[[Any], Any]]] = [
    # of what (a message, one with a layout or a plain one; a component), the field, the code, what is wrong
    ("message", "content", "BASE_TYPE_MAX_LENGTH", lambda one: len(one.get("content") or "") > 2000),
    ("message", "embeds", "MAX_EMBED_SIZE_EXCEEDED", lambda one: size(one.get("embeds")) > 6000),
    (
        "message",
        "components",
        "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
        lambda one: len(components_in(one)) > 40,
    ),
    ("message", "components", "COMPONENT_TEXT_SIZE_EXCEEDED", lambda one: sum(map(len, _displays(one))) > 4000),
    (
        "message",
        "components",
        "COMPONENT_CUSTOM_ID_DUPLICATED",
        lambda one: _repeated(components_in(one), "custom_id"),
    ),
    ("layout", "content", LEGACY, lambda one: one.get("content")),
    ("layout", "embeds", LEGACY, lambda one: one.get("embeds")),
    ("plain", "components", "UNION_TYPE_CHOICES", lambda one: _others(one, ROW)),
    (ROW, "components", "BASE_TYPE_BAD_LENGTH", lambda one: one["components"][1:] and _others(one, BUTTON)),
    (BUTTON, "", "BUTTON_COMPONENT_INVALID_LABEL", lambda one: not one.get("label") and not one.get("emoji")),
    (BUTTON, "url", "URL_TYPE_INVALID_URL", lambda one: one.get("url") and not LINK.fullmatch(one["url"])),
    (SELECT, "options", SAME_VALUE, lambda one: _repeated(one["options"], "value")),
    (SELECT, "max_values", "NUMBER_TYPE_MAX", lambda one: one.get("max_values", 1) > len(one["options"])),
]
