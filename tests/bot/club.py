"""A server on the wire with the real bot in it, for what simcord does not model."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
import yarl

from bot.app import build
from bot.client import Paperboy
from bot.delivery import rate_limiter
from bot.delivery.failures import GRACE
from storage.archive import Archive
from storage.subscriptions.records import Subscription
from tests.reading import components_of, text_of
from tests.samples import FILLED, make_issue
from tests.wire import Channel, Guild, Interaction, Message, User, Wire

PREVIEWED = ("section:", "read:", "get-by-dm")
"""How the ids of a digest's controls begin."""


@dataclass
class Club:
    """A server with a channel, somebody who manages it, and somebody who reads."""

    wire: Wire
    bot: Paperboy
    archive: Archive
    guild: Guild
    channel: Channel
    admin: User
    reader: User
    running: asyncio.Task[None] = field(repr=False)

    async def subscribe(self, channel: Channel | None = None, **options: Any) -> Interaction:
        """The admin sets a channel up and saves that; what they see then."""
        form = await self.wire.slash(self.admin, self.channel, "subscribe", channel=channel or self.channel, **options)
        await whole(self.wire, form)
        return await self.wire.use(self.admin, form.messages[-1], "Save")

    async def publish(self, week: int) -> None:
        """A new issue comes out and all that is due is sent."""
        await self.archive.issues.save(make_issue(week), datetime.now(UTC), deliver=True)
        await self.bot.dispatcher.tick()

    async def wait_out_grace(self) -> None:
        """A target that refuses is tried again before it is paused: let that time pass."""
        for _ in GRACE:
            await self.archive.database.write(lambda c: c.execute("UPDATE deliveries SET next_at = due_at"))
            await self.bot.dispatcher.tick()

    async def execute(self, *statements: str) -> None:
        """Change the ledger as time, or another process, would."""

        def work(connection: sqlite3.Connection) -> None:
            for statement in statements:
                connection.execute(statement)

        await self.archive.database.write(work)

    async def hurry(self) -> None:
        """All that waits after a failure, or after a suspension, is due again."""
        await self.execute(
            "UPDATE destinations SET changed_at = '2020-01-01T00:00:00.000+00:00'",
            "UPDATE deliveries SET next_at = due_at",
            "UPDATE messages SET edit_at = attempted_at WHERE edit_at IS NOT NULL",
            "UPDATE messages SET publish_at = attempted_at WHERE publish_at IS NOT NULL",
        )

    async def subscription(self) -> Subscription:
        (only,) = await self.archive.subscriptions.all()
        return only

    def guild_of_bot(self) -> discord.Guild:
        """The server as the bot has it in memory."""
        guild = self.bot.get_guild(self.guild.id)
        assert guild is not None
        return guild

    def titles(self, channel: Channel) -> list[str]:
        """The first lines of what is posted there."""
        return [text_of(one).splitlines()[0].lstrip("# ") for one in self.wire.messages(channel)]


async def whole(wire: Wire, reply: Interaction) -> None:
    """Wait for the form of a subscription, which comes below the preview that is answered first."""
    is_preview = any(ident.startswith(PREVIEWED) for ident in ids_of(reply.message)) or bool(reply.message.embeds)
    if reply.record.command_name == "subscribe" and is_preview:
        await wire.until(lambda: any(ident.startswith("setup:") for ident in ids_of(reply.messages[-1])))


def ids_of(message: Message) -> list[str]:
    """The custom ids of a message's controls."""
    return [part["custom_id"] for part in components_of(message) if part.get("custom_id")]


@pytest.fixture
async def club(wire: Wire, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Club]:
    """The bot has come up; two issues are in its archive."""
    for issue in FILLED:
        await archive.issues.save(issue, datetime.now(UTC))
    guild = wire.add_guild("Club")
    channel, admin, reader = wire.add_channel(guild, "news"), wire.add_user("mina"), wire.add_user("tomas")
    wire.add_member(guild, admin, "manage_guild")
    wire.add_member(guild, reader)
    monkeypatch.setattr(rate_limiter, "QUIET_SECONDS", 0.0)  # no process before this one has spent anything
    monkeypatch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway.url))
    async with build(archive) as bot:
        bot._connection.guild_ready_timeout = 0.05
        running = asyncio.create_task(bot.start(wire.token))
        await wire.connected()
        await bot.wait_until_ready()
        yield Club(wire, bot, archive, guild, channel, admin, reader, running)
        await bot.close()
        await running
