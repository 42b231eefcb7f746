"""What the bot must be allowed to do where a digest is posted."""

from collections.abc import Collection

import discord

from bot.ui.translations import gettext_noop

Channel = discord.TextChannel | discord.Thread | discord.ForumChannel


NEEDED = {
    "view_channel": gettext_noop("View Channel"),
    "send_messages": gettext_noop("Send Messages"),
    "send_messages_in_threads": gettext_noop("Send Messages in Threads"),
    "embed_links": gettext_noop("Embed Links"),
    "read_message_history": gettext_noop("Read Message History"),
}
"""What the bot must be allowed to do where a digest is posted, as Discord's settings name it. History is read
after a crash, to see whether a digest is there already."""


MENTION_ROLES = gettext_noop("Mention @everyone, @here, and All Roles")
"""Needed, under this name in Discord's settings, for a role that not everybody may mention."""


FORMAT_SPECIFIC = frozenset({"embed_links"})
"""The part of NEEDED that only some digest formats need."""


def missing_permissions(channel: discord.abc.GuildChannel | discord.Thread, extra: Collection[str]) -> list[str]:
    """What the bot would still have to be allowed to post a digest there, as Discord's settings name it.

    `extra` is the part of FORMAT_SPECIFIC that the digest's format needs.
    """
    return [name for name, granted in list_permissions(channel, extra).items() if not granted]


def list_permissions(
    channel: discord.abc.GuildChannel | discord.Thread, extra: Collection[str], role: discord.Role | None = None
) -> dict[str, bool]:
    """All that the bot needs to post a digest there, and whether it has it; `role` is to be mentioned."""
    permissions = channel.permissions_for(channel.guild.me)
    needed = {flag: name for flag, name in NEEDED.items() if flag in extra or flag not in FORMAT_SPECIFIC}
    if isinstance(channel, discord.Thread):
        del needed["send_messages"]
    elif not isinstance(channel, discord.ForumChannel):
        del needed["send_messages_in_threads"]
    listed = {name: bool(getattr(permissions, flag)) for flag, name in needed.items()}
    if role is not None and not role.mentionable:
        listed[MENTION_ROLES] = permissions.mention_everyone
    return listed
