"""A bot that has come up in the wire of a test."""

from __future__ import annotations

import asyncio
import contextlib

import discord
import pytest
import yarl

from tests.wire_selftest.smallbot import SmallBot


@pytest.fixture
async def bot(wire, monkeypatch):
    monkeypatch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    monkeypatch.setattr(discord.gateway.DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(wire.gateway.url))
    async with SmallBot() as bot:
        running = asyncio.create_task(bot.start(wire.token))
        await wire.connected()
        await bot.wait_until_ready()
        yield bot
        await bot.close()
        with contextlib.suppress(asyncio.CancelledError):
            await running


@pytest.fixture
def guild(wire):
    return wire.add_guild("Readers")


@pytest.fixture
def channel(wire, guild):
    return wire.add_channel(guild, "news")


@pytest.fixture
def ada(wire, guild):
    user = wire.add_user("ada")
    wire.add_member(guild, user)
    return user
