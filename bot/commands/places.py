"""The `channel:` option: any place where a digest can be posted."""

from typing import Any

import discord
from discord import app_commands

from bot.access import Channel, check_chosen
from bot.errors import RequestError

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
        channel = value.resolve()
        if not isinstance(channel, discord.TextChannel | discord.Thread | discord.ForumChannel):
            raise RequestError(
                f"<#{value.id}> cannot be used here: choose a channel that this bot can see, "
                "or give it *View Channel* there first."
            )
        await check_chosen(interaction, channel, value.permissions)
        return channel
