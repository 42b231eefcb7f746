"""The page buttons of a history."""

import discord

from bot.client import Paperboy
from bot.features.history.command import open_history
from bot.ui import custom_ids
from bot.ui.control import Control, read_number
from bot.ui.responses import replace


class TurnHistory(Control, template=custom_ids.TURN_HISTORY):
    """The page buttons of a history."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        page = read_number(self.match["page"])
        await replace(interaction, await open_history(interaction, self.match["whose"], page))
