"""/search of the running process: from the event on the gateway to the callback, on a wire without latency."""

from pathlib import Path

from tests.bench.process import start
from tests.bench.timing import one_by_one
from tests.wire import Wire


async def on_the_wire(path: Path, texts: list[str]) -> dict[str, float]:
    """Milliseconds."""
    async with Wire() as wire:
        guild = wire.add_guild("Bench")
        channel = wire.add_channel(guild, "general")
        reader = wire.add_user("reader")
        wire.add_member(guild, reader)
        settings = {
            "PAPERBOY_DISCORD_TOKEN": wire.token,
            "PAPERBOY_DISCORD_URL": wire.url,
            "PAPERBOY_DATABASE": str(path),
            "PAPERBOY_METADATA": "false",
        }
        bot = await start(["-m", "bot", "run"], settings)
        try:
            await wire.connected()
            await wire.synced()
            return await one_by_one(lambda text: wire.slash(reader, channel, "search", query=text), texts)
        finally:
            bot.terminate()
            await bot.wait()
