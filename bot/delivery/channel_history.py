"""Reads from Discord which digests are at a destination, independently of the database."""

from dataclasses import dataclass
from datetime import datetime

import discord

from bot.delivery.lookup import HistoryHiddenError, looking_up
from bot.digest.message import JSON
from bot.digest.registry import Choice, Recognised, choose_format, recognise
from storage.reasons import Reason, ReasonCode
from storage.records import Posted
from storage.subscriptions.records import DestinationKind, Target

PAGE = 100  # messages of one answer
ARCHIVED = 50
"""Archived posts of a forum that are read."""


@dataclass(frozen=True, slots=True)
class FoundDigest:
    """A digest of ours."""

    posted: Posted
    digest: Recognised
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FoundDigests:
    """The digests found at a destination, newest first."""

    digests: tuple[FoundDigest, ...]
    complete: bool  # nothing between the newest and the bound was left unread


async def look(client: discord.Client, target: Target, after: int, depth: int, at_least: int = 0) -> FoundDigests:
    """Read a destination back to a message id, through up to `depth` messages, and through `at_least` whatever the id.

    Raises HistoryHiddenError where the bot may not read, and LookupFailedError for whatever else goes wrong.
    """
    with looking_up():
        return await _look(client, target, after, depth, at_least)


async def _look(client: discord.Client, target: Target, after: int, depth: int, at_least: int) -> FoundDigests:
    channel = client.get_channel(target.channel_id)
    if channel is None and target.kind is DestinationKind.CHANNEL:
        channel = await client.fetch_channel(target.channel_id)
    readable = may_read(channel)
    if readable is False:
        raise HistoryHiddenError(Reason(ReasonCode.HISTORY_HIDDEN))
    if isinstance(channel, discord.ForumChannel):
        return await _look_in_forum(client, channel, after)
    choice = choose_format(channel)
    digests: list[FoundDigest] = []
    read, before = 0, None
    while read < depth:
        page: list[JSON] = await client.http.logs_from(target.channel_id, PAGE, before=before)  # type: ignore[assignment]
        for message in page:
            read += 1
            if not str(message.get("id")).isdecimal():
                continue
            before = int(message["id"])
            if before <= after and read > at_least:
                return FoundDigests(tuple(digests), complete=True)
            if sighting := _sight(client, message, target.channel_id, choice):
                digests.append(sighting)
        if not read and readable is None and target.kind is DestinationKind.CHANNEL:
            # Discord answers with an empty list where history is hidden, and the gateway has not told of this
            # channel's server yet: nobody could tell that from an empty channel.
            raise HistoryHiddenError(Reason(ReasonCode.HISTORY_HIDDEN))
        if len(page) < PAGE:
            return FoundDigests(tuple(digests), complete=True)
    return FoundDigests(tuple(digests), complete=False)


def may_read(channel: object) -> bool | None:
    """Whether the bot may read what was posted there; None where that is not known here, as of direct messages."""
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread) or channel.guild.me is None:
        return None
    try:
        allowed = channel.permissions_for(channel.guild.me)
    except discord.ClientException:  # a thread whose channel is not cached
        return None
    return allowed.view_channel and allowed.read_message_history


async def _look_in_forum(client: discord.Client, forum: discord.ForumChannel, after: int) -> FoundDigests:
    """The bot's posts. Asked of Discord, not of the cache, which has no archived ones."""
    threads = {thread.id: thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id}
    archived = [thread async for thread in forum.archived_threads(limit=ARCHIVED)]
    threads |= {thread.id: thread for thread in archived}
    digests: list[FoundDigest | None] = []
    choice = choose_format(forum)
    for thread in sorted(threads.values(), key=lambda thread: thread.id, reverse=True):
        if thread.id <= after or thread.owner_id != getattr(client.user, "id", 0):
            continue
        first: list[JSON] = await client.http.logs_from(thread.id, 1, after=0)  # type: ignore[assignment]
        digests += [_sight(client, message, thread.id, choice) for message in first]
    return FoundDigests(
        tuple(filter(None, digests)), complete=len(archived) < ARCHIVED or min(one.id for one in archived) <= after
    )


def _sight(client: discord.Client, message: JSON, channel_id: int, choice: Choice) -> FoundDigest | None:
    """A digest of ours; None for any other message, also for one that is not as Discord documents it."""
    try:
        ident, digest = int(message["id"]), recognise(message)
        if digest is None or int(message["author"]["id"]) != getattr(client.user, "id", 0):
            return None
        to_publish = choice.is_to_publish(digest.format, message)
        posted = Posted(ident, channel_id, to_publish=to_publish, form=digest.format.form)
        return FoundDigest(posted, digest, discord.utils.snowflake_time(ident))
    except (KeyError, TypeError, ValueError):
        return None
