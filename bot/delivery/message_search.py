"""Searches Discord for a digest that an attempt in doubt has posted: in a channel's history or a forum's posts."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import discord

from bot.delivery.lookup import (
    HistoryHiddenError,
    LookupFailedError,
    Place,
    created_at,
    id_of,
    is_by_other,
    known_missing,
    looking_up,
    read_list,
)
from bot.digest.message import JSON, UnreadableError
from bot.ui.required_permissions import NEEDED
from storage.reasons import Reason, ReasonCode

CLOCK_SKEW = timedelta(minutes=5)
"""How far our clock and Discord's may differ when history is read from the first attempt on."""

PAGE = 100  # https://discord.com/developers/docs/resources/message#get-channel-messages
PAGES = 10
"""Most pages that are searched. A channel with more messages within minutes is not one for a newsletter.

The first page is searched whatever its times: after a clock was set back they do not tell what came first.
"""

HISTORY = NEEDED["read_message_history"]

ARCHIVED = 50
"""Archived posts of a forum that are searched, newest first."""


async def find_message(
    client: discord.Client, channel_id: int, channel: Place | None, since: datetime, is_mine: Callable[[JSON], bool]
) -> JSON | None:
    """The newest message of ours that `is_mine` holds for, among the newest and all since an instant.

    `channel` is what is known of it. Raises HistoryHiddenError where the bot may not look, LookupFailedError also
    where a message that may be ours cannot be read.
    """
    may_look = _may_look(channel)
    seen, unreadable = 0, False
    try:
        with looking_up():
            async for message in _newest(client, channel_id, since - CLOCK_SKEW):
                if (mine := _judge(client, message, is_mine)) is True:
                    return message
                seen, unreadable = seen + 1, unreadable or mine is None
    except LookupFailedError as error:
        error.denied = error.denied and not may_look
        raise
    if unreadable or not (seen or may_look):
        raise LookupFailedError from UnreadableError("the history")
    return None


async def find_post(
    client: discord.Client, forum: discord.ForumChannel, name: str, since: datetime, is_mine: Callable[[JSON], bool]
) -> tuple[int, JSON] | None:
    """The id of our post in a forum whose first message `is_mine` holds for, and that message.

    Asked of Discord, not of memory: the event of the post may have been lost with the answer. Read are the posts of
    that name, and all of ours since an instant, as a correction may have changed the name. Raises HistoryHiddenError
    where the bot may not look, LookupFailedError also where a post that may be ours cannot be read.
    """
    may_look, unreadable = _may_look(forum), False
    with looking_up():
        opened: object = await client.http.get_active_threads(forum.guild.id)
        archived: object = await client.http.get_public_archived_threads(forum.id, limit=ARCHIVED)
        for thread in [*_threads(opened), *_threads(archived)]:
            if thread.get("parent_id", str(forum.id)) != str(forum.id) or is_by_other(client, thread, "owner_id"):
                continue
            if thread.get("name") != name and created_at(thread) < since - CLOCK_SKEW:
                continue
            first = read_list(await client.http.logs_from(id_of(thread), 1, after=0))
            mine = _judge(client, first[0], is_mine) if first else (False if may_look else None)
            if mine:  # another issue may have the same title
                return id_of(thread), first[0]
            unreadable = unreadable or mine is None
    if unreadable:
        raise LookupFailedError from UnreadableError("a post in the forum")
    return None


def _may_look(channel: Place | None) -> bool:
    """Whether the bot is known to be allowed to read the history; without that Discord answers with an empty one.

    Raises HistoryHiddenError where it is known not to be.
    """
    missing = known_missing(channel) if channel else []
    if missing and HISTORY in missing:
        raise HistoryHiddenError(Reason(ReasonCode.EARLIER_ATTEMPT_HIDDEN, {"permissions": missing}))
    return missing is not None


async def _newest(client: discord.Client, channel_id: int, since: datetime) -> AsyncIterator[JSON]:
    """Messages, the newest first."""
    before: int | None = None
    for _ in range(PAGES):
        page = read_list(await client.http.logs_from(channel_id, PAGE, before=before))
        for message in page:
            yield message
        ids = [int(one["id"]) for one in page if str(one.get("id")).isdigit()]
        before = min(ids, default=None)
        if before is None or len(page) < PAGE or discord.utils.snowflake_time(before) < since:
            return


def _judge(client: discord.Client, message: JSON, is_mine: Callable[[JSON], bool]) -> bool | None:
    """Whether a message is the one that is looked for; None where that cannot be read from it."""
    if isinstance(message.get("author"), dict) and is_by_other(client, message["author"], "id"):
        return False
    if is_mine(message):
        return True
    can_be_read = all(isinstance(message.get(part), list) for part in ("embeds", "components"))
    return False if can_be_read else None


def _threads(answer: object) -> list[JSON]:
    return read_list(answer.get("threads") if isinstance(answer, dict) else None)
