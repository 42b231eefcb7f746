"""Finding one's way in messages, whoever has them: the wire, simcord or discord.py. All of them know Discord's JSON."""

from collections.abc import Iterator
from typing import Any

JSON = dict[str, Any]
Where = tuple[str | int, ...]


def walk(node: Any, where: Where = ()) -> Iterator[tuple[Where, JSON]]:
    """Every object in some JSON with the path to it, outermost first."""
    if isinstance(node, dict):
        yield where, node
    if isinstance(node, (dict, list)):
        for key, inner in node.items() if isinstance(node, dict) else enumerate(node):
            yield from walk(inner, (*where, key))


def components_in(body: Any) -> list[JSON]:
    """The components among some JSON, nested ones and accessories too, in order."""
    return [one for _, one in walk(body) if isinstance(one.get("type"), int)]


def components_of(message: Any) -> list[JSON]:
    """All components of a message."""
    return components_in([as_json(one) for one in message.components])


def text_of(message: Any) -> str:
    """All a person reads in a message: content, embeds and components, one after another."""
    shown = [{"content": message.content}, *map(as_json, message.embeds), *map(as_json, message.components)]
    return "\n".join(text for where, one in walk(shown) if "emoji" not in where for text in _texts(one))


def _texts(one: JSON) -> list[str]:
    """What a person reads in one object; the `value` of a select's option is the bot's."""
    keys = ("title", "name", "label", "placeholder", "content", "description", *(() if "label" in one else ("value",)))
    return [one[key] for key in keys if isinstance(one.get(key), str) and one[key]]


def as_json(part: Any) -> JSON:
    """A part of a message as Discord's JSON, whichever library holds it."""
    told: JSON = part if isinstance(part, dict) else part.to_dict()
    return told
