"""The latest issue at once, for a subscription that has not had it: what the button after subscribing does."""

from datetime import UTC, datetime

import discord

from bot.answer import answer, replace
from bot.client import Paperboy
from bot.views.page import notice, trouble
from bot.views.subscribing import describe_offer
from storage.records import Subscription

ON_ITS_WAY = "📬 The latest issue is on its way."


async def send_latest(interaction: discord.Interaction[Paperboy], issue_id: int, subscription: Subscription) -> None:
    """Queue an issue for a subscription, or queue it again where it was refused, and say what became of it."""
    deliveries, now = interaction.client.archive.deliveries, datetime.now(UTC)
    before = await deliveries.outcome(issue_id, subscription.id)
    if await deliveries.request(issue_id, subscription.id, now):
        sending = True
    else:
        sending = await deliveries.again(issue_id, now, [subscription.target.channel_id]) > 0
    if not sending and before is not None:
        await replace(interaction, notice(describe_offer(before, subscription, now)))
        return
    await replace(interaction, notice(ON_ITS_WAY))
    await interaction.client.courier.tick()
    after = await deliveries.outcome(issue_id, subscription.id)
    if after is not None and after.state != "sent" and after.reason:
        await answer(interaction, trouble(describe_offer(after, subscription, datetime.now(UTC))))
