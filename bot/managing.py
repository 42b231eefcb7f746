"""Controls that change something: each asks who presses it for the right to what its custom id names."""

from datetime import UTC, datetime

import discord

from bot.access import check_destination, check_manager, check_owner, hidden_channels
from bot.answer import replace
from bot.client import Paperboy
from bot.commands.history import open_history
from bot.commands.subscribing import RESTORABLE
from bot.control import Control, read_number
from bot.errors import RequestError
from bot.imports import ACTS
from bot.offer import send_latest
from bot.views import ids
from bot.views.imports import render_decided
from bot.views.subscribing import render_restored
from storage.records import SubscriptionKind


class SendLatest(Control, template=ids.SEND_LATEST):
    """The offer after subscribing: the newest issue goes into the ledger like any other digest."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        archive = interaction.client.archive
        subscription = await archive.subscriptions.of_channel(read_number(self.match["channel"]))
        latest = await archive.issues.latest()
        if subscription is None or latest is None:
            raise RequestError("This subscription has ended. `/subscribe` starts a new one.")
        target = subscription.target
        if target.kind is SubscriptionKind.CHANNEL:
            await check_destination(interaction, target.guild_id, target.channel_id)
        elif target.user_id != interaction.user.id:
            raise RequestError("This subscription is somebody else's.")
        await send_latest(interaction, latest.ref.id, subscription)


class DecideImport(Control, template=ids.IMPORT):
    """The buttons of an issue's preview: only an owner may press them, whoever sees them."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        await check_owner(interaction)
        forgotten = "This preview is forgotten: import the file again."
        imports, number = interaction.client.archive.imports, read_number(self.match["id"], forgotten)
        await imports.move(number, ACTS[self.match["act"]], datetime.now(UTC))
        found = await imports.load(number)
        if found is None:
            raise RequestError(forgotten)
        await replace(interaction, render_decided(found))


class TurnHistory(Control, template=ids.TURN_HISTORY):
    """The page buttons of a history."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        page = read_number(self.match["page"])
        await replace(interaction, await open_history(interaction, self.match["whose"], page))


class Restore(Control, template=ids.RESTORE):
    """The offer to a server that has invited the bot again: the channels that the person sees come back."""

    async def handle(self, interaction: discord.Interaction[Paperboy]) -> None:
        check_manager(interaction)
        now, hidden = datetime.now(UTC), hidden_channels(interaction)
        subscriptions = interaction.client.archive.subscriptions
        number = await subscriptions.restore(interaction.guild_id or 0, now - RESTORABLE, now, hidden)
        await replace(interaction, render_restored(number))
