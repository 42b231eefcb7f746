"""The controls of subscriptions that are there: the latest issue at once, changes, and those brought back."""

from datetime import UTC, datetime

import discord

from bot.client import Paperboy
from bot.features.subscribe.form import render_form
from bot.features.subscribe.managing import RESTORABLE, find_subscription, list_subscriptions
from bot.features.subscribe.offer import send_latest, send_test
from bot.features.subscribe.setup import read_form, save, wish_of
from bot.features.subscribe.view import render_restored
from bot.features.subscribe.words import ENDED
from bot.permissions import ManagerAction, check_destination, check_manager, hidden_channels
from bot.ui import custom_ids
from bot.ui.codec import read_number
from bot.ui.control import Control
from bot.ui.custom_ids import Change
from bot.ui.errors import RequestError
from bot.ui.places import describe_place
from bot.ui.responses import replace
from bot.ui.translations import _
from storage.reasons import Reason, ReasonCode
from storage.subscriptions.records import DestinationKind, Subscription


class SendLatest(Control[custom_ids.SendLatest], codec=custom_ids.SendLatest):
    """The offer after subscribing: the newest issue goes into the outbox like any other digest."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.SendLatest) -> None:
        archive = interaction.client.archive
        subscription = await archive.subscriptions.of_channel(state.channel_id)
        latest = await archive.issues.latest()
        if subscription is None or latest is None:
            raise RequestError(_(ENDED))
        target = subscription.target
        if target.kind is DestinationKind.CHANNEL:
            await check_destination(interaction, ManagerAction.SEND_LATEST, target.guild_id, target.channel_id)
        elif target.user_id != interaction.user.id:
            raise RequestError(_("This subscription is somebody else's."))
        await send_latest(interaction, latest.ref.id, subscription)


class ChooseSubscription(Control[custom_ids.ChooseSubscription], codec=custom_ids.ChooseSubscription):
    """The select of a list: the list stays, with the buttons of what was chosen below it."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ChooseSubscription) -> None:
        chosen = await find_subscription(interaction, read_number(self.chosen), may_be_gone=True)
        await replace(interaction, await list_subscriptions(interaction, chosen.id))


class ChangeSubscription(Control[custom_ids.ChangeSubscription], codec=custom_ids.ChangeSubscription):
    """The buttons of a chosen subscription."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ChangeSubscription) -> None:
        may_be_gone = state.change in (Change.PAUSE, Change.STOP)
        chosen = await find_subscription(interaction, state.subscription_id, may_be_gone=may_be_gone)
        if state.change is Change.EDIT:
            form = await read_form(interaction, wish_of(chosen))
            await replace(interaction, render_form(form, datetime.now(UTC)))
        elif state.change is Change.TEST:
            await send_test(interaction, chosen)
        else:
            done = await _CHANGES[state.change](interaction, chosen)
            await replace(interaction, await list_subscriptions(interaction, chosen.id, done))


async def _pause(interaction: discord.Interaction[Paperboy], chosen: Subscription) -> str:
    await interaction.client.archive.subscriptions.pause(chosen.id, datetime.now(UTC))
    return "⏸️ " + _("Nothing comes to {place} until you resume it.").format(place=describe_place(chosen))


async def _resume(interaction: discord.Interaction[Paperboy], chosen: Subscription) -> str:
    """A suspended subscription is resumed by saving it again, which checks what the bot may do there now."""
    if chosen.is_paused:
        await interaction.client.archive.subscriptions.unpause(chosen.id, datetime.now(UTC))
    else:
        await save(interaction, wish_of(chosen))
    return "▶️ " + _("The digest comes to {place} again.").format(place=describe_place(chosen))


async def _stop(interaction: discord.Interaction[Paperboy], chosen: Subscription) -> str:
    reason, now = Reason(ReasonCode.UNSUBSCRIBED), datetime.now(UTC)
    await interaction.client.archive.subscriptions.end(chosen.target.channel_id, reason, now)
    sentence = _("No more digests come to {place}. `/subscribe` brings them back.")
    return "📪 " + sentence.format(place=describe_place(chosen))


_CHANGES = {Change.PAUSE: _pause, Change.RESUME: _resume, Change.STOP: _stop}


class Restore(Control[custom_ids.Restore], codec=custom_ids.Restore):
    """The offer to a server that has invited the bot again: the channels that the person sees come back."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.Restore) -> None:
        check_manager(interaction, ManagerAction.RESTORE)
        now, hidden = datetime.now(UTC), hidden_channels(interaction)
        subscriptions = interaction.client.archive.subscriptions
        number = await subscriptions.restore(interaction.guild_id or 0, now - RESTORABLE, now, hidden)
        await replace(interaction, render_restored(number))
