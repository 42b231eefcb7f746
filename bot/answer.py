"""Answering an interaction, whether or not it was answered before."""

from typing import Any

import discord

from bot.views.page import Page

UNKNOWN_MESSAGE = 10008


async def answer(interaction: discord.Interaction[Any], page: Page, *, ephemeral: bool = True) -> None:
    """Show a page to the person who asked, to nobody else by default."""
    if interaction.response.is_done():
        await interaction.followup.send(view=page, ephemeral=ephemeral)
    else:
        await interaction.response.send_message(view=page, ephemeral=ephemeral)


async def replace(interaction: discord.Interaction[Any], page: Page) -> None:
    """Put a page in the place of the one whose button was pressed; under it, where that was deleted meanwhile."""
    try:
        await interaction.response.edit_message(view=page)
    except discord.NotFound as error:
        if error.code != UNKNOWN_MESSAGE:
            raise
        await interaction.response.send_message(view=page, ephemeral=True)
