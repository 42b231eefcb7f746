"""Look-ups at Discord: channels and servers that are not in memory, and single messages.

Answers are read as JSON (see bot.digest.message). Every error becomes LookupFailedError: a failed look-up says
nothing about the digest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import discord

from bot.digest.message import JSON, UnreadableError
from bot.digest.registry import choose_format
from bot.ui.required_permissions import missing_permissions
from storage.reasons import Reason

Place = discord.abc.GuildChannel | discord.abc.PrivateChannel | discord.Thread

MISSING_ACCESS = (50001, 50013)
UNKNOWN_GUILD = 10004


class LookupFailedError(Exception):
    """Discord could not be asked, or its answer could not be read; `__cause__` says more.

    `denied`: Discord says that the bot may not look there.
    """

    def __init__(self, *, denied: bool = False) -> None:
        super().__init__("the look-up failed")
        self.denied = denied


class HistoryHiddenError(Exception):
    """A digest may be there already, and the bot may not look: sending it could make a second one."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code.value)
        self.reason = reason


@contextmanager
def looking_up() -> Iterator[None]:
    """Turn every error of a look-up into LookupFailedError."""
    try:
        yield
    except (LookupFailedError, HistoryHiddenError):
        raise
    except Exception as error:
        denied = isinstance(error, discord.HTTPException) and error.code in MISSING_ACCESS
        raise LookupFailedError(denied=denied) from error


async def find_channel(client: discord.Client, channel_id: int) -> Place:
    """A channel or thread: from memory, or asked of Discord. Raises LookupFailedError."""
    if (known := client.get_channel(channel_id)) is not None:
        return known
    with looking_up():
        return await client.fetch_channel(channel_id)


async def is_channel_gone(client: discord.Client, channel_id: int) -> bool:
    """Ask Discord whether a channel is gone, whatever is in memory. Raises LookupFailedError."""
    with looking_up():
        try:
            await client.http.get_channel(channel_id)
        except discord.NotFound:
            return True
        return False


async def is_guild_left(client: discord.Client, guild_id: int) -> bool:
    """Ask Discord whether the bot is in a server no longer. Raises LookupFailedError."""
    with looking_up():
        try:
            await client.http.get_guild(guild_id, with_counts=False)
        except discord.NotFound:
            return True
        except discord.Forbidden as error:
            return error.code in (*MISSING_ACCESS, UNKNOWN_GUILD)
        return False


async def load_message(client: discord.Client, channel_id: int, message_id: int) -> JSON | None:
    """A message as Discord has it; None where it is gone. Raises LookupFailedError."""
    with looking_up():
        try:
            message: object = await client.http.get_message(channel_id, message_id)
        except discord.NotFound:
            return None
        if not isinstance(message, dict):
            raise UnreadableError("a message")
        return message


async def is_message_gone(client: discord.Client, channel_id: int, message_id: int) -> bool:
    """Whether Discord says that a message is gone; False where that cannot be found out."""
    try:
        return await load_message(client, channel_id, message_id) is None
    except LookupFailedError:
        return False


def known_missing(channel: Place) -> list[str] | None:
    """The permissions that the bot lacks to post in a channel; None where that cannot be told from memory."""
    if isinstance(channel, discord.abc.PrivateChannel):
        return []
    without_parent = isinstance(channel, discord.Thread) and channel.parent is None
    if without_parent or channel.guild.me is None:
        return None
    return missing_permissions(channel, choose_format(channel).format.permissions)


def is_by_other(client: discord.Client, node: JSON, key: str) -> bool:
    """Whether somebody else is named there."""
    return node.get(key) is not None and str(node[key]) != str(getattr(client.user, "id", 0))


def id_of(node: JSON) -> int:
    """The id of an object of Discord's. Raises UnreadableError."""
    try:
        return int(node["id"])
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableError("an id") from error


def created_at(node: JSON) -> datetime:
    """When an object was made, as its id says. Raises UnreadableError."""
    return discord.utils.snowflake_time(id_of(node))


def read_list(answer: object) -> list[JSON]:
    """A list of objects; what is none becomes an empty one, which nothing can be read from."""
    if not isinstance(answer, list):
        raise UnreadableError("a list")
    return [one if isinstance(one, dict) else {} for one in answer]
