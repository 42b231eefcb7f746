"""Opens the form of a subscription, and saves what was filled in. Every step checks the person and the place anew."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import discord

from bot.client import Paperboy
from bot.digest.format import Rendering
from bot.digest.registry import choose_format, render_preview
from bot.features.subscribe.form import Form, render_form
from bot.features.subscribe.words import ENDED
from bot.features.subscribe.zones import offer_zones
from bot.permissions import ManagerAction, find_destination, find_role
from bot.ui.custom_ids import Wish
from bot.ui.errors import RequestError
from bot.ui.required_permissions import Channel, list_permissions
from bot.ui.responses import answer, answer_message
from bot.ui.translations import _, join
from newsletter.schedule.zones import knows_zone
from storage.subscriptions.records import DestinationKind, NewSubscription, Subscription, Target


async def read_form(interaction: discord.Interaction[Paperboy], wish: Wish, channel: Channel | None = None) -> Form:
    """The form for what is filled in. `channel`: where it is known already, and the person was checked.

    Raises RequestError.
    """
    archive = interaction.client.archive
    has_issue = await archive.issues.latest() is not None
    zones = await _offer_zones(wish, str(interaction.locale))
    if wish.channel_id is None:
        present = await archive.subscriptions.of_reader(interaction.user.id)
        if present is None:
            raise RequestError(_(ENDED))
        return Form(wish, _("your direct messages"), {}, is_subscribed=True, has_issue=has_issue, zones=zones)
    if channel is None:
        channel = await find_destination(interaction, ManagerAction.SUBSCRIBE, wish.channel_id)
    role = find_role(interaction, channel, wish.role_id) if wish.role_id else None
    choice = choose_format(channel, wish.format)
    return Form(
        wish,
        channel.mention,
        list_permissions(channel, choice.format.permissions, role),
        is_subscribed=await archive.subscriptions.of_channel(channel.id) is not None,
        has_issue=has_issue,
        is_announcing=choice.publish,
        zones=zones,
    )


async def _offer_zones(wish: Wish, locale: str) -> list[tuple[str, str]]:
    """In a thread: the names of a language are read when they are asked for first."""
    return await asyncio.to_thread(offer_zones, wish.when.zone, locale) if wish.when else []


async def show_preview(interaction: discord.Interaction[Paperboy], wish: Wish, channel: Channel | None = None) -> None:
    """Show the latest issue to the person alone, as it would come. `channel` as in `open_form`. Raises RequestError."""
    latest = await interaction.client.archive.issues.latest()
    if latest is None:
        raise RequestError(_("The archive is empty: there is no issue to show yet."))
    if channel is None and wish.channel_id is not None:
        channel = await find_destination(interaction, ManagerAction.SUBSCRIBE, wish.channel_id)
    rendering = Rendering(sections=wish.sections, role_id=wish.role_id, is_direct=channel is None)
    payload = render_preview(channel, wish.format, latest, rendering)
    quiet = {"allowed_mentions": discord.AllowedMentions.none()}
    await answer_message(interaction, {**payload, **quiet})


async def save(interaction: discord.Interaction[Paperboy], wish: Wish) -> tuple[Subscription, bool]:
    """Subscribe as filled in; the subscription, and whether it is new. Raises RequestError.

    One that was paused stays paused.
    """
    form, subscriptions = await read_form(interaction, wish), interaction.client.archive.subscriptions
    if form.missing:
        names = join(f"*{_(name)}*" for name in form.missing)
        refusal = _("I cannot post in {channel} yet: give me {permissions} there, then try again.")
        raise RequestError(refusal.format(channel=form.place, permissions=names))
    if wish.when is not None and not knows_zone(wish.when.zone):
        raise RequestError(_("The time zone of this digest is not known here: choose one with `/subscribe zone:`."))
    if wish.channel_id is None:
        present = await subscriptions.of_reader(interaction.user.id)
        assert present is not None  # noqa: S101 - the form was read for it just now
        target = present.target
    else:
        target = Target(DestinationKind.CHANNEL, wish.channel_id, interaction.guild_id, interaction.user.id)
        present = await subscriptions.of_channel(wish.channel_id)
    wanted = NewSubscription(
        target,
        wish.when,
        wish.late,
        format=wish.format,
        sections=wish.sections,
        role_id=wish.role_id,
        paused=present is not None and present.is_paused,
    )
    return await subscriptions.add(wanted, datetime.now(UTC))


def wish_of(subscription: Subscription) -> Wish:
    """What the form begins with to change a subscription."""
    is_direct = subscription.target.kind is DestinationKind.DM
    return Wish(
        None if is_direct else subscription.target.channel_id,
        subscription.when,
        subscription.late,
        subscription.format,
        subscription.sections,
        subscription.role_id,
    )


async def open_form(interaction: discord.Interaction[Paperboy], wish: Wish, channel: Channel | None = None) -> None:
    """Show a preview to the person alone, and the form below it. Raises RequestError.

    `channel`: where it is known already, and the person was checked. A role that was deleted meanwhile is left out.
    """
    if channel is None and wish.channel_id is not None:
        channel = await find_destination(interaction, ManagerAction.SUBSCRIBE, wish.channel_id)
    if wish.role_id and (channel is None or channel.guild.get_role(wish.role_id) is None):
        wish = replace(wish, role_id=None)
    form = await read_form(interaction, wish, channel)
    if form.has_issue:
        await show_preview(interaction, wish, channel)
    await answer(interaction, render_form(form, datetime.now(UTC)))
