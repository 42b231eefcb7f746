"""The small bot as a process: `python -m tests.wire_selftest URL TOKEN`."""

from __future__ import annotations

import asyncio
import sys

import discord
import yarl

from tests.wire_selftest.smallbot import SmallBot


async def run(url: str, token: str) -> None:
    """Until killed."""
    discord.http.Route.BASE = f"{url}/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url.replace("http", "ws", 1) + "/gateway")
    async with SmallBot() as bot:
        await bot.start(token)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
