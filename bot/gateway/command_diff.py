"""Compares slash commands with those that Discord has registered.

https://discord.com/developers/docs/interactions/application-commands
"""

from collections.abc import Sequence
from typing import Any

JSON = dict[str, Any]

DEFAULTS: JSON = {
    "type": 1,
    "name": "",
    "description": "",
    "nsfw": False,
    "default_member_permissions": None,
    "required": False,
    "autocomplete": False,
    "min_value": None,
    "max_value": None,
    "min_length": None,
    "max_length": None,
    "name_localizations": None,
    "description_localizations": None,
    "value": None,
}
"""Defaults of the compared fields of commands, options and choices. Other fields are Discord's own."""

SETS = ("contexts", "integration_types", "channel_types")
LISTS = ("options", "choices")  # order matters


def are_equal(ours: Sequence[JSON], theirs: Sequence[JSON]) -> bool:
    """Whether two lists of commands are equivalent, in any order."""
    return sorted(map(_meaning, ours), key=_place) == sorted(map(_meaning, theirs), key=_place)


def _place(meaning: JSON) -> tuple[str, str]:
    return str(meaning["type"]), str(meaning["name"])


def _meaning(node: JSON) -> JSON:
    """A normalized command, option or choice: defaults filled in, ids, versions and unknown fields left out."""
    told = {name: default if node.get(name) is None else node[name] for name, default in DEFAULTS.items()}
    for name in ("name_localizations", "description_localizations"):
        told[name] = told[name] or None
    if told["default_member_permissions"] is not None:  # we send a number, Discord a string
        told["default_member_permissions"] = str(told["default_member_permissions"])
    for name in SETS:
        told[name] = sorted(map(str, _list(node.get(name))))
    for name in LISTS:
        told[name] = [_meaning(one) for one in _list(node.get(name)) if isinstance(one, dict)]
    return told


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
