"""`make bench-delivery`: how quickly digests go out, and what people who type meanwhile notice of it.

Discord is a small stand-in in this process (80 ms round trip, ± 20 ms, 50 requests a second in both readings of
that rule), the bot a process of its own; beside it two plain ways to send, each a process of its own too.
"""

import argparse
import asyncio
import gc
import json
import os
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from demo.world import ISSUES
from tests.wire import Wire

ROOT = Path(__file__).parents[2]
NEWEST = sorted(ISSUES.glob("*.md"))[-1]
LIMIT = 50
CHANNELS_A_SERVER = 30
ASKING = 0.2  # seconds between two slash commands

PATIENCE = 60  # looks, two a second, without anything new

Reading = Literal["clock", "sliding"]


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
    slash_p50_ms: float | None = None  # from the event to the callback, above the round trip
    slash_p99_ms: float | None = None


async def main() -> None:
    """Run what the command line asks for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channels", type=int, nargs="*", default=[2000, 10_000])
    parser.add_argument("--readings", nargs="*", default=["clock", "sliding"])
    parser.add_argument("--without-plain", action="store_true", help="Paperboy only")
    given = parser.parse_args()
    # A collection in this process holds the stand-in up for a tenth of a second, and bunches the requests it counts.
    gc.disable()
    outcomes = []
    for reading in given.readings:
        for channels in given.channels:
            outcomes += [await measure("paperboy", reading, channels)]
        if not given.without_plain:
            outcomes += [await measure("await send", reading, 300), await measure("gather of 16", reading, 1000)]
    show(outcomes)


async def measure(way: str, reading: Reading, channels: int) -> Outcome:
    """One way of sending to so many channels."""
    async with Wire() as wire:
        wire.latency, wire.jitter = 0.080, 0.020
        wire.limits.like_discord()
        wire.limits.reading = reading
        targets = []
        for number in range(channels):
            if number % CHANNELS_A_SERVER == 0:
                guild = wire.add_guild(f"Server {number // CHANNELS_A_SERVER}")
            targets.append((guild.id, wire.add_channel(guild, f"news-{number}").id))
        reader = wire.add_user("reader")
        wire.add_member(guild, reader)
        with tempfile.TemporaryDirectory() as folder:
            process = await (start_bot if way == "paperboy" else start_plain)(wire, Path(folder), targets, way)
            try:
                await wire.connected()
                asked = asyncio.create_task(ask(wire, reader, targets[-1][1])) if way == "paperboy" else None
                await wait_for_all(wire, targets)
                waits = await stop(asked)
            finally:
                process.kill()
                await process.wait()
        return sum_up(way, reading, targets, wire, waits)


async def start_bot(wire: Wire, folder: Path, targets: list[tuple[int, int]], _: str) -> asyncio.subprocess.Process:
    """The real bot, with all channels subscribed and a new issue."""
    lines = [
        json.dumps({"kind": "channel", "guild_id": str(g), "channel_id": str(c), "when": "arrival"}) for g, c in targets
    ]
    (folder / "subscriptions.jsonl").write_text("\n".join(lines))
    env = {
        **os.environ,
        "PAPERBOY_DISCORD_TOKEN": wire.token,
        "PAPERBOY_DISCORD_URL": wire.url,
        "PAPERBOY_DATABASE": str(folder / "paperboy.db"),
        "PAPERBOY_TICK_SECONDS": "1",
    }
    for words in (["subscriptions", "import", str(folder / "subscriptions.jsonl")], ["ingest", str(NEWEST)]):
        await (await run(["-m", "bot", *words], env)).wait()
    return await run(["-m", "bot", "run"], env)


async def start_plain(wire: Wire, _: Path, targets: list[tuple[int, int]], way: str) -> asyncio.subprocess.Process:
    """A plain discord.py client that sends in the given way."""
    env = {**os.environ, "WIRE_URL": wire.url, "WIRE_TOKEN": wire.token, "WAY": way,
           "TARGETS": ",".join(str(channel) for _, channel in targets)}  # fmt: skip
    return await run(["-m", "tests.bench.plain"], env)


async def run(words: list[str], env: dict[str, str]) -> asyncio.subprocess.Process:
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(sys.executable, *words, cwd=ROOT, env=env, stdout=quiet, stderr=quiet)


async def wait_for_all(wire: Wire, targets: list[tuple[int, int]]) -> None:
    """Until every channel has a message, or nothing has come for a while.

    Only the next few are looked at: a look at thousands would hold up the wire, and bunch the requests it counts.
    """
    waiting = [channel for _, channel in reversed(targets)]
    idle = 0
    while waiting and idle < PATIENCE:
        before = len(waiting)
        while waiting and wire.messages(waiting[-1]):
            waiting.pop()
        idle = idle + 1 if len(waiting) == before else 0
        await asyncio.sleep(0.5)


async def ask(wire: Wire, reader: object, channel: int) -> list[float]:
    """Somebody searches all the time; how long each answer took, in seconds."""
    waits: list[float] = []
    await wire.synced()
    try:
        while True:
            waits.append((await wire.slash(reader, channel, "search", query="attention")).took)  # type: ignore[arg-type]
            await asyncio.sleep(ASKING)
    except asyncio.CancelledError:
        return waits


async def stop(asked: asyncio.Task[list[float]] | None) -> list[float]:
    if asked is None:
        return []
    asked.cancel()
    return await asked


def sum_up(way: str, reading: Reading, targets: list[tuple[int, int]], wire: Wire, waits: list[float]) -> Outcome:
    posted = [wire.messages(channel) for _, channel in targets]
    times = sorted((message.id >> 22) / 1000 for messages in posted for message in messages)  # out of the snowflakes
    seconds = times[-1] - times[0]
    rate = (len(times) - 1) / seconds
    above = sorted(1000 * (wait - wire.latency) for wait in waits)
    return Outcome(
        way,
        reading,
        len(targets),
        len(times),
        round(seconds, 1),
        round(rate, 2),
        round(rate / LIMIT, 3),
        wire.limits.rejected,
        sum(len(messages) > 1 for messages in posted),
        round(statistics.median(above), 1) if above else None,
        round(above[int(len(above) * 0.99)], 1) if above else None,
    )


def show(outcomes: list[Outcome]) -> None:
    table = Table(title="Digests to channels, 80 ms ± 20 ms round trip, limit 50 a second")
    for name in (
        "way",
        "a second is",
        "channels",
        "messages/s",
        "of limit",
        "429",
        "doubles",
        "slash p50",
        "slash p99",
    ):
        table.add_column(name, justify="left" if name in ("way", "a second is") else "right")
    for one in outcomes:
        reading = "of the clock" if one.reading == "clock" else "any second"
        slash = [f"+{value} ms" if value is not None else "" for value in (one.slash_p50_ms, one.slash_p99_ms)]
        table.add_row(one.way, reading, str(one.channels), f"{one.rate:.1f}", f"{one.of_limit:.0%}",
                      str(one.rejected), str(one.doubles), *slash)  # fmt: skip
    console = Console(width=120)
    console.print(table)
    console.print_json(json.dumps([asdict(one) for one in outcomes]))


if __name__ == "__main__":
    asyncio.run(main())
