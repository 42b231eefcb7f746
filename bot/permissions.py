"""Who may do what, checked in code whatever Discord's own settings say: an admin may have loosened those.

Every check is about the object: the channel or subscription that is acted on, not only the place where somebody is.
"""

from enum import Enum, auto
from typing import Any

import discord

from bot.ui.errors import RequestError
from bot.ui.required_permissions import Channel
from bot.ui.translations import _

Place = discord.abc.GuildChannel | discord.Thread


THREADS = (discord.ChannelType.public_thread, discord.ChannelType.private_thread, discord.ChannelType.news_thread)


def shared_guild(interaction: discord.Interaction[Any]) -> discord.Guild | None:
    """The server, if the bot is a member of it: a reader may bring the bot along to where it is not."""
    guild: discord.Guild | None = interaction.client.get_guild(interaction.guild_id or 0)
    return guild


def is_manager(interaction: discord.Interaction[Any]) -> bool:
    """Whether the person may manage the server they are in."""
    return shared_guild(interaction) is not None and interaction.permissions.manage_guild


class ManagerAction(Enum):
    """What only people with *Manage Server* may do. A refusal names it."""

    SUBSCRIBE = auto()
    UNSUBSCRIBE = auto()
    SEND_LATEST = auto()
    CHANGE = auto()
    RESTORE = auto()
    READ_HISTORY = auto()


def check_manager(interaction: discord.Interaction[Any], action: ManagerAction) -> None:
    """Require a server that the bot is a member of, and *Manage Server* there. Raises RequestError."""
    if shared_guild(interaction) is None:
        raise RequestError(_only_in_shared_guild(action))
    if not interaction.permissions.manage_guild:
        raise RequestError(_needs_manager(action))


def _only_in_shared_guild(action: ManagerAction) -> str:
    return {
        ManagerAction.SUBSCRIBE: _("A channel can be subscribed only in a server that this bot was added to."),
        ManagerAction.UNSUBSCRIBE: _("Posts in a channel can be stopped only in a server that this bot was added to."),
        ManagerAction.SEND_LATEST: _("The latest issue can be posted only in a server that this bot was added to."),
        ManagerAction.CHANGE: _("A channel's subscription can be changed only in a server that this bot was added to."),
        ManagerAction.RESTORE: _("Subscriptions can be brought back only in a server that this bot was added to."),
        ManagerAction.READ_HISTORY: _(
            "The history of channels can be read only in a server that this bot was added to."
        ),
    }[action]


def _needs_manager(action: ManagerAction) -> str:
    return {
        ManagerAction.SUBSCRIBE: _(
            "Subscribing a channel needs the permission *Manage Server*. Without `channel:` the digest comes to you."
        ),
        ManagerAction.UNSUBSCRIBE: _(
            "Stopping posts in a channel needs the permission *Manage Server*."
            " Without `channel:` the digests to your direct messages stop."
        ),
        ManagerAction.SEND_LATEST: _("Posting the latest issue in a channel needs the permission *Manage Server*."),
        ManagerAction.CHANGE: _("Changing a channel's subscription needs the permission *Manage Server*."),
        ManagerAction.RESTORE: _("Bringing subscriptions back needs the permission *Manage Server*."),
        ManagerAction.READ_HISTORY: _(
            "Reading the history of a server's channels needs the permission *Manage Server*."
            " `/history of:My direct messages` shows your own."
        ),
    }[action]


async def check_owner(interaction: discord.Interaction[Any]) -> None:
    """Issues are given to the bot by those who own it: its developer, or the developer's team. Raises RequestError."""
    if not await interaction.client.owners.include(interaction.user.id):
        raise RequestError(_("Only the owners of this bot may do this: they are named in Discord's developer portal."))


async def check_destination(
    interaction: discord.Interaction[Any],
    action: ManagerAction,
    guild_id: int | None,
    channel_id: int,
    *,
    may_be_gone: bool = False,
) -> None:
    """The person must manage the server of a subscribed channel, be there now, and see the channel.

    For channels that only an id names, as in a custom id. `may_be_gone`: a channel that the bot cannot look up any
    more is allowed too. Raises RequestError.
    """
    check_manager(interaction, action)
    if guild_id != interaction.guild_id:
        raise _elsewhere()
    channel = await _look_up(interaction, channel_id)
    if channel is None:
        if may_be_gone:
            return
        raise RequestError(_("I cannot see that channel: it was deleted, or I need *View Channel* there."))
    if not isinstance(channel, Place) or not sees(interaction.user, channel):
        await check_member(interaction, channel)


