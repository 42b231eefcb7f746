"""The `channel:` options: any place where a digest can be posted, and any place where one is posted."""

import re
from typing import Any

import discord
from discord import app_commands

from bot.delivery.lookup import LookupFailedError, find_channel
from bot.features.subscribe.words import describe_when
from bot.permissions import check_chosen, hidden_channels, is_manager
from bot.ui.choices import choices
from bot.ui.errors import RequestError
from bot.ui.markup import clip, escape
from bot.ui.required_permissions import Channel
from bot.ui.translations import _

KINDS = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.public_thread,
    discord.ChannelType.private_thread,
    discord.ChannelType.news_thread,
    discord.ChannelType.forum,
]
"""What Discord offers to choose from. Media channels are forums for discord.py, but not in Discord's description."""


class Place(app_commands.Transformer):
    """Turns what was chosen into the channel as the bot knows it; the person must see it."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return KINDS

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> Channel:  # noqa: ANN401 - as given
        channel = value.resolve() or await _find(interaction.client, value.id)
        if not isinstance(channel, discord.TextChannel | discord.Thread | discord.ForumChannel):
            sentence = _(
                "{channel} cannot be used here: choose a channel that this bot can see, "
                "or give it *View Channel* there first."
            )
            raise RequestError(sentence.format(channel=f"<#{value.id}>"))
        await check_chosen(interaction, channel, value.permissions)
        return channel


async def _find(client: discord.Client, channel_id: int) -> object:
    """A channel that is not in memory, such as an archived thread; None where it cannot be found."""
    try:
        return await find_channel(client, channel_id)
    except LookupFailedError:
        return None


_ID = re.compile(r"\s*(?:<#)?(\d{15,20})>?\s*|.*/channels/(?:\d+|@me)/(\d{15,20})(?:/.*)?", re.DOTALL)


class SubscribedPlace(app_commands.Transformer):
    """Turns an id, a mention or a link into a channel's id.

    A text, as Discord offers no archived threads to choose from; the subscriptions of the server are suggested.
    """

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.string

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> int:  # noqa: ANN401 - as given
        if not isinstance(value, str):
            return int(value.id)  # a Discord app that has not heard yet that this is a text
        found = _ID.fullmatch(value)
        if found is None:
            sentence = _(
                "“{text}” is no channel: choose one of those offered while you type, "
                "or paste the id or the link of a channel or thread."
            )
            raise RequestError(sentence.format(text=escape(clip(value, 100))))
        return int(found[1] or found[2])

    async def autocomplete(
        self, interaction: discord.Interaction[Any], value: int | float | str, /
    ) -> list[app_commands.Choice[int | float | str]]:
        """The channels of this server that get the digest, for those who manage it."""
        if not is_manager(interaction):
            return []
        offered, hidden = [], hidden_channels(interaction)
        for one in await interaction.client.archive.subscriptions.of_guild(interaction.guild_id or 0):
            channel_id = one.target.channel_id
            if channel_id in hidden:
                continue
            channel = interaction.client.get_channel(channel_id)
            thread = _("an archived thread, {channel_id}").format(channel_id=channel_id)
            name = f"#{channel.name}" if isinstance(channel, Channel) else thread
            offered.append((f"{name} · {describe_when(one.when)}", str(channel_id)))
        typed = str(value).strip().casefold()
        fitting = choices((name, ident) for name, ident in offered if typed in name.casefold())
        return [app_commands.Choice(name=one.name, value=one.value) for one in fitting]
