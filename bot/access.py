"""Who may do what, checked in code whatever Discord's own settings say: an admin may have loosened those."""

from typing import TYPE_CHECKING, Any

import discord

from bot.errors import RequestError

if TYPE_CHECKING:
    from bot.client import Paperboy

Channel = discord.TextChannel | discord.Thread

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
}
"""What the bot must be allowed to do where a digest is posted, as Discord's settings name it. History is read
after a crash, to see whether a digest is there already."""


def shared_guild(interaction: "discord.Interaction[Paperboy]") -> discord.Guild | None:
    """The server, if the bot is a member of it: a reader may bring the bot along to where it is not."""
    return interaction.client.get_guild(interaction.guild_id or 0)


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


def check_bot(interaction: discord.Interaction[Any], channel: Channel) -> None:
    """Say now what would otherwise fail when the first digest is due. Raises RequestError."""
    if channel.guild.id != interaction.guild_id:
        raise RequestError("That channel is in another server: use the command there.")
    permissions = channel.permissions_for(channel.guild.me)
    needed = dict(NEEDED)
    del needed["send_messages" if isinstance(channel, discord.Thread) else "send_messages_in_threads"]
    missing = [f"*{name}*" for flag, name in needed.items() if not getattr(permissions, flag)]
    if missing:
        raise RequestError(
            f"I cannot post in {channel.mention} yet: give me {', '.join(missing)} there, then try again."
        )


async def check_owner(interaction: "discord.Interaction[Paperboy]") -> None:
    """For those who own the bot's application, or are of its team. Raises RequestError."""
    application = interaction.client.application or await interaction.client.application_info()
    owners = {member.id for member in application.team.members} if application.team else {application.owner.id}
    if interaction.user.id not in owners:
        raise RequestError("This is for whoever runs this bot.")