async def find_destination(interaction: discord.Interaction[Any], action: ManagerAction, channel_id: int) -> Channel:
    """The channel that a custom id names, for somebody who manages its server and sees it. Raises RequestError."""
    check_manager(interaction, action)
    channel = await _look_up(interaction, channel_id)
    if not isinstance(channel, Channel):
        raise RequestError(_("I cannot see that channel: it was deleted, or I need *View Channel* there."))
    if channel.guild.id != interaction.guild_id:
        raise _elsewhere()
    if not sees(interaction.user, channel):
        await check_member(interaction, channel)
    return channel


async def _look_up(interaction: discord.Interaction[Any], channel_id: int) -> object:
    """A channel, or an archived thread, which is not among those that the bot is told of; None if it is gone."""
    guild = shared_guild(interaction)
    known = guild.get_channel_or_thread(channel_id) if guild else None
    if known is not None:
        return known
    try:
        return await interaction.client.fetch_channel(channel_id)
    except (discord.NotFound, discord.Forbidden):
        return None


def _elsewhere() -> RequestError:
    return RequestError(_("That channel is in another server: use the command there."))


async def check_chosen(interaction: discord.Interaction[Any], channel: Channel, may: discord.Permissions) -> None:
    """The person must see the channel that they chose; `may` are their permissions there as Discord sent them.

    Raises RequestError.
    """
    hidden = isinstance(channel, discord.Thread) and channel.is_private() and not may.manage_threads
    if not may.view_channel:
        raise _unseen(channel)
    if hidden:
        await check_member(interaction, channel)


async def check_member(interaction: discord.Interaction[Any], channel: object) -> None:
    """A private thread is seen by who was added to it. Raises RequestError for anybody else, and any other place."""
    if isinstance(channel, discord.Thread) and channel.is_private() and _sees_parent(interaction.user, channel):
        try:
            await channel.fetch_member(interaction.user.id)
        except discord.HTTPException:
            raise _unseen(channel) from None
        return
    raise _unseen(channel)


def _unseen(channel: object) -> RequestError:
    if not isinstance(channel, Place):
        return RequestError(_("That channel is not open to you: choose a channel that you can see."))
    refusal = _("{channel} is not open to you: choose a channel that you can see.")
    return RequestError(refusal.format(channel=channel.mention))


def sees(person: discord.User | discord.Member, channel: Place) -> bool:
    """Whether a person sees a channel of the server they are in, as far as the bot knows."""
    if not _sees_parent(person, channel):
        return False
    if isinstance(channel, discord.Thread) and channel.is_private():
        return channel.permissions_for(person).manage_threads  # type: ignore[arg-type]
    return True


def _sees_parent(person: discord.User | discord.Member, channel: Place) -> bool:
    if not isinstance(person, discord.Member):
        return False
    try:
        return channel.permissions_for(person).view_channel
    except discord.ClientException:  # a thread whose channel the bot does not see
        return False


def hidden_channels(interaction: discord.Interaction[Any]) -> frozenset[int]:
    """The channels of the present server that the person does not see, among those that the bot knows."""
    guild, person = shared_guild(interaction), interaction.user
    if guild is None or interaction.permissions.administrator:
        return frozenset()
    return frozenset(one.id for one in (*guild.channels, *guild.threads) if not sees(person, one))


def check_may_write(interaction: discord.Interaction[Any]) -> None:
    """What the bot posts here for somebody, they must be allowed to post here themselves. Raises RequestError."""
    if interaction.guild_id is None:
        return
    channel, may = interaction.channel, interaction.permissions
    kind = channel.type if channel is not None else None
    allowed = may.send_messages_in_threads if kind in THREADS else may.send_messages
    if not allowed:
        raise RequestError(_("You may not write here, so nothing can be shared here."))
    if isinstance(channel, discord.Thread) and channel.locked and not may.manage_threads:
        raise RequestError(_("This thread is locked, so nothing can be shared here."))


def find_role(interaction: discord.Interaction[Any], channel: Channel, role_id: int) -> discord.Role:
    """A role that the person may have mentioned in a channel, as they could themselves. Raises RequestError.

    Whether the bot may mention it is not checked: see `list_permissions`.
    """
    role = channel.guild.get_role(role_id)
    if role is None:
        raise RequestError(_("That role is gone: choose another one, or none."))
    if role.is_default():
        raise RequestError(_("A digest cannot mention everyone: choose another role, or none."))
    if not role.mentionable and not _may_mention(interaction.user, channel):
        refusal = _(
            "You may not have {role} mentioned: that needs the permission"
            " *Mention @everyone, @here, and All Roles*, or a role that everybody may mention."
        )
        raise RequestError(refusal.format(role=role.mention))
    return role


def _may_mention(person: discord.User | discord.Member, channel: Channel) -> bool:
    try:
        return isinstance(person, discord.Member) and channel.permissions_for(person).mention_everyone
    except discord.ClientException:  # a thread whose channel the bot does not see
        return False
