"""The Discord client: what it listens to, and when it tells Discord of its commands."""

import asyncio
import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.delivery.courier import Courier
from bot.delivery.traffic import Traffic
from bot.errors import Tree
from bot.owners import Owners
from storage.archive import Archive
from storage.subscriptions import REMOVED

log = structlog.get_logger()


discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # a newspaper does not speak


class Paperboy(discord.Client):
    """The bot. It sees servers and their channels and nothing else: no members, no messages."""

    def __init__(
        self,
        archive: Archive,
        commands: Sequence[app_commands.Command[Any, ..., Any] | app_commands.Group],
        controls: Sequence[type[discord.ui.DynamicItem[Any]]],
    ) -> None:
        self.traffic = Traffic()
        super().__init__(
            http_trace=self.traffic.trace(),
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            max_messages=None,
            guild_ready_timeout=1.0,  # seconds of silence after which all servers are known; twice that by default
        )
        self.archive = archive
        self.tree = Tree(
            self,
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
        )
        for command in commands:
            self.tree.add_command(command)
        self.add_dynamic_items(*controls)
        self.courier = Courier(self, archive, self.traffic)
        self.owners = Owners(lambda: self.application, self.refresh_application)
        self.online = asyncio.Event()
        """Set while there is a session with Discord."""

    async def setup_hook(self) -> None:
        """Tell Discord of the commands, where they are not what it was told last."""
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.blake2b(json.dumps(payload, sort_keys=True).encode(), digest_size=16).hexdigest()
        told = f"commands of {self.application_id} at {discord.http.Route.BASE}"
        if await self.archive.facts.get(told) == digest:
            return
        synced = await self.tree.sync()
        await self.archive.facts.put(told, digest)
        log.info("commands told to Discord", commands=len(synced))

    async def refresh_application(self) -> None:
        """Ask Discord again about the application; discord.py itself asks only when it logs in."""
        self._application = await self.application_info()

    async def on_ready(self) -> None:
        self.online.set()
        log.info("ready", user=str(self.user), servers=len(self.guilds))

    async def on_resumed(self) -> None:
        self.online.set()

    async def on_disconnect(self) -> None:
        self.online.clear()

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server: nothing can be sent there any more."""
        ended = await self.archive.subscriptions.end_guild(guild.id, REMOVED, datetime.now(UTC))
        log.info("left server", server=guild.id, subscriptions_ended=ended)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._end(channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        await self._end(payload.thread_id)

    async def _end(self, channel_id: int) -> None:
        if await self.archive.subscriptions.end(channel_id, "the channel was deleted", datetime.now(UTC)):
            log.info("channel deleted", channel=channel_id)
