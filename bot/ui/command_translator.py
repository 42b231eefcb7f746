"""Names, descriptions and choices of slash commands in the languages of Discord's clients."""

import asyncio

import discord
from discord import app_commands

from bot.ui.translations import NAME, find_catalogue, read_all, read_catalogue

NAMES = {
    app_commands.TranslationContextLocation.command_name,
    app_commands.TranslationContextLocation.group_name,
    app_commands.TranslationContextLocation.parameter_name,
}


class CommandTranslator(app_commands.Translator):
    """Looks up the texts of commands in the catalogues. Without a translation Discord is sent none."""

    async def load(self) -> None:
        await asyncio.to_thread(read_all)

    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        catalogue, text = read_catalogue(find_catalogue(str(locale))), string.message
        found = catalogue.pgettext(NAME, text) if context.location in NAMES else catalogue.gettext(text)
        return found if found != text else None
