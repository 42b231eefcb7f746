"""How a digest is posted, by kind of channel, and how one that was posted before is found again."""

import json
from datetime import datetime, timedelta

import discord

from bot.delivery.verdict import HistoryHiddenError
from bot.views import ids
from bot.views.digest import render_digest
from bot.views.embeds import render_embeds
from bot.views.markup import clip, plain
from storage.records import Due, Posted, StoredIssue

CLOCK_SKEW = timedelta(minutes=5)
"""How far our clock and Discord's may differ when history is read from the first attempt on."""

HISTORY = 1000
"""Messages that are looked through; who posts more within minutes is not a channel for a newsletter."""

NEWEST = 100
"""Messages that are looked through whatever the time: a clock that was put back says nothing of what came first."""

THREAD_NAME = 100  # https://discord.com/developers/docs/resources/channel#start-thread-in-forum-or-media-channel
TAGS = ("newsletter", "news", "digest", "papers")
"""What a forum's tag for digests is likely to be called; where one is needed, the first will do without these."""


class Post:
    """One digest for one target."""

    def __init__(self, client: discord.Client, due: Due, stored: StoredIssue) -> None:
        self._client = client
        self._due = due
        self._stored = stored
        self._channel = client.get_channel(due.target.channel_id)

    async def send(self, nonce: str) -> Posted:
        """Post it. Raises what discord.py raises."""
        target = self._due.target
        if isinstance(self._channel, discord.ForumChannel):
            made = await self._channel.create_thread(
                name=self._thread_name, view=self._page, applied_tags=choose_tags(self._channel)
            )
            return Posted(made.message.id, made.thread.id)
        place = self._client.get_partial_messageable(target.channel_id, guild_id=target.guild_id)
        if self._is_announcement:
            # Followers of the channel may not be shown components (docs/decisions), embeds they are.
            message = await place.send(embeds=render_embeds(self._stored), nonce=nonce)
        else:
            message = await place.send(view=self._page, nonce=nonce)
        return Posted(message.id, target.channel_id, to_publish=self._is_announcement)

    async def find_earlier(self, since: datetime) -> Posted | None:
        """The digest, if an attempt since then has posted it after all."""
        if isinstance(self._channel, discord.ForumChannel):
            return await self._find_thread(self._channel)
        target = self._due.target
        place = self._client.get_partial_messageable(target.channel_id, guild_id=target.guild_id)
        if isinstance(self._channel, discord.TextChannel | discord.Thread):
            allowed = self._channel.permissions_for(self._channel.guild.me)
            if allowed.view_channel and not allowed.read_message_history:
                raise HistoryHiddenError(
                    "an earlier attempt may have arrived, and the bot may not look (Read Message History)"
                )
        seen = 0
        async for message in place.history(limit=HISTORY):
            if message.author == self._client.user and self._is_mine(message):
                published = message.flags.crossposted
                return Posted(message.id, target.channel_id, to_publish=self._is_announcement and not published)
            seen += 1
            if seen >= NEWEST and message.created_at < since - CLOCK_SKEW:
                break
        return None

    @property
    def _page(self) -> discord.ui.LayoutView:
        return render_digest(self._stored, self._due.delivery_id)

    @property
    def _is_announcement(self) -> bool:
        return isinstance(self._channel, discord.TextChannel) and self._channel.is_news()

    @property
    def _thread_name(self) -> str:
        return clip(plain(self._stored.issue.title) or "Newsletter", THREAD_NAME)

    def _is_mine(self, message: discord.Message) -> bool:
        """A digest of this issue: its select says so; an embed has no select, there its title and date do."""
        mine = render_embeds(self._stored)[0]
        if any((embed.title, embed.footer.text) == (mine.title, mine.footer.text) for embed in message.embeds):
            return True
        components = json.dumps([component.to_dict() for component in message.components])
        return json.dumps(ids.open_section(self._stored.ref.id) + ":")[:-1] in components

    async def _find_thread(self, forum: discord.ForumChannel) -> Posted | None:
        # Asked of Discord, not of the cache: the event of the post may have been lost with the answer.
        opened = [thread for thread in await forum.guild.active_threads() if thread.parent_id == forum.id]
        for thread in [*opened, *[thread async for thread in forum.archived_threads(limit=50)]]:
            if thread.owner_id != getattr(self._client.user, "id", 0) or thread.name != self._thread_name:
                continue
            async for first in thread.history(limit=1, oldest_first=True):
                if self._is_mine(first):  # another issue may have the same title
                    return Posted(first.id, thread.id)
        return None


def choose_tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """The tag for digests, where the forum has one; else any it lets the bot choose, where it asks for one."""
    open_tags = [tag for tag in forum.available_tags if not tag.moderated]
    fitting = [tag for tag in open_tags if tag.name.casefold() in TAGS]
    return (fitting or (open_tags if forum.flags.require_tag else []))[:1]
