"""The buttons of the preview of a submitted issue."""

from datetime import UTC, datetime

import discord

from bot.client import Paperboy
from bot.features.submissions.view import render_decided
from bot.ingest.publisher import ACTS
from bot.permissions import check_owner
from bot.ui import custom_ids
from bot.ui.control import Control, read_number
from bot.ui.errors import RequestError
from bot.ui.responses import replace


class DecideImport(Control, template=custom_ids.IMPORT):
    """The buttons of an issue's preview: only an owner may press them, whoever sees them."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        await check_owner(interaction)
        forgotten = "This preview is forgotten: import the file again."
        submissions, number = interaction.client.archive.submissions, read_number(self.match["id"], forgotten)
        await submissions.transition(number, ACTS[self.match["act"]], datetime.now(UTC))
        found = await submissions.load(number)
        if found is None:
            raise RequestError(forgotten)
        await replace(interaction, render_decided(found))
