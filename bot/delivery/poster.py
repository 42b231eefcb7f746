"""Posts one digest at its destination, and finds one that an attempt in doubt has posted."""

from datetime import datetime

import discord

from bot.delivery.lookup import Place, find_channel, id_of
from bot.delivery.message_search import find_message, find_post
from bot.delivery.pictures import PictureFallback
from bot.delivery.retry_policy import ARCHIVED_THREAD
from bot.digest.format import Payload, Rendering
from bot.digest.message import JSON
from bot.digest.registry import Choice, choose_format, find_shown
from storage.records import Delivery, Posted, StoredIssue
from storage.subscriptions.records import DestinationKind

TAGS = ("newsletter", "news", "digest", "papers")
"""Likely names of a forum's tag for digests. A forum that requires a tag and has none of these gets its first one."""


class Poster:
    """One digest for one target."""

    def __init__(self, client: discord.Client, due: Delivery, stored: StoredIssue, pictures: PictureFallback) -> None:
        self._client = client
        self._due = due
        self._stored = stored
        self._pictures = pictures
        self._found: tuple[Place | None, Choice] | None = None

    async def send(self, nonce: str) -> Posted:
        """Post it. Raises LookupFailedError, RenderError, and what discord.py raises."""
        due = self._due
        channel, choice = await self._destination()

        async def post(payload: Payload) -> tuple[int, int]:
            if isinstance(channel, discord.ForumChannel):
                name = choice.format.thread_name(self._stored)
                made = await channel.create_thread(name=name, applied_tags=choose_tags(channel), **payload)
                return made.message.id, made.thread.id
            return await self._post_in_channel(nonce, payload), due.target.channel_id

        rendering = Rendering(
            due.delivery_id,
            sections=due.sections,
            role_id=due.role_id,
            is_direct=due.target.kind is DestinationKind.DM,
            is_test=due.is_test,
        )
        message_id, channel_id = await self._pictures.send(choice.format, self._stored, rendering, post)
        to_publish = choice.publish and not due.is_test
        return Posted(message_id, channel_id, to_publish=to_publish, form=choice.format.form)

    async def _post_in_channel(self, nonce: str, payload: Payload) -> int:
        """The message's id. An archived thread is opened for it."""
        target = self._due.target
        place = self._client.get_partial_messageable(target.channel_id, guild_id=target.guild_id)
        try:
            message = await place.send(nonce=nonce, **payload)
        except discord.HTTPException as error:
            if error.code != ARCHIVED_THREAD:
                raise
            await self._client.http.edit_channel(target.channel_id, archived=False)
            message = await place.send(nonce=nonce, **payload)
        return message.id

    async def find_earlier(self, since: datetime) -> Posted | None:
        """The digest, if an attempt since then has posted it after all.

        Raises LookupFailedError or HistoryHiddenError.
        """
        channel, choice = await self._destination()
        if isinstance(channel, discord.ForumChannel):
            name = choice.format.thread_name(self._stored)
            post = await find_post(self._client, channel, name, since, self._is_mine)
            return self._read(post[1], post[0], choice) if post else None
        message = await find_message(self._client, self._due.target.channel_id, channel, since, self._is_mine)
        return self._read(message, self._due.target.channel_id, choice) if message else None

    async def _destination(self) -> tuple[Place | None, Choice]:
        """The channel and its format; None for direct messages, of which nothing needs to be known."""
        if self._found is None:
            target = self._due.target
            is_channel = target.kind is DestinationKind.CHANNEL
            channel = await find_channel(self._client, target.channel_id) if is_channel else None
            self._found = channel, choose_format(channel, self._due.format)
        return self._found

    def _is_mine(self, message: JSON) -> bool:
        return find_shown(message, self._stored) is not None

    def _read(self, message: JSON, channel_id: int, choice: Choice) -> Posted:
        """A message that was found. Its format may be another one than that of new digests there."""
        found = find_shown(message, self._stored)
        assert found is not None  # noqa: S101 - `_is_mine` holds for it
        return Posted(id_of(message), channel_id, to_publish=choice.is_to_publish(found, message), form=found.form)


def choose_tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """The tag for digests if the forum has one; else the first open tag if the forum requires one."""
    open_tags = [tag for tag in forum.available_tags if not tag.moderated]
    fitting = [tag for tag in open_tags if tag.name.casefold() in TAGS]
    return (fitting or (open_tags if forum.flags.require_tag else []))[:1]
