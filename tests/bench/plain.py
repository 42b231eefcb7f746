"""Two plain ways to send with discord.py, to hold the bench's numbers against."""

import asyncio
import os

import discord
import yarl

TEXT = "A digest. " * 60


class Plain(discord.Client):
    """Sends one message to each channel as soon as it is connected."""

    async def on_ready(self) -> None:
        channels = [self.get_partial_messageable(int(target)) for target in os.environ["TARGETS"].split(",")]
        if os.environ["WAY"] == "await send":
            for channel in channels:
                await channel.send(TEXT)
        else:
            few = asyncio.Semaphore(16)

            async def send(channel: discord.PartialMessageable) -> None:
                async with few:
                    await channel.send(TEXT)

            await asyncio.gather(*map(send, channels), return_exceptions=True)


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["WIRE_URL"] + "/api/v10"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(
        os.environ["WIRE_URL"].replace("http", "ws", 1) + "/gateway"
    )
    Plain(intents=discord.Intents(guilds=True)).run(os.environ["WIRE_TOKEN"], log_handler=None)
