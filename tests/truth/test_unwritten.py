"""What Discord refuses although its description allows it: each with its code at the path of the field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.truth.unwritten import faults_of, has_too_many_bytes

V2 = 1 << 15
BUTTON = {"type": 2, "style": 1, "label": "x", "custom_id": "x"}
OPTIONS = [{"label": "x", "value": "x"}, {"label": "y", "value": "y"}]
SELECT = {"type": 3, "custom_id": "s", "options": OPTIONS}
TOTAL, SIZE = "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "COMPONENT_TEXT_SIZE_EXCEEDED"
LEGACY = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def row(*inside: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(inside)}


def layout(*inside: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"flags": V2, "components": list(inside)} | more


FAULTS: list[tuple[dict[str, Any], str, str]] = [
    ({"flags": 0, "content": "x" * 2001}, "content", "BASE_TYPE_MAX_LENGTH"),
    (layout(text("x"), content="x"), "content", LEGACY),
    (layout(text("x"), embeds=[{"title": "x"}]), "embeds", LEGACY),
    ({"flags": 0, "embeds": [{"description": "x" * 3001}] * 2}, "embeds", "MAX_EMBED_SIZE_EXCEEDED"),
    ({"flags": 0, "components": [text("x")]}, "components", "UNION_TYPE_CHOICES"),
    (layout(*[text("x")] * 41), "components", TOTAL),
    (layout({"type": 17, "components": [text("x")] * 40}), "components", TOTAL),
    (layout(text("x" * 2000), {"type": 17, "components": [text("x" * 2001)]}), "components", SIZE),
    (layout(row(BUTTON), row(BUTTON)), "components", "COMPONENT_CUSTOM_ID_DUPLICATED"),
    (layout(row(BUTTON, SELECT)), "components 0 components", "BASE_TYPE_BAD_LENGTH"),
    (layout(row(BUTTON | {"label": None})), "components 0 components 0", "BUTTON_COMPONENT_INVALID_LABEL"),
    (layout(row(BUTTON | {"url": "x"})), "components 0 components 0 url", "URL_TYPE_INVALID_URL"),
    (
        layout({"type": 9, "components": [text("x")], "accessory": BUTTON | {"url": "x"}}),
        "components 0 accessory url",
        "URL_TYPE_INVALID_URL",
    ),
    (
        layout(row(SELECT | {"options": OPTIONS[:1] * 2})),
        "components 0 components 0 options",
        "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
    ),
    (layout(row(SELECT | {"max_values": 3})), "components 0 components 0 max_values", "NUMBER_TYPE_MAX"),
]


@pytest.mark.parametrize(("body", "where", "code"), FAULTS)
def test_a_fault_is_told_at_its_path(body: dict[str, Any], where: str, code: str):
    path = tuple(int(key) if key.isdigit() else key for key in where.split())
    assert (("data", *path), code) in faults_of(body, "data")


def test_what_is_just_within_the_limits_passes():
    for body in (
        layout(*[text("x" * 100)] * 40),
        {"flags": 0, "content": "x" * 2000, "components": [row(SELECT | {"max_values": 2}), row(BUTTON)]},
    ):
        assert faults_of(body) == []


def test_chinese_text_hits_the_undocumented_byte_limit():
    """https://github.com/discord/discord-api-docs/issues/8554"""
    assert not has_too_many_bytes(layout(text("字" * 3386)))
    assert has_too_many_bytes(layout(text("字" * 3387)))
