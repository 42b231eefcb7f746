"""The latest issue at once, for a subscription that has not had it, and as a test, however often it is asked for."""

from datetime import UTC, datetime

import discord

from bot.client import Paperboy
from bot.features.subscribe.view import describe_offer, describe_test
from bot.features.subscribe.words import ENDED
from bot.ui.errors import RequestError
from bot.ui.page import notice, trouble
from bot.ui.places import describe_place
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


async def send_test(interaction: discord.Interaction[Paperboy], subscription: Subscription) -> None:
    """Send the latest issue to a subscription's destination as a test, and say why where it does not arrive.

    Raises RequestError.
    """
    archive = interaction.client.archive
    latest = await archive.issues.latest()
    if latest is None:
        raise RequestError(_("The archive is empty: there is no issue to test with yet."))
    try:
        delivery_id = await archive.deliveries.request_test(latest.ref.id, subscription.id, datetime.now(UTC))
    except LookupError:
        raise RequestError(_(ENDED)) from None
    sentence = _("A test is on its way to {place}. It does not count as a digest.")
    await answer(interaction, notice("🧪 " + sentence.format(place=describe_place(subscription))))
    await interaction.client.dispatcher.tick()
    outcome, present = (
        await archive.deliveries.outcome_of(delivery_id),
        await archive.subscriptions.load(subscription.id),
    )
    if outcome is not None and (sentence := describe_test(outcome, present or subscription)):
        await answer(interaction, trouble(sentence))
