"""The latest issue at once, for a subscription that has not had it: what the button after subscribing does."""

from datetime import UTC, datetime

import discord

from bot.client import Paperboy
from bot.features.subscribe.view import describe_offer
from bot.ui.page import notice, trouble
from bot.ui.responses import answer, replace
from bot.ui.translations import _
from storage.records import DeliveryState
from storage.subscriptions.records import Subscription


async def send_latest(interaction: discord.Interaction[Paperboy], issue_id: int, subscription: Subscription) -> None:
    """Queue an issue for a subscription, or queue it again where it was refused, and say what became of it."""
    deliveries, now = interaction.client.archive.deliveries, datetime.now(UTC)
    queued = await deliveries.request(issue_id, subscription.id, now)
    if not queued and not await deliveries.again(issue_id, now, [subscription.target.channel_id]):
        known = await deliveries.outcome(issue_id, subscription.id)
        await replace(interaction, notice(describe_offer(known, subscription, now)))
        return
    await replace(interaction, notice("📬 " + _("The latest issue is on its way.")))
    await interaction.client.dispatcher.tick()
    outcome = await deliveries.outcome(issue_id, subscription.id)
    if outcome is not None and outcome.state is not DeliveryState.SENT and outcome.reason:
        await answer(interaction, trouble(describe_offer(outcome, subscription, datetime.now(UTC))))
