"""/history and /inbox."""

from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.features.history.view import MINE, PAGE, render_history, render_inbox
from bot.permissions import ManagerAction, check_manager, hidden_channels, is_manager
from bot.ui.errors import RequestError
from bot.ui.limits import SELECT_OPTIONS
from bot.ui.page import Page
from bot.ui.responses import answer
from bot.ui.translations import _

SERVER = "server"

WHOSE = [
    app_commands.Choice(name="This server's channels", value=SERVER),
    app_commands.Choice(name="My direct messages", value=MINE),
]


@app_commands.command(description="What went where and when, and why not")
@app_commands.describe(of="This server's channels (needs Manage Server), or your own direct messages")
@app_commands.choices(of=WHOSE)
async def history(interaction: discord.Interaction[Paperboy], of: app_commands.Choice[str] | None = None) -> None:
    wants_server = of.value == SERVER if of else is_manager(interaction)
    await answer(interaction, await open_history(interaction, str(interaction.guild_id) if wants_server else MINE))


@app_commands.command(description="Issues that could not be brought to your direct messages")
async def inbox(interaction: discord.Interaction[Paperboy]) -> None:
    missed = await interaction.client.archive.history.missed_by(
        interaction.user.id, datetime.now(UTC), limit=SELECT_OPTIONS
    )
    await answer(interaction, render_inbox(missed))


async def open_history(interaction: discord.Interaction[Paperboy], whose: str, page: int = 0) -> Page:
    """A page (counted from 0) of a server's history or a reader's own. Raises RequestError.

    Of a server's channels there are those that the person sees.
    """
    records = interaction.client.archive.history
    if whose == MINE:
        found = await records.of_reader(interaction.user.id, PAGE + 1, page * PAGE)
    else:
        check_manager(interaction, ManagerAction.READ_HISTORY)
        if whose != str(interaction.guild_id):
            raise RequestError(_("This is the history of another server: use `/history` there."))
        hidden = hidden_channels(interaction)
        found = await records.of_guild(int(whose), PAGE + 1, page * PAGE, hidden)
    return render_history(found, whose, datetime.now(UTC), page)
