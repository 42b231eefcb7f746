"""The buttons of the preview of a submitted issue."""

from datetime import UTC, datetime

import discord

from bot.client import Paperboy
from bot.features.submissions.view import render_decided
from bot.ingest.publisher import ACTS
from bot.permissions import check_owner
from bot.ui import custom_ids
from bot.ui.control import Control
from bot.ui.errors import RequestError
from bot.ui.responses import replace
from bot.ui.translations import _


class DecideImport(Control[custom_ids.DecideImport], codec=custom_ids.DecideImport):
    """The buttons of an issue's preview: only an owner may press them, whoever sees them."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.DecideImport) -> None:
        await check_owner(interaction)
        submissions = interaction.client.archive.submissions
        await submissions.transition(state.import_id, ACTS[state.decision], datetime.now(UTC))
        found = await submissions.load(state.import_id)
        if found is None:
            raise RequestError(_("This preview is forgotten: import the file again."))
        await replace(interaction, render_decided(found))
