"""A reader's own subscription by direct message: begun, paused, resumed and ended by one press."""

from datetime import UTC, datetime

import discord

from bot.client import Paperboy
from bot.features.subscribe.view import (
    render_already,
    render_no_own,
    render_own_paused,
    render_own_resumed,
    render_subscribed,
    render_unsubscribed,
)
from bot.ui.custom_ids import Wish
from bot.ui.errors import RequestError
from bot.ui.responses import answer, defer
from bot.ui.translations import _
from newsletter.schedule.weekly import LATE
from storage.reasons import Reason, ReasonCode
from storage.subscriptions.records import DestinationKind, NewSubscription, Subscription, Target


async def subscribe_reader(interaction: discord.Interaction[Paperboy], wish: Wish) -> None:
    """Subscribe the person by direct message, or change their subscription, and say so. Raises RequestError."""
    target = await _open_direct_messages(interaction)
    wanted = NewSubscription(target, wish.when, wish.late, format=wish.format, sections=wish.sections)
    await _subscribe(interaction, wanted)


async def get_by_direct_message(interaction: discord.Interaction[Paperboy]) -> None:
    """Subscribe the person by direct message; one who is subscribed already is told when the next digest comes.

    A paused or suspended subscription is resumed as it was. Raises RequestError.
    """
    present = await _own(interaction)
    if present is not None and not present.is_paused and not present.suspended:
        await answer(interaction, render_already(present, datetime.now(UTC)))
        return
    await defer(interaction)  # opening a direct message may be slow
    target = await _open_direct_messages(interaction)
    when, late = (present.when, present.late) if present else (None, LATE)
    await _subscribe(interaction, NewSubscription(target, when, late))


async def pause_own(interaction: discord.Interaction[Paperboy]) -> None:
    """Pause the person's own digests, and offer to resume them."""
    present = await _own(interaction)
    if present is None:
        await answer(interaction, render_no_own())
        return
    await interaction.client.archive.subscriptions.pause(present.id, datetime.now(UTC))
    await answer(interaction, render_own_paused())


async def resume_own(interaction: discord.Interaction[Paperboy]) -> None:
    """Resume the person's own digests."""
    present, now = await _own(interaction), datetime.now(UTC)
    if present is None:
        await answer(interaction, render_no_own())
        return
    await interaction.client.archive.subscriptions.unpause(present.id, now)
    await answer(interaction, render_own_resumed(present, now))


async def stop_own(interaction: discord.Interaction[Paperboy]) -> None:
    """End the person's own digests."""
    present, reason = await _own(interaction), Reason(ReasonCode.UNSUBSCRIBED)
    if present is None:
        await answer(interaction, render_no_own())
        return
    await interaction.client.archive.subscriptions.end(present.target.channel_id, reason, datetime.now(UTC))
    await answer(interaction, render_unsubscribed(_("your direct messages"), is_own=True))


async def _own(interaction: discord.Interaction[Paperboy]) -> Subscription | None:
    return await interaction.client.archive.subscriptions.of_reader(interaction.user.id)


async def _subscribe(interaction: discord.Interaction[Paperboy], wanted: NewSubscription) -> None:
    archive, now = interaction.client.archive, datetime.now(UTC)
    subscription, created = await archive.subscriptions.add(wanted, now)
    offer = created and await archive.issues.latest() is not None
    await answer(interaction, render_subscribed(subscription, now, created=created, offer_latest=offer))


async def _open_direct_messages(interaction: discord.Interaction[Paperboy]) -> Target:
    try:
        channel = await interaction.user.create_dm()
    except discord.Forbidden:
        raise RequestError(
            _("I cannot write to you: allow direct messages in a server that we share, then try again.")
        ) from None
    return Target(DestinationKind.DM, channel.id, None, interaction.user.id)
