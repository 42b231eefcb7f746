"""Greets a server that the bot joined: once for each join, where it may be read."""

from datetime import UTC, datetime
from hashlib import blake2b

import discord
import structlog

from bot.digest.registry import choose_format
from bot.features.greeting.view import render_greeting
from bot.ui.required_permissions import missing_permissions
from bot.ui.translations import in_language
from storage.archive import Archive

log = structlog.get_logger()


async def greet(archive: Archive, guild: discord.Guild) -> None:
    """Post the greeting, unless this join was greeted already or the bot may write nowhere.

    It is recorded before it is sent: after a crash in between there is none, rather than two.
    """
    channel, joined_at = find_place(guild), guild.me.joined_at
    if channel is None or joined_at is None:
        return
    if not await archive.greetings.claim(guild.id, joined_at, datetime.now(UTC)):
        return
    with in_language(str(guild.preferred_locale)):
        page = render_greeting(missing_permissions(channel, choose_format(channel).format.permissions))
    nonce = blake2b(f"greeting:{guild.id}:{joined_at.isoformat()}".encode(), digest_size=12).hexdigest()
    try:
        await channel.send(view=page, nonce=nonce)
    except discord.HTTPException as error:
        log.warning("server not greeted", server=guild.id, channel=channel.id, reason=str(error))


def find_place(guild: discord.Guild) -> discord.TextChannel | None:
    """The channel for system messages if the bot may write there, else the first one where it may; else None."""
    first = [guild.system_channel] if guild.system_channel is not None else []
    return next((one for one in [*first, *guild.text_channels] if _may_write(one)), None)


def _may_write(channel: discord.TextChannel) -> bool:
    may = channel.permissions_for(channel.guild.me)
    return may.view_channel and may.send_messages
