"""Answering an interaction, whether or not it was answered before."""

from typing import Any

import discord

from bot.views.page import Page


async def answer(interaction: discord.Interaction[Any], page: Page, *, ephemeral: bool = True) -> None:
    """Show a page to the person who asked, to nobody else by default."""
    if interaction.response.is_done():
        await interaction.followup.send(view=page, ephemeral=ephemeral)
    else:
        await interaction.response.send_message(view=page, ephemeral=ephemeral)


async def replace(interaction: discord.Interaction[Any], page: Page) -> None:
    """Put a page in the place of the one whose button was pressed."""
    await interaction.response.edit_message(view=page)
