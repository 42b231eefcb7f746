"""Look-ups at Discord: channels and servers that are not in memory, and messages that an earlier attempt has posted.

Answers are read field by field and not with discord.py's models: those raise at the first message that they cannot
read, and hide all others. Whatever goes wrong is raised as LookupFailedError: it says nothing about the digest.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import discord

from bot.access import missing_permissions

JSON = dict[str, Any]
Place = discord.abc.GuildChannel | discord.abc.PrivateChannel | discord.Thread

MISSING_ACCESS = (50001, 50013)
UNKNOWN_GUILD = 10004

CLOCK_SKEW = timedelta(minutes=5)
"""How far our clock and Discord's may differ when history is read from the first attempt on."""

PAGE = 100  # https://discord.com/developers/docs/resources/message#get-channel-messages
PAGES = 10
"""Pages that are looked through; a channel where more is posted within minutes is none for a newsletter.

The first page is looked through whatever the time: a clock that was put back says nothing about what came first.
"""

ARCHIVED = 50
"""Archived posts of a forum that are looked through, the latest first."""


class LookupFailedError(Exception):
    """Discord could not be asked, or its answer could not be read; `__cause__` says more.

    `denied`: Discord says that the bot may not look there.
    """

    def __init__(self, *, denied: bool = False) -> None:
        super().__init__("the look-up failed")
        self.denied = denied


class HistoryHiddenError(Exception):
    """A digest may be there already, and the bot may not look: sending it could make a second one."""


class UnreadableError(ValueError):
    """An answer lacks what is looked for in it."""


@contextmanager
def looking_up() -> Iterator[None]:
    """Translate whatever goes wrong in a look-up into LookupFailedError."""
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


def known_missing(channel: Place) -> list[str] | None:
    """The permissions that the bot lacks to post in a channel; None where that cannot be told from memory."""
    if isinstance(channel, discord.abc.PrivateChannel):
        return []
    without_parent = isinstance(channel, discord.Thread) and channel.parent is None
    return None if without_parent or channel.guild.me is None else missing_permissions(channel)


async def find_message(
    client: discord.Client, channel: Place, since: datetime, is_mine: Callable[[JSON], bool]
) -> JSON | None:
    """The newest message of ours that `is_mine` holds for, among the newest and all since an instant.

    Raises HistoryHiddenError where the bot may not look, LookupFailedError also where a message that may be ours
    cannot be read.
    """
    unreadable = False
    try:
        with looking_up():
            async for message in _newest(client, channel.id, since - CLOCK_SKEW):
                if (mine := _judge(client, message, is_mine)) is True:
                    return message
                unreadable = unreadable or mine is None
    except LookupFailedError as error:
        missing = known_missing(channel)
        if error.denied and missing:
            raise HistoryHiddenError(
                f"an earlier attempt may have arrived, and the bot may not look ({', '.join(missing)})"
            ) from error
        error.denied = error.denied and missing is None
        raise
    if unreadable:
        raise LookupFailedError from UnreadableError("a message in the channel")
    return None


async def find_post(
    client: discord.Client, forum: discord.ForumChannel, name: str, since: datetime, is_mine: Callable[[JSON], bool]
) -> tuple[int, JSON] | None:
    """The id of our post in a forum whose first message `is_mine` holds for, and that message.

    Asked of Discord, not of memory: the event of the post may have been lost with the answer. Read are the posts of
    that name, and all of ours since an instant, as a correction may have changed the name. Raises LookupFailedError,
    also where a post that may be ours cannot be read.
    """
    unreadable = False
    with looking_up():
        opened: object = await client.http.get_active_threads(forum.guild.id)
        archived: object = await client.http.get_public_archived_threads(forum.id, limit=ARCHIVED)
        for thread in [*_threads(opened), *_threads(archived)]:
            if thread.get("parent_id", str(forum.id)) != str(forum.id) or _is_by_other(client, thread, "owner_id"):
                continue
            if thread.get("name") != name and created_at(thread) < since - CLOCK_SKEW:
                continue
            first = _list(await client.http.logs_from(id_of(thread), 1, after=0))
            mine = _judge(client, first[0], is_mine) if first else False
            if mine:  # another issue may have the same title
                return id_of(thread), first[0]
            unreadable = unreadable or mine is None
    if unreadable:
        raise LookupFailedError from UnreadableError("a post in the forum")
    return None


async def _newest(client: discord.Client, channel_id: int, since: datetime) -> AsyncIterator[JSON]:
    """Messages, the newest first."""
    before: int | None = None
    for _ in range(PAGES):
        page = _list(await client.http.logs_from(channel_id, PAGE, before=before))
        for message in page:
            yield message
        ids = [int(one["id"]) for one in page if str(one.get("id")).isdigit()]
        before = min(ids, default=None)
        if before is None or len(page) < PAGE or discord.utils.snowflake_time(before) < since:
            return


def _judge(client: discord.Client, message: JSON, is_mine: Callable[[JSON], bool]) -> bool | None:
    """Whether a message is the one that is looked for; None where that cannot be read from it."""
    if isinstance(message.get("author"), dict) and _is_by_other(client, message["author"], "id"):
        return False
    if is_mine(message):
        return True
    can_be_read = all(isinstance(message.get(part), list) for part in ("embeds", "components"))
    return False if can_be_read else None


def _is_by_other(client: discord.Client, node: JSON, key: str) -> bool:
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


def has_flag(message: JSON, flag: int) -> bool:
    """Whether a message bears a flag. Raises UnreadableError."""
    flags = message.get("flags", 0)
    if not isinstance(flags, int):
        raise UnreadableError("flags")
    return bool(flags & flag)


def _list(answer: object) -> list[JSON]:
    """A list of objects; what is none becomes an empty one, which nothing can be read from."""
    if not isinstance(answer, list):
        raise UnreadableError("a list")
    return [one if isinstance(one, dict) else {} for one in answer]


def _threads(answer: object) -> list[JSON]:
    return _list(answer.get("threads") if isinstance(answer, dict) else None)
