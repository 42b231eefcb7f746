"""The controls of the form, and the button that opens it for the channel of a greeting."""

from datetime import UTC, datetime
from typing import Any

import discord

from bot.client import Paperboy
from bot.features.subscribe.form import render_form, with_choice
from bot.features.subscribe.offer import send_test
from bot.features.subscribe.setup import open_form, read_form, save, show_preview, wish_of
from bot.features.subscribe.view import render_subscribed
from bot.permissions import ManagerAction, find_destination
from bot.ui import custom_ids
from bot.ui.codec import InvalidIdError
from bot.ui.control import Control
from bot.ui.custom_ids import SetupAction, Wish
from bot.ui.responses import replace
from newsletter.schedule.weekly import LATE


class Setup(Control[custom_ids.Setup], codec=custom_ids.Setup):
    """Every control of the form: a choice shows the form anew, with the choice in its custom ids."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.Setup) -> None:
        if state.action is SetupAction.PREVIEW:
            await show_preview(interaction, state.wish)
        elif state.action in (SetupAction.SAVE, SetupAction.SAVE_AND_TEST):
            await self._save(interaction, state)
        else:
            form = await read_form(interaction, self._choose(interaction, state))
            await replace(interaction, render_form(form, datetime.now(UTC)))

    async def _save(self, interaction: discord.Interaction[Paperboy], state: custom_ids.Setup) -> None:
        subscription, created = await save(interaction, state.wish)
        latest = await interaction.client.archive.issues.latest()
        offer = created and latest is not None
        page = render_subscribed(subscription, datetime.now(UTC), created=created, offer_latest=offer)
        await replace(interaction, page)
        if state.action is SetupAction.SAVE_AND_TEST:
            await send_test(interaction, subscription)

    def _choose(self, interaction: discord.Interaction[Any], state: custom_ids.Setup) -> Wish:
        """What is filled in after the choice. Raises InvalidIdError for values that the form does not offer."""
        if state.action is SetupAction.CHECK:
            return state.wish
        data: Any = interaction.data or {}
        try:
            return with_choice(state.action, state.wish, [str(one) for one in data.get("values", ())])
        except (ValueError, StopIteration) as error:
            raise InvalidIdError(str(error)) from None


class SetUpHere(Control[custom_ids.SetUpHere], codec=custom_ids.SetUpHere):
    """The button of a greeting: the form for the channel where it was pressed, or for what is subscribed there."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.SetUpHere) -> None:
        channel = await find_destination(interaction, ManagerAction.SUBSCRIBE, interaction.channel_id or 0)
        present = await interaction.client.archive.subscriptions.of_channel(channel.id)
        wish = wish_of(present) if present else Wish(channel.id, None, LATE)
        await open_form(interaction, wish, channel)
