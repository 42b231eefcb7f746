"""`make bench-delivery`: how quickly digests go out, and what people who type meanwhile notice of it.

Discord is the tests' small stand-in in a process of its own (80 ms round trip, ± 20 ms, 50 requests a second in
either reading of that rule), the bot another; beside it two plain ways to send, over fewer channels.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from demo.world import ISSUES
from tests.bench.stand_in import StandIn, stand_in, start

NEWEST = sorted(ISSUES.glob("*.md"))[-1]
LIMIT = 50
ROUND_TRIP, JITTER = 0.080, 0.020  # seconds
CHANNELS_A_SERVER = 30
SAMPLE = 300  # channels that the plain ways send to: the loop would take a quarter of an hour over 10,000
ASKING = 0.2  # seconds between two slash commands
PATIENCE = 60  # looks, two a second, without anything new
AT_ONCE = 8  # calls of the control API

Reading = Literal["clock", "sliding"]
Target = tuple[str, str]
"""Server and channel."""


@dataclass
class Outcome:
    """What one run came to."""

    way: str
    reading: Reading
    channels: int
    messages: int
    seconds: float
    rate: float  # messages a second, from the first to the last
    of_limit: float
    rejected: int  # answers of 429
    doubles: int
    slash_p50_ms: float | None = None  # from the event to the callback, above the time that was on its way
    slash_p99_ms: float | None = None


async def main() -> None:
    """Run what the command line asks for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, nargs="*", default=[2000, 10_000])
    parser.add_argument("--readings", nargs="*", default=["clock", "sliding"])
    parser.add_argument("--without-plain", action="store_true", help="Paperboy only")
    given = parser.parse_args()
    outcomes = []
    for reading in given.readings:
        outcomes += [await measure("paperboy", reading, channels) for channels in given.channels]
        if not given.without_plain:
            outcomes += [await measure(way, reading, SAMPLE) for way in ("await send", "gather of 16")]
    show(outcomes)


async def measure(way: str, reading: Reading, channels: int) -> Outcome:
    """One way of sending to so many channels."""
    async with stand_in() as discord:
        await discord.call("set", **{"latency": ROUND_TRIP, "jitter": JITTER, "limits.reading": reading})
        await discord.call("limits.like_discord")
        targets, reader = await furnish(discord, channels)
        with tempfile.TemporaryDirectory() as folder:
            process = await (start_bot if way == "paperboy" else start_plain)(discord, Path(folder), targets, way)
            try:
                await discord.call("connected", within=120)
                asked = asyncio.create_task(ask(discord, reader, targets[-1])) if way == "paperboy" else None
                await wait_for_all(discord, targets)
                waits = await stop(asked)
            finally:
                process.kill()
                await process.wait()
        return await sum_up(way, reading, targets, discord, waits)


async def furnish(discord: StandIn, channels: int) -> tuple[list[Target], str]:
    """Servers with channels, and somebody who reads in the last of them."""
    targets: list[Target] = []
    guild = ""
    for number in range(channels):
        if number % CHANNELS_A_SERVER == 0:
            guild = (await discord.call("add_guild", f"Server {number // CHANNELS_A_SERVER}"))["id"]
        targets.append((guild, (await discord.call("add_channel", guild, f"news-{number}"))["id"]))
    reader: str = (await discord.call("add_user", "reader"))["id"]
    await discord.call("add_member", guild, reader)
    return targets, reader


async def start_bot(discord: StandIn, folder: Path, targets: list[Target], _: str) -> asyncio.subprocess.Process:
    """The real bot, with all channels subscribed and a new issue."""
    lines = [json.dumps({"kind": "channel", "guild_id": g, "channel_id": c, "when": "arrival"}) for g, c in targets]
    (folder / "subscriptions.jsonl").write_text("\n".join(lines))
    settings = {
        "PAPERBOY_DISCORD_TOKEN": discord.token,
        "PAPERBOY_DISCORD_URL": discord.url,
        "PAPERBOY_DATABASE": str(folder / "paperboy.db"),
        "PAPERBOY_TICK_SECONDS": "1",
        "PAPERBOY_METADATA": "false",
    }
    for words in (["subscriptions", "import", str(folder / "subscriptions.jsonl")], ["ingest", str(NEWEST)]):
        await (await start(["-m", "bot", *words], settings)).wait()
    return await start(["-m", "bot", "run"], settings)


