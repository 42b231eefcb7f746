"""/help."""

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.features.help.view import render_help
from bot.permissions import is_manager
from bot.ui.responses import answer


@app_commands.command(name="help", description="What you can do with this bot")
async def help_command(interaction: discord.Interaction[Paperboy]) -> None:
    client = interaction.client
    await client.command_ids.load()
    is_owner = await client.owners.include(interaction.user.id)
    page = render_help(client.command_ids.mention, is_manager=is_manager(interaction), is_owner=is_owner)
    await answer(interaction, page)
