"""The messages of the source code and of the commands, and what is wrong with a catalogue of translations."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from discord import app_commands

from bot.features.registry import COMMANDS
from bot.ui.translations import LOCALES, NAME
from newsletter.errors import NewsletterError

ROOT = Path(__file__).parents[2]

PLACES = (
    "bot/permissions.py",
    "bot/delivery",
    "bot/digest",
    "bot/features",
    "bot/ingest/picture_warnings.py",
    "bot/ingest/preflight_warnings.py",
    "bot/ui",
    "newsletter/parsing",
    "newsletter/schedule",
    "newsletter/workers",
)
"""Where the texts are made that people read in Discord."""

LONGEST_NAME, LONGEST_DESCRIPTION = 32, 100
"""Characters of a name, and of a description or choice: https://discord.com/developers/docs/interactions/application-commands"""

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group


def path_of(catalogue: str, locales: Path = LOCALES) -> Path:
    return locales / catalogue / "LC_MESSAGES" / "messages.po"


def sources() -> list[Path]:
    """The modules of PLACES."""
    return sorted(
        path for place in PLACES for path in ((ROOT / place).rglob("*.py") if "." not in place else [ROOT / place])
    )


def extract() -> Catalog:
    """Every message that can be translated: marked in the source, or shown by Discord's clients."""
    template = Catalog(project="Paperboy", charset="utf-8")
    errors = {kind.__name__: None for kind in _kinds(NewsletterError)}
    warnings = {"WarningKind": {1: (1,), 2: (1, 2), 3: (1, 2)}}  # by the number of arguments and a comma at the end
    keywords: dict[str, Any] = {"_": None, "gettext_noop": None, "ngettext": (1, 2), **errors, **warnings}
    for path in sources():
        found = extract_from_file("python", path, keywords, ("Translators:",), strip_comment_tags=True)
        place = path.relative_to(ROOT).as_posix()
        for line, message, comments, context in found:
            template.add(message, locations=[(place, line)], auto_comments=comments, context=context)
    for command in COMMANDS:
        _add_command(template, command)
    return template


def limited(message: Message) -> int | None:
    """How long the translation of a text of a command may be, None for another message."""
    if message.context == NAME:
        return LONGEST_NAME
    return LONGEST_DESCRIPTION if any(place[0].startswith("/") for place in message.locations) else None


def faults(catalog: Catalog, template: Catalog, *, complete: bool) -> Iterator[str]:
    """What is wrong with a catalogue: translations that break, and what a complete one lacks."""
    for message in filter(lambda each: each.id, template):
        found = catalog.get(message.id, message.context)
        texts = _texts(found.string) if found else []
        if complete and not texts:
            yield f"missing: {message.id}"
        if complete and found and found.fuzzy:
            yield f"fuzzy: {message.id}"
        known = set[str]().union(*map(_fields, _texts(message.id)))
        yield from (f"other placeholders: {text}" for text in texts if not _fields(text) <= known)
        longest = limited(message)
        yield from (f"too long: {text}" for text in texts if longest and len(text) > longest)
        if message.context == NAME:
            yield from (
                f"no name: {text}" for text in texts if not re.fullmatch(r"[-_'\w]+", text) or text != text.lower()
            )


def _texts(value: object) -> list[str]:
    """The forms of a message that are not empty."""
    forms = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    return [form for form in forms if form]


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _kinds(kind: type[NewsletterError]) -> Iterator[type[NewsletterError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from _kinds(each)


def _add_command(template: Catalog, command: AnyCommand) -> None:
    place = [(f"/{command.qualified_name}", 1)]
    template.add(command.name, locations=place, context=NAME)
    template.add(command.description, locations=place)
    if isinstance(command, app_commands.Group):
        for each in command.commands:
            _add_command(template, each)
        return
    for option in command.parameters:
        template.add(option.display_name, locations=place, context=NAME)
        template.add(str(option.description), locations=place)
        for choice in option.choices:
            template.add(choice.name, locations=place)
