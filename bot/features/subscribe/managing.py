"""What /subscriptions shows, and the subscription that somebody chose there."""

from datetime import UTC, datetime, timedelta

import discord

from bot.client import Paperboy
from bot.features.subscribe.list_view import Listing, render_list
from bot.features.subscribe.words import ENDED
from bot.permissions import ManagerAction, check_destination, hidden_channels, is_manager
from bot.ui.errors import RequestError
from bot.ui.page import Page
from bot.ui.required_permissions import Channel
from bot.ui.translations import _
from storage.subscriptions.records import DestinationKind, Subscription

RESTORABLE = timedelta(days=30)
"""How long a server that removed the bot may have its subscriptions back."""


async def list_subscriptions(
    interaction: discord.Interaction[Paperboy], chosen_id: int | None = None, done: str | None = None
) -> Page:
    """What the person gets, and for a manager what the server's channels get; `chosen_id` names the one to change.

    `done` says what was just done, in trusted Markdown.
    """
    room = interaction.client.archive.subscriptions
    own = await room.of_reader(interaction.user.id)
    server, lost, now = None, 0, datetime.now(UTC)
    if is_manager(interaction):
        hidden, guild_id = hidden_channels(interaction), interaction.guild_id or 0
        server = [one for one in await room.of_guild(guild_id) if one.target.channel_id not in hidden]
        lost = await room.restorable(guild_id, now - RESTORABLE, hidden)
    names = {one.id: _name(interaction, one) for one in server or ()}
    return render_list(Listing(own, server, names, chosen_id, restorable=lost, done=done), now)


async def find_subscription(
    interaction: discord.Interaction[Paperboy], subscription_id: int, *, may_be_gone: bool = False
) -> Subscription:
    """A subscription that the person may change: their own, or one of a channel of the server that they manage.

    `may_be_gone`: also one whose channel the bot cannot look up any more. Raises RequestError.
    """
    subscription = await interaction.client.archive.subscriptions.load(subscription_id)
    if subscription is None:
        raise RequestError(_(ENDED))
    target = subscription.target
    if target.kind is DestinationKind.CHANNEL:
        await check_destination(
            interaction, ManagerAction.CHANGE, target.guild_id, target.channel_id, may_be_gone=may_be_gone
        )
    elif target.user_id != interaction.user.id:
        raise RequestError(_("This subscription is somebody else's."))
    return subscription


def _name(interaction: discord.Interaction[Paperboy], subscription: Subscription) -> str:
    """A channel's name, for the option of a select, where mentions are not shown."""
    channel = interaction.client.get_channel(subscription.target.channel_id)
    thread = _("an archived thread, {channel_id}").format(channel_id=subscription.target.channel_id)
    return f"#{channel.name}" if isinstance(channel, Channel) else thread
