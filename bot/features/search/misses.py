"""/stats, for whoever runs the bot."""

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.features.search.view import render_misses
from bot.gateway.registration import OWNER_ONLY
from bot.permissions import check_owner
from bot.ui.page import notice
from bot.ui.responses import answer

stats = app_commands.Group(
    name="stats",
    description="For whoever runs this bot",
    default_permissions=discord.Permissions(administrator=True),
    extras={OWNER_ONLY: True},
)


@stats.command(description="What readers searched for and did not find")
async def misses(interaction: discord.Interaction[Paperboy]) -> None:
    await check_owner(interaction)
    await answer(interaction, notice(render_misses(await interaction.client.archive.misses.top())))
