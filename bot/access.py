"""Who may do what, checked in code whatever Discord's own settings say: an admin may have loosened those."""

from typing import Any

import discord

from bot.errors import RequestError

Channel = discord.TextChannel | discord.Thread | discord.ForumChannel

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "embed_links": "Embed Links",
    "read_message_history": "Read Message History",
}
"""What the bot must be allowed to do where a digest is posted, as Discord's settings name it. History is read
after a crash, to see whether a digest is there already."""


def shared_guild(interaction: discord.Interaction[Any]) -> discord.Guild | None:
    """The server, if the bot is a member of it: a reader may bring the bot along to where it is not."""
    guild: discord.Guild | None = interaction.client.get_guild(interaction.guild_id or 0)
    return guild


def is_manager(interaction: discord.Interaction[Any]) -> bool:
    """Whether the person may manage the server they are in."""
    return shared_guild(interaction) is not None and interaction.permissions.manage_guild


def check_manager(interaction: discord.Interaction[Any]) -> None:
    """Channels are for those who manage the server. Raises RequestError."""
    if shared_guild(interaction) is None:
        raise RequestError("A channel can be subscribed only in a server that this bot was added to.")
    if not interaction.permissions.manage_guild:
        raise RequestError(
            "Subscribing a channel needs the permission *Manage Server*. Without `channel:` the digest comes to you."
        )


def check_owner(interaction: discord.Interaction[Any]) -> None:
    """Issues are given to the bot by those who own it: its developer, or the developer's team. Raises RequestError."""
    application = interaction.client.application
    owners = set()
    if application is not None:
        members = application.team.members if application.team else ()
        owners = {application.owner.id} if application.team is None else {member.id for member in members}
    if interaction.user.id not in owners:
        raise RequestError("Only the owners of this bot may do this: they are named in Discord's developer portal.")


def check_bot(interaction: discord.Interaction[Any], channel: Channel) -> None:
    """Say now what would otherwise fail when the first digest is due. Raises RequestError."""
    if channel.guild.id != interaction.guild_id:
        raise RequestError("That channel is in another server: use the command there.")
    if missing := missing_permissions(channel):
        names = ", ".join(f"*{name}*" for name in missing)
        raise RequestError(f"I cannot post in {channel.mention} yet: give me {names} there, then try again.")


def missing_permissions(channel: discord.abc.GuildChannel | discord.Thread) -> list[str]:
    """What the bot would still have to be allowed to post a digest there, as Discord's settings name it."""
    permissions = channel.permissions_for(channel.guild.me)
    needed = dict(NEEDED)
    if isinstance(channel, discord.Thread):
        del needed["send_messages"]
    elif not isinstance(channel, discord.ForumChannel):
        del needed["send_messages_in_threads"]
    if not (isinstance(channel, discord.TextChannel) and channel.is_news()):
        del needed["embed_links"]  # only what is published to followers is made of embeds
    return [name for flag, name in needed.items() if not getattr(permissions, flag)]
