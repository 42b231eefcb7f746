"""Autocomplete choices within Discord's limits."""

from collections.abc import Callable, Coroutine, Iterable
from functools import wraps
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.ui.errors import explain
from bot.ui.limits import AUTOCOMPLETE_CHOICES, CHOICE_NAME, CHOICE_VALUE
from bot.ui.markup import clip, plain
from bot.ui.translations import _


def choices(pairs: Iterable[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """Choices of (name, value); too many are left out, names are cut, values too long are left out."""
    made: list[app_commands.Choice[str]] = []
    for name, value in pairs:
        if value and len(value) <= CHOICE_VALUE and len(made) < AUTOCOMPLETE_CHOICES:
            made.append(app_commands.Choice(name=clip(plain(name) or value, CHOICE_NAME), value=value))
    return made


Typed = TypeVar("Typed")
Value = TypeVar("Value", str, int)
Suggest = Callable[[discord.Interaction[Any], Typed], Coroutine[Any, Any, list[app_commands.Choice[Value]]]]


def suggesting(suggest: Suggest[Typed, Value]) -> Suggest[Typed, Value]:
    """For an autocomplete: tells an error as the only choice, which stands for what was typed.

    discord.py would answer nothing, and Discord say that loading the options failed.
    """

    @wraps(suggest)
    async def suggest_safely(interaction: discord.Interaction[Any], current: Typed) -> list[app_commands.Choice[Value]]:
        try:
            return await suggest(interaction, current)
        except Exception as error:
            sentence, reference = explain(interaction, error)
            if reference:
                sentence += " " + _("Reference {reference}.").format(reference=reference)
            typed = str(current)[:CHOICE_VALUE] or "?"
            told: list[Any] = choices([(f"⚠️ {sentence}", typed)]) if isinstance(current, str) else []
            return told

    return suggest_safely
