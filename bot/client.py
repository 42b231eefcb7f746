"""The Discord client: its events and its connection."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import discord
import structlog

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.http_trace import Traffic
from bot.gateway.command_ids import CommandIds
from bot.gateway.connection import Connection
from bot.gateway.events import deduplicated
from bot.gateway.registration import AnyCommand, build_tree, keep_synced
from bot.ingest.pictures import PictureCheck
from bot.owners import Owners
from storage.archive import Archive
from storage.reasons import Reason, ReasonCode

log = structlog.get_logger()

SYNC_HEAD_START = 2.0
"""Time to register commands before connecting, so that users do not see outdated ones."""


Greet = Callable[[Archive, discord.Guild], Awaitable[None]]
"""Greets a server that the bot joined."""


discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # no voice


class Paperboy(discord.Client):
    """The bot. Its only intent is guilds: it sees servers and channels, no members and no messages."""

    def __init__(
        self,
        archive: Archive,
        commands: Sequence[AnyCommand],
        controls: Sequence[type[discord.ui.DynamicItem[Any]]],
        greet: Greet,
        owner_server: int | None = None,
    ) -> None:
        self.traffic = Traffic()
        super().__init__(
            http_trace=self.traffic.trace(),
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            guild_ready_timeout=1.0,  # seconds without GUILD_CREATE until ready; 2.0 by default
        )
        self.archive = archive
        self.tree = build_tree(self, commands, owner_server)
        self.command_ids = CommandIds(self.tree)
        self.add_dynamic_items(*controls)
        self._greet = greet
        parsers = self._connection.parsers
        parsers["INTERACTION_CREATE"] = deduplicated(parsers["INTERACTION_CREATE"])
        self.dispatcher = Dispatcher(self, archive, self.traffic)
        self.owners = Owners(lambda: self.application, self.refresh_application)
        self.check_pictures: PictureCheck | None = None  # bot.app sets it where pictures are on
        self._syncing: asyncio.Task[None] | None = None

    async def setup_hook(self) -> None:
        """Register the commands; connect without them where that is slow or refused."""
        self._syncing = asyncio.create_task(keep_synced(self.tree, self.archive.facts))
        await asyncio.wait({self._syncing}, timeout=SYNC_HEAD_START)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stay connected until the client is closed. Raises ConnectionClosed with a fatal close code."""
        await Connection(self).run()

    async def close(self) -> None:
        """Close the connections and cancel background tasks."""
        for task in (self._syncing, self._connection._ready_task):
            if task is not None:
                task.cancel()
        await super().close()

    async def refresh_application(self) -> None:
        """Fetch the application again; discord.py does so only at login."""
        self._application = await self.application_info()

    async def on_ready(self) -> None:
        log.info("ready", user=str(self.user), servers=len(self.guilds))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a server that has invited the bot. A server that is back after an outage has events of its own."""
        log.info("joined server", server=guild.id)
        await self._greet(self.archive, guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """End the subscriptions of a server that the bot was removed from."""
        ended = await self.archive.subscriptions.end_guild(guild.id, Reason(ReasonCode.BOT_REMOVED), datetime.now(UTC))
        log.info("left server", server=guild.id, subscriptions_ended=ended)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._end(channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self._end(payload.thread_id)

    async def _end(self, channel_id: int) -> None:
        reason = Reason(ReasonCode.CHANNEL_DELETED)
        if await self.archive.subscriptions.end(channel_id, reason, datetime.now(UTC)):
            log.info("channel deleted", channel=channel_id)
