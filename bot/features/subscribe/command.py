"""/subscribe, /unsubscribe and /subscriptions."""

from datetime import UTC, datetime

import discord
from discord import app_commands

from bot.client import Paperboy
from bot.features.subscribe.channel_option import Place, SubscribedPlace
from bot.features.subscribe.managing import list_subscriptions
from bot.features.subscribe.options import (
    DAYS,
    FORMATS,
    LATENESS,
    Options,
    read_options,
    suggest_times,
    suggest_zones,
)
from bot.features.subscribe.own import subscribe_reader
from bot.features.subscribe.setup import open_form
from bot.features.subscribe.view import render_unsubscribed
from bot.permissions import ManagerAction, check_destination, check_manager
from bot.ui.errors import RequestError
from bot.ui.required_permissions import Channel
from bot.ui.responses import answer, defer
from bot.ui.translations import _
from storage.reasons import Reason, ReasonCode

Where = app_commands.Transform[Channel, Place]
Subscribed = app_commands.Transform[int, SubscribedPlace]


@app_commands.command(description="Get each new issue: in a channel, or by direct message")
@app_commands.describe(
    channel="Post it there (needs Manage Server); leave empty to get it by direct message",
    day="On this day of the week; leave empty for as soon as it is out",
    time="At this time of that day, such as 09:00 or 9am",
    zone="In this time zone: a city, a country or an offset such as UTC+8; UTC if empty",
    late="How late it may still come when something held it up; 6 days if empty",
    format="How much of an issue the message shows; rich if empty",
    role="Mention this role with each issue in the channel; nobody if empty",
)
@app_commands.choices(day=DAYS)
@app_commands.choices(late=LATENESS)
@app_commands.choices(format=FORMATS)
async def subscribe(
    interaction: discord.Interaction[Paperboy],
    channel: Where | None = None,
    day: app_commands.Choice[str] | None = None,
    time: str | None = None,
    zone: str | None = None,
    late: app_commands.Choice[int] | None = None,
    format: app_commands.Choice[str] | None = None,  # noqa: A002 - the name that people type
    role: discord.Role | None = None,
) -> None:
    options = Options(
        *(day.value if day else None, time, zone),
        late=late.value if late else None,
        format=format.value if format else None,
        role=role,
    )
    subscriptions, locale = interaction.client.archive.subscriptions, str(interaction.locale)
    if channel is None:
        wish = await read_options(options, await subscriptions.of_reader(interaction.user.id), None, locale)
        await defer(interaction)  # opening a direct message may be slow
        await subscribe_reader(interaction, wish)
        return
    check_manager(interaction, ManagerAction.SUBSCRIBE)
    if channel.guild.id != interaction.guild_id:
        raise RequestError(_("That channel is in another server: use the command there."))
    wish = await read_options(options, await subscriptions.of_channel(channel.id), channel.id, locale)
    await open_form(interaction, wish, channel)


@app_commands.command(description="Stop getting new issues: in a channel, or by direct message")
@app_commands.describe(channel="A channel, its id or link (needs Manage Server); leave empty for your direct messages")
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


@app_commands.command(description="What you get, and what this server's channels get: change, pause, test or stop it")
async def subscriptions(interaction: discord.Interaction[Paperboy]) -> None:
    await answer(interaction, await list_subscriptions(interaction))


subscribe.autocomplete("time")(suggest_times)
subscribe.autocomplete("zone")(suggest_zones)
