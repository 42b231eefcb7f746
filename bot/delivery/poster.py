"""How a digest is posted, by kind of channel, and how one that was posted before is found again."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

import discord

from bot.delivery.lookup import JSON, Place, find_channel, has_flag, id_of
from bot.delivery.message_search import find_message, find_post
from bot.delivery.retry_policy import ARCHIVED_THREAD, RenderError
from bot.digest.components import render_digest
from bot.digest.embeds import render_embeds
from bot.ui import custom_ids
from bot.ui.markup import clip, plain
from storage.records import Delivery, Form, Posted, StoredIssue
from storage.subscriptions.records import DestinationKind

CROSSPOSTED = 1 << 0  # https://discord.com/developers/docs/resources/message#message-object-message-flags

THREAD_NAME = 100  # https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel
TAGS = ("newsletter", "news", "digest", "papers")
"""What a forum's tag for digests is likely to be called; where one is needed, the first will do without these."""


class Post:
    """One digest for one target."""

    def __init__(self, client: discord.Client, due: Delivery, stored: StoredIssue) -> None:
        self._client = client
        self._due = due
        self._stored = stored
        self._channel: Place | None = None

    async def send(self, nonce: str) -> Posted:
        """Post it. Raises LookupFailedError, RenderError, and what discord.py raises."""
        target, channel = self._due.target, await self._find()
        if isinstance(channel, discord.ForumChannel):
            made = await channel.create_thread(
                name=self._thread_name, view=self._page, applied_tags=choose_tags(channel)
            )
            return Posted(made.message.id, made.thread.id, form=Form.COMPONENTS)
        place = self._client.get_partial_messageable(target.channel_id, guild_id=target.guild_id)
        try:
            return await self._send(place, nonce)
        except discord.HTTPException as error:
            if error.code != ARCHIVED_THREAD:
                raise
            await self._client.http.edit_channel(target.channel_id, archived=False)
            return await self._send(place, nonce)

    async def find_earlier(self, since: datetime) -> Posted | None:
        """The digest, if an attempt since then has posted it after all.

        Raises LookupFailedError or HistoryHiddenError.
        """
        channel = await self._find()
        if isinstance(channel, discord.ForumChannel):
            post = await find_post(self._client, channel, self._thread_name, since, self._is_mine)
            return Posted(id_of(post[1]), post[0], form=Form.COMPONENTS) if post else None
        message = await find_message(self._client, self._due.target.channel_id, channel, since, self._is_mine)
        if message is None:
            return None
        form = Form.COMPONENTS if self._has_marker(message) else Form.EMBEDS
        to_publish = form is Form.EMBEDS and is_announcement(channel) and not has_flag(message, CROSSPOSTED)
        return Posted(id_of(message), self._due.target.channel_id, to_publish=to_publish, form=form)

    async def _find(self) -> Place | None:
        """The channel; None for direct messages, of which nothing needs to be known."""
        if self._channel is None and self._due.target.kind is DestinationKind.CHANNEL:
            self._channel = await find_channel(self._client, self._due.target.channel_id)
        return self._channel

    async def _send(self, place: discord.PartialMessageable, nonce: str) -> Posted:
        if not is_announcement(self._channel):
            message = await place.send(view=self._page, nonce=nonce)
            return Posted(message.id, place.id, form=Form.COMPONENTS)
        # Followers of the channel may not be shown components (docs/decisions), embeds they are.
        message = await place.send(embeds=self._embeds, nonce=nonce)
        return Posted(message.id, place.id, to_publish=True, form=Form.EMBEDS)

    @property
    def _page(self) -> discord.ui.LayoutView:
        try:
            return render_digest(self._stored, self._due.delivery_id)
        except Exception as error:
            raise RenderError from error

    @cached_property
    def _embeds(self) -> list[discord.Embed]:
        try:
            return render_embeds(self._stored)
        except Exception as error:
            raise RenderError from error

    @property
    def _thread_name(self) -> str:
        return clip(plain(self._stored.issue.title) or "Newsletter", THREAD_NAME)

    def _has_marker(self, message: JSON) -> bool:
        """Whether a message has the select of this issue's digest."""
        marker = json.dumps(custom_ids.open_section(self._stored.ref.id) + ":")[:-1]
        return marker in json.dumps(message.get("components"))

    def _is_mine(self, message: JSON) -> bool:
        """A digest of this issue: its select says so; an embed has no select, there its title and date do."""
        if self._has_marker(message):
            return True
        embeds = message.get("embeds")
        return any(
            _caption(one) == _caption(self._embeds[0].to_dict()) for one in embeds or () if isinstance(one, dict)
        )


def _caption(embed: Mapping[str, Any]) -> tuple[object, object]:
    """Title and footer, which together tell one issue from another."""
    footer = embed.get("footer")
    return embed.get("title"), footer.get("text") if isinstance(footer, dict) else None


def is_announcement(channel: Place | None) -> bool:
    """Whether what is posted there can be published to followers."""
    return isinstance(channel, discord.TextChannel) and channel.is_news()


def choose_tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """The tag for digests, where the forum has one; else any it lets the bot choose, where it asks for one."""
    open_tags = [tag for tag in forum.available_tags if not tag.moderated]
    fitting = [tag for tag in open_tags if tag.name.casefold() in TAGS]
    return (fitting or (open_tags if forum.flags.require_tag else []))[:1]
