"""Draws a message as plain text, whole: what is written, buttons in brackets, selects with their options."""

from collections.abc import Iterator
from typing import Any

from tests.reading import JSON, as_json

ROW, BUTTON, SELECT, ROLE_SELECT, SECTION, TEXT, SEPARATOR, CONTAINER = 1, 2, 3, 6, 9, 10, 14, 17
"""Types of components, as Discord numbers them."""

LINK = 5
"""The style of a button that opens an address."""


def draw(message: Any) -> str:
    """All that a person sees of a message, one line below the other."""
    lines = [*message.content.splitlines()]
    for embed in message.embeds:
        lines += _embed(as_json(embed))
    for component in message.components:
        lines += _component(as_json(component))
    return "\n".join(lines)


def _embed(embed: JSON) -> Iterator[str]:
    head = [embed.get("author", {}).get("name"), embed.get("title"), embed.get("url"), embed.get("description")]
    fields = [part for one in embed.get("fields", []) for part in (one["name"], one["value"])]
    for text in (*head, *fields, embed.get("footer", {}).get("text")):
        yield from (text or "").splitlines()


def _component(one: JSON) -> Iterator[str]:
    kind = one["type"]
    if kind == TEXT:
        yield from one["content"].splitlines()
    elif kind == SEPARATOR:
        yield "───" if one.get("divider", True) else ""
    elif kind == SELECT:
        yield from _select(one)
    elif kind == ROLE_SELECT:
        yield f"[{one.get('placeholder', '')} ▾ roles]"
    elif kind == BUTTON:
        yield _button(one)
    elif kind == ROW and all(inner["type"] == BUTTON for inner in one["components"]):
        yield " ".join(map(_button, one["components"]))
    elif kind in (ROW, SECTION, CONTAINER):
        for inner in one["components"]:
            yield from _component(inner)
        if kind == SECTION:
            yield from _component(one["accessory"])
    else:
        raise AssertionError(f"nobody knows how to draw a component of type {kind}")


def _button(one: JSON) -> str:
    """A button that cannot be pressed is in parentheses."""
    target = f" {one['url']}" if one.get("style") == LINK else ""
    return f"({_name(one)})" if one.get("disabled") else f"[{_name(one)}{target}]"


def _select(one: JSON) -> Iterator[str]:
    yield f"[{one.get('placeholder', '')} ▾]"
    for option in one["options"]:
        about = f" — {option['description']}" if option.get("description") else ""
        chosen = "•" if option.get("default") else "-"
        yield f"  {chosen} {_name(option)}{about}"


def _name(one: JSON) -> str:
    """The label with the emoji before it."""
    return " ".join(filter(None, [one.get("emoji", {}).get("name"), one.get("label")]))
