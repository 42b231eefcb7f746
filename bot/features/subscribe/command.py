"""/subscribe, /unsubscribe and /subscriptions."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.features.subscribe.channel_option import Place, SubscribedPlace
from bot.features.subscribe.view import render_subscribed, render_subscriptions, render_unsubscribed
from bot.permissions import ManagerAction, check_bot, check_destination, check_manager, hidden_channels, is_manager
from bot.ui.choices import choices
from bot.ui.errors import RequestError
from bot.ui.limits import AUTOCOMPLETE_CHOICES
from bot.ui.required_permissions import Channel
from bot.ui.responses import answer, defer
from bot.ui.translations import _
from newsletter.errors import ScheduleError
from newsletter.schedule.weekly import LATE, Weekday, Weekly, parse_day, parse_time, parse_zone
from newsletter.schedule.zone_names import country_of, search_zones
from newsletter.schedule.zones import zone_info
from storage.reasons import Reason, ReasonCode
from storage.subscriptions.records import DestinationKind, NewSubscription, Target

Where = app_commands.Transform[Channel, Place]
Subscribed = app_commands.Transform[int, SubscribedPlace]

ARRIVAL = "arrival"
DAYS = [
    app_commands.Choice(name="As soon as it is out", value=ARRIVAL),
    *(app_commands.Choice(name=day.label, value=day.code) for day in Weekday),
]
NINE = time(9)

ALWAYS = 0
LATENESS = [
    app_commands.Choice(name="Up to a day late", value=1),
    app_commands.Choice(name="Up to 2 days late", value=2),
    app_commands.Choice(name=f"Up to {LATE.days} days late, as if left empty", value=LATE.days),
    app_commands.Choice(name="Up to 14 days late", value=14),
    app_commands.Choice(name="Up to 30 days late", value=30),
    app_commands.Choice(name="However late", value=ALWAYS),
]

RESTORABLE = timedelta(days=30)
"""How long a server that removed the bot may have its subscriptions back."""


@app_commands.command(description="Get each new issue: in a channel, or by direct message")
@app_commands.describe(
    channel="Post it there (needs Manage Server); leave empty to get it by direct message",
    day="On this day of the week; leave empty for as soon as it is out",
    time="At this time of that day, such as 09:00 or 9am",
    zone="In this time zone: a city, a country or an offset such as UTC+8; UTC if empty",
    late="How late it may still come when something held it up; 6 days if empty",
)
@app_commands.choices(day=DAYS)
@app_commands.choices(late=LATENESS)
async def subscribe(
    interaction: discord.Interaction[Paperboy],
    channel: Where | None = None,
    day: app_commands.Choice[str] | None = None,
    time: str | None = None,
    zone: str | None = None,
    late: app_commands.Choice[int] | None = None,
) -> None:
    at, locale = day.value if day else ARRIVAL, str(interaction.locale)
    when = await asyncio.to_thread(_read_when, at, time, zone, locale)  # names of zones take a while the first time
    if channel is not None:
        check_manager(interaction, ManagerAction.SUBSCRIBE)
        check_bot(interaction, channel)
        target = Target(DestinationKind.CHANNEL, channel.id, channel.guild.id, interaction.user.id)
    else:
        await defer(interaction)  # opening a direct message may be slow
        target = await _open_direct_messages(interaction)
    archive, now = interaction.client.archive, datetime.now(UTC)
    subscription, created = await archive.subscriptions.add(NewSubscription(target, when, _read_late(late)), now)
    offer = created and await archive.issues.latest() is not None
    await answer(interaction, render_subscribed(subscription, now, created=created, offer_latest=offer))


@app_commands.command(description="Stop getting new issues: in a channel, or by direct message")
@app_commands.describe(
    channel="Stop posting there (needs Manage Server): a channel, its id or link; leave empty for your direct messages"
)
async def unsubscribe(interaction: discord.Interaction[Paperboy], channel: Subscribed | None = None) -> None:
    subscriptions = interaction.client.archive.subscriptions
    if channel is not None:
        check_manager(interaction, ManagerAction.UNSUBSCRIBE)
        place, found = f"<#{channel}>", await subscriptions.of_channel(channel)
        if found is not None and found.target.guild_id != interaction.guild_id:
            found = None  # it is another server's, whatever was typed
        if found is not None:
            guild_id = found.target.guild_id
            await check_destination(interaction, ManagerAction.UNSUBSCRIBE, guild_id, channel, may_be_gone=True)
    else:
        place, found = _("your direct messages"), await subscriptions.of_reader(interaction.user.id)
    reason = Reason(ReasonCode.UNSUBSCRIBED)
    if found is None or not await subscriptions.end(found.target.channel_id, reason, datetime.now(UTC)):
        sentence = _("There is no subscription for {place}. `/subscriptions` lists what there is.")
        raise RequestError(sentence.format(place=place))
    await answer(interaction, render_unsubscribed(place))


@app_commands.command(description="What you get, and what this server's channels get")
async def subscriptions(interaction: discord.Interaction[Paperboy]) -> None:
    room = interaction.client.archive.subscriptions
    own = await room.of_reader(interaction.user.id)
    server, lost, now = None, 0, datetime.now(UTC)
    if is_manager(interaction):
        hidden, guild_id = hidden_channels(interaction), interaction.guild_id or 0
        server = [one for one in await room.of_guild(guild_id) if one.target.channel_id not in hidden]
        lost = await room.restorable(guild_id, now - RESTORABLE, hidden)
    await answer(interaction, render_subscriptions(own, server, now, restorable=lost))


@subscribe.autocomplete("time")
async def suggest_times(interaction: discord.Interaction[Paperboy], current: str) -> list[app_commands.Choice[str]]:
    hours = [f"{hour:02}:00" for hour in [*range(6, 24), *range(6)]]
    typed = current.strip()
    fitting = [hour for hour in hours if hour.startswith(typed)]
    with suppress(ScheduleError):
        fitting = [f"{parse_time(typed):%H:%M}"]
    return choices((hour, hour) for hour in fitting)


@subscribe.autocomplete("zone")
async def suggest_zones(interaction: discord.Interaction[Paperboy], current: str) -> list[app_commands.Choice[str]]:
    """In a thread: the names of a language are read when they are asked for first."""
    return choices(await asyncio.to_thread(_suggest_zones, current, str(interaction.locale)))


def _suggest_zones(typed: str, locale: str) -> list[tuple[str, str]]:
    now, found = datetime.now(UTC), []
    for zone in search_zones(typed, locale, now, AUTOCOMPLETE_CHOICES):
        country = country_of(zone, locale)
        name = f"{zone.replace('_', ' ')} · {country}" if country else zone
        local = f"{now.astimezone(zone_info(zone)):%H:%M}"
        found.append((_("{place} · now {time}").format(place=name, time=local), zone))
    return found


def _read_when(day: str, at: str | None, zone: str | None, locale: str) -> Weekly | None:
    if day == ARRIVAL:
        if at or zone:
            raise RequestError(_("A time or zone needs a day: choose a weekday too, or leave all three empty."))
        return None
    return Weekly(parse_day(day), parse_time(at) if at else NINE, parse_zone(zone, locale) if zone else "UTC")


def _read_late(late: app_commands.Choice[int] | None) -> timedelta | None:
    if late is None:
        return LATE
    return timedelta(days=late.value) if late.value != ALWAYS else None


async def _open_direct_messages(interaction: discord.Interaction[Paperboy]) -> Target:
    try:
        channel = await interaction.user.create_dm()
    except discord.Forbidden:
        raise RequestError(
            _("I cannot write to you: allow direct messages in a server that we share, then try again.")
        ) from None
    return Target(DestinationKind.DM, channel.id, None, interaction.user.id)