async def start_plain(discord: StandIn, _: Path, targets: list[Target], way: str) -> asyncio.subprocess.Process:
    """A plain discord.py client that sends in the given way."""
    channels = ",".join(channel for _, channel in targets)
    settings = {"WIRE_URL": discord.url, "WIRE_TOKEN": discord.token, "WAY": way, "TARGETS": channels}
    return await start(["-m", "tests.bench.plain"], settings)


async def wait_for_all(discord: StandIn, targets: list[Target]) -> None:
    """Until every channel has a message, or nothing has come for a while. Only the next few are looked at."""
    waiting = [channel for _, channel in reversed(targets)]
    idle = 0
    while waiting and idle < PATIENCE:
        before = len(waiting)
        while waiting and await discord.call("messages", waiting[-1]):
            waiting.pop()
        idle = idle + 1 if len(waiting) == before else 0
        await asyncio.sleep(0.5)


async def ask(discord: StandIn, reader: str, where: Target) -> list[float]:
    """Somebody searches all the time; how long each answer took, in seconds."""
    waits: list[float] = []
    await discord.call("synced", within=120)
    try:
        while True:
            reply = await discord.call("slash", reader, where[1], "search", query="attention")
            waits.append(reply["took"])
            await asyncio.sleep(ASKING)
    except asyncio.CancelledError:
        return waits


async def stop(asked: asyncio.Task[list[float]] | None) -> list[float]:
    if asked is None:
        return []
    asked.cancel()
    return await asked


async def sum_up(way: str, reading: Reading, targets: list[Target], discord: StandIn, waits: list[float]) -> Outcome:
    few = asyncio.Semaphore(AT_ONCE)

    async def read(channel: str) -> list[int]:
        async with few:
            return [int(message["id"]) for message in await discord.call("messages", channel)]

    posted = await asyncio.gather(*(read(channel) for _, channel in targets))
    times = sorted((message >> 22) / 1000 for messages in posted for message in messages)  # out of the snowflakes
    seconds = times[-1] - times[0]
    rate = (len(times) - 1) / seconds
    above = sorted(1000 * (wait - ROUND_TRIP / 2) for wait in waits)  # events come at once, callbacks take half of it
    rejected = (await discord.call("get", "limits.rejected"))["limits.rejected"]
    return Outcome(
        way,
        reading,
        len(targets),
        len(times),
        round(seconds, 1),
        round(rate, 2),
        round(rate / LIMIT, 3),
        rejected,
        sum(len(messages) > 1 for messages in posted),
        round(statistics.median(above), 1) if above else None,
        round(above[int(len(above) * 0.99)], 1) if above else None,
    )


def show(outcomes: list[Outcome]) -> None:
    """As a table and as JSON."""
    table = Table(title=f"Digests to channels, 80 ms ± 20 ms round trip, limit {LIMIT} a second")
    names = ("way", "a second is", "channels", "messages/s", "of limit", "429", "doubles", "slash p50", "slash p99")
    for name in names:
        table.add_column(name, justify="left" if name in ("way", "a second is") else "right")
    for one in outcomes:
        reading = "of the clock" if one.reading == "clock" else "any second"
        slash = [f"+{value} ms" if value is not None else "" for value in (one.slash_p50_ms, one.slash_p99_ms)]
        table.add_row(one.way, reading, f"{one.channels:,}", f"{one.rate:.1f}", f"{one.of_limit:.0%}",
                      str(one.rejected), str(one.doubles), *slash)  # fmt: skip
    console = Console(width=120)
    console.print(table)
    console.print_json(json.dumps([asdict(one) for one in outcomes]))


if __name__ == "__main__":
    asyncio.run(main())
