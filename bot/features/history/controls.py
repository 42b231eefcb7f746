"""The page buttons of a history."""

import discord

from bot.client import Paperboy
from bot.features.history.command import open_history
from bot.ui import custom_ids
from bot.ui.control import Control
from bot.ui.responses import replace


class TurnHistory(Control[custom_ids.TurnHistory], codec=custom_ids.TurnHistory):
    """The page buttons of a history."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.TurnHistory) -> None:
        await replace(interaction, await open_history(interaction, state.whose, state.page))
