"""Autocomplete choices within Discord's limits."""

from collections.abc import Iterable

from discord import app_commands

from bot.views.limits import AUTOCOMPLETE_CHOICES, CHOICE_NAME, CHOICE_VALUE
from bot.views.markup import clip, plain


def choices(pairs: Iterable[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """Choices of (name, value); too many are left out, names are cut, values too long are left out."""
    made: list[app_commands.Choice[str]] = []
    for name, value in pairs:
        if value and len(value) <= CHOICE_VALUE and len(made) < AUTOCOMPLETE_CHOICES:
            made.append(app_commands.Choice(name=clip(plain(name) or value, CHOICE_NAME), value=value))
    return made
