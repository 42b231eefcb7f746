"""Application commands: what Discord refuses in them, how it gives them back, what a person may type.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import re
from typing import Any

from tests.wire.clock import Clock
from tests.wire.errors import JSON, Form, Value

NAME = re.compile(r"^[-_'\w]{1,32}$")
SUB_COMMAND, SUB_GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)
LOCALES = frozenset(
    """
    ar bg cs da de el en-GB en-US es-419 es-ES fi fr he hi hr hu id it ja ko lt nl no pl pt-BR ro ru sv-SE th tr uk vi
    zh-CN zh-TW
    """.split()  # noqa: SIM905
)
Path = tuple[str | int, ...]


def validate(commands: list[JSON]) -> None:
    """Raise Refused 50035 with all faults of a bulk overwrite."""
    form = Form()
    form.length((), [one for one in commands if one.get("type", 1) == 1], 0, 100)
    for index, command in enumerate(commands):
        _validate_named(form, command, (index,), chat_input=command.get("type", 1) == 1)
        if _size(command) > 8000:
            form.add((index,), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
    names = [(one.get("type", 1), one.get("name")) for one in commands]
    for index, name in enumerate(names):
        if name in names[:index]:
            form.add((index,), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
    form.check()


def _validate_named(form: Form, one: JSON, at: Path, *, chat_input: bool) -> None:
    """Names, descriptions and their translations; then the options below."""
    names = {("name",): one.get("name")} | _localised(form, one, at, "name")
    for key, name in names.items():
        form.length((*at, *key), name, 1, 32)
        if chat_input and name and (not NAME.match(name) or name != name.lower()):
            message = "Command name is invalid" if len(at) == 1 else "Option name is invalid"
            form.add((*at, *key), "APPLICATION_COMMAND_INVALID_NAME", message)
    if not chat_input:
        return
    for key, text in ({("description",): one.get("description")} | _localised(form, one, at, "description")).items():
        form.length((*at, *key), text, 1, 100)
    _validate_options(form, one.get("options") or [], (*at, "options"))


def _localised(form: Form, one: JSON, at: Path, field: str) -> dict[tuple[str, ...], Any]:
    translations = one.get(f"{field}_localizations") or {}
    for locale in translations.keys() - LOCALES:
        form.add(
            (*at, f"{field}_localizations", locale), "ENUM_TYPE_COERCE", f'Value "{locale}" is not a valid enum value.'
        )
    return {(f"{field}_localizations", locale): text for locale, text in translations.items()}


def _validate_options(form: Form, options: list[JSON], at: Path) -> None:
    form.length(at, options, 0, 25)
    optional_seen = False
    for index, option in enumerate(options):
        here = (*at, index)
        _validate_named(form, option, here, chat_input=True)
        choices = option.get("choices") or []
        form.length((*here, "choices"), choices, 0, 25)
        for number, choice in enumerate(choices):
            form.length((*here, "choices", number, "name"), choice.get("name"), 1, 100)
            if isinstance(choice.get("value"), str):
                form.length((*here, "choices", number, "value"), choice["value"], 1, 100)
        if choices and option.get("autocomplete"):
            message = "Autocomplete cannot be set with choices"
            form.add(here, "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", message)
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            form.add(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
    names = [option.get("name") for option in options]
    if len(names) != len(set(names)):
        form.add(at, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option names must be unique")


def _size(one: JSON) -> int:
    """Characters of names, descriptions and values: of each translated text the longest counts."""
    total = 0
    for field in ("name", "description"):
        texts = [one.get(field) or "", *(one.get(f"{field}_localizations") or {}).values()]
        total += max(len(text) for text in texts)
    total += sum(len(str(choice.get("value", ""))) + _size(choice) for choice in one.get("choices") or [])
    return total + sum(_size(option) for option in one.get("options") or [])


def given_back(clock: Clock, bot_id: int, guild_id: int | None, command: JSON, old: JSON | None) -> JSON:
    """ApplicationCommandResponse: the whole command with its id (kept when the name is) and version."""
    permissions = command.get("default_member_permissions")
    done = {key: value for key, value in command.items() if value is not None} | {
        "id": old["id"] if old else str(clock.snowflake()),
        "application_id": str(bot_id),
        "version": str(clock.snowflake()),
        "type": command.get("type") or 1,
        "description": command.get("description") or "",
        "default_member_permissions": None if permissions is None else str(permissions),
        "nsfw": bool(command.get("nsfw")),
    }
    if guild_id is not None:
        return done | {"guild_id": str(guild_id)}
    done.setdefault("dm_permission", True)
    done.setdefault("integration_types", [0])
    done.setdefault("contexts", None)
    return done


def find(commands: list[JSON], name: str) -> tuple[JSON, list[JSON], list[JSON]]:
    """The command, the chain of its subcommands and the options of the last one, by "group sub". Raises LookupError."""
    first, *rest = name.split()
    command = next((one for one in commands if one["name"] == first and one["type"] == 1), None)
    if command is None:
        known = ", ".join(sorted(one["name"] for one in commands)) or "none at all"
        raise LookupError(f"there is no command /{first}; there are: {known}")
    chain: list[JSON] = []
    options: list[JSON] = command.get("options") or []
    for part in rest:
        inner = next((one for one in options if one["name"] == part and one["type"] in (SUB_COMMAND, SUB_GROUP)), None)
        if inner is None:
            raise LookupError(f"/{name}: there is no subcommand {part}")
        chain.append(inner)
        options = inner.get("options") or []
    if any(option["type"] in (SUB_COMMAND, SUB_GROUP) for option in options):
        raise LookupError(f"/{name} needs one of its subcommands")
    return command, chain, options


def check_typed(option: JSON, value: Value) -> None:
    """Raise ValueError for what Discord's own app would not let a person send."""
    name, kind = option["name"], option["type"]
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise ValueError(f"{name}: {value!r} is none of the choices {choices}")
    if kind == STRING and not option.get("min_length", 0) <= len(value) <= option.get("max_length", 6000):
        raise ValueError(f"{name}: a text of {len(value)} characters is not allowed here")
    if kind in (INTEGER, NUMBER):
        low, high = option.get("min_value", -(2**53)), option.get("max_value", 2**53)
        if not low <= value <= high:
            raise ValueError(f"{name}: {value} is not within {low} and {high}")
