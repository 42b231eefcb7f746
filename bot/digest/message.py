"""Reads messages as Discord's JSON, field by field.

discord.py's models raise at the first message that they cannot read, and so hide all others.
"""

from collections.abc import Iterator
from typing import Any

JSON = dict[str, Any]

CROSSPOSTED = 1 << 0
IS_COMPONENTS_V2 = 1 << 15
"""Flags: https://discord.com/developers/docs/resources/message#message-object-message-flags"""


class UnreadableError(ValueError):
    """An answer of Discord's lacks what is looked for in it."""


def has_flag(message: JSON, flag: int) -> bool:
    """Whether a message has a flag. Raises UnreadableError."""
    flags = message.get("flags", 0)
    if not isinstance(flags, int):
        raise UnreadableError("flags")
    return bool(flags & flag)


def list_embeds(message: JSON) -> list[JSON]:
    """The embeds of a message; those that are none are left out."""
    return _objects(message.get("embeds"))


def walk_components(message: JSON) -> Iterator[JSON]:
    """The components of a message and all that is in them, in the order of reading."""
    return _walk(message.get("components"))


def _walk(components: object) -> Iterator[JSON]:
    for component in _objects(components):
        yield component
        yield from _walk(component.get("components"))
        yield from _walk([component.get("accessory")])


def _objects(nodes: object) -> list[JSON]:
    return [node for node in nodes if isinstance(node, dict)] if isinstance(nodes, list | tuple) else []


def list_lines_above(message: JSON) -> list[str]:
    """The lines of a message that stand above its frame or its embeds."""
    texts = [message.get("content"), *(one.get("content") for one in _objects(message.get("components")))]
    return [line for text in texts if isinstance(text, str) for line in text.splitlines()]
