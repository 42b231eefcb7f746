"""The processes whose delivery is measured: the bot, once restarted half-way, and plain ways to send."""

import asyncio
import json
from pathlib import Path

from demo.world import ISSUES
from tests.bench.process import start
from tests.wire import Channel, Wire

NEWEST = sorted(ISSUES.glob("*.md"))[-1]


async def start_bot(wire: Wire, folder: Path, targets: list[Channel]) -> asyncio.subprocess.Process:
    """The real bot, with all channels subscribed and a new issue."""
    lines = [
        json.dumps({"kind": "channel", "guild_id": str(one.guild_id), "channel_id": str(one.id), "when": "arrival"})
        for one in targets
    ]
    (folder / "subscriptions.jsonl").write_text("\n".join(lines))
    settings = settings_of(wire, folder)
    for words in (["subscriptions", "import", str(folder / "subscriptions.jsonl")], ["ingest", str(NEWEST)]):
        await (await start(["-m", "bot", *words], settings)).wait()
    return await start(["-m", "bot", "run"], settings)


def settings_of(wire: Wire, folder: Path) -> dict[str, str]:
    return {
        "PAPERBOY_DISCORD_TOKEN": wire.token,
        "PAPERBOY_DISCORD_URL": wire.url,
        "PAPERBOY_DATABASE": str(folder / "paperboy.db"),
        "PAPERBOY_TICK_SECONDS": "1",
        "PAPERBOY_METADATA": "false",
    }


async def restart_half_way(
    wire: Wire, folder: Path, targets: list[Channel], process: asyncio.subprocess.Process
) -> asyncio.subprocess.Process:
    """Kill the bot when half of the channels have their digest, and start it again; gives it when it is connected."""
    await wire.until(lambda: there(wire) >= len(targets) / 2, 600)
    process.kill()
    await process.wait()
    await wire.until(lambda: not wire.gateway.live(), 10)
    again = await start(["-m", "bot", "run"], settings_of(wire, folder))
    await wire.connected(within=120)
    return again


def there(wire: Wire) -> int:
    return len(wire.find("POST /channels/{channel_id}/messages", 200))


async def start_plain(wire: Wire, targets: list[Channel], way: str) -> asyncio.subprocess.Process:
    """A plain discord.py client that sends in the given way."""
    channels = ",".join(str(one.id) for one in targets)
    settings = {"WIRE_URL": wire.url, "WIRE_TOKEN": wire.token, "WAY": way, "TARGETS": channels}
    return await start(["-m", "tests.bench.plain"], settings)
