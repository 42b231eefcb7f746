"""The controls of subscriptions: the latest issue at once, and subscriptions of a server brought back."""

from datetime import UTC, datetime

import discord

from bot.client import Paperboy
from bot.features.subscribe.command import RESTORABLE
from bot.features.subscribe.offer import send_latest
from bot.features.subscribe.view import render_restored
from bot.permissions import ManagerAction, check_destination, check_manager, hidden_channels
from bot.ui import custom_ids
from bot.ui.control import Control
from bot.ui.errors import RequestError
from bot.ui.responses import replace
from bot.ui.translations import _
from storage.subscriptions.records import DestinationKind


class SendLatest(Control[custom_ids.SendLatest], codec=custom_ids.SendLatest):
    """The offer after subscribing: the newest issue goes into the outbox like any other digest."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.SendLatest) -> None:
        archive = interaction.client.archive
        subscription = await archive.subscriptions.of_channel(state.channel_id)
        latest = await archive.issues.latest()
        if subscription is None or latest is None:
            raise RequestError(_("This subscription has ended. `/subscribe` starts a new one."))
        target = subscription.target
        if target.kind is DestinationKind.CHANNEL:
            await check_destination(interaction, ManagerAction.SEND_LATEST, target.guild_id, target.channel_id)
        elif target.user_id != interaction.user.id:
            raise RequestError(_("This subscription is somebody else's."))
        await send_latest(interaction, latest.ref.id, subscription)


class Restore(Control[custom_ids.Restore], codec=custom_ids.Restore):
    """The offer to a server that has invited the bot again: the channels that the person sees come back."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.Restore) -> None:
        check_manager(interaction, ManagerAction.RESTORE)
        now, hidden = datetime.now(UTC), hidden_channels(interaction)
        subscriptions = interaction.client.archive.subscriptions
        number = await subscriptions.restore(interaction.guild_id or 0, now - RESTORABLE, now, hidden)
        await replace(interaction, render_restored(number))
