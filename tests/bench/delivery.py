"""`make bench-delivery`: how quickly digests go out, and what people who type meanwhile notice of it.

Discord is the tests' small one, in this process (80 ms round trip, ± 20 ms, 50 requests a second in either reading of
that rule), the bot is another; beside it two plain ways to send, over fewer channels. Once the bot is killed half-way and started
again: what a restart costs is the time from its connection to its first message.
"""

import argparse
import asyncio
import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.table import Table

from tests.bench.visitors import Visitors
from tests.bench.ways import restart_half_way, start_bot, start_plain
from tests.wire import Channel, User, Wire

LIMIT = 50
ROUND_TRIP, JITTER = 0.080, 0.020  # seconds
CHANNELS_A_SERVER = 30
SAMPLE = 300  # channels that the plain ways send to: the loop would take a quarter of an hour over 10,000
EPOCH = 1_420_070_400  # seconds; where snowflakes count from
VISITORS = 5  # people who search and read meanwhile, each with some three answers a second
PATIENCE = 60  # looks, two a second, without anything new

RESTARTED = "paperboy, killed half-way"
"""What it does after that is what is measured."""

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
    answers: int = 0  # to people who searched and read meanwhile
    p50_ms: float | None = None  # from the event to the callback, above the time that was on its way
    p95_ms: float | None = None
    p99_ms: float | None = None
    longest_ms: float | None = None
    restart_seconds: float | None = None  # from the second connection to the first message after it


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
        outcomes.append(await measure(RESTARTED, reading, given.channels[0]))
        if not given.without_plain:
            outcomes += [await measure(way, reading, SAMPLE) for way in ("await send", "gather of 16")]
    show(outcomes)


async def measure(way: str, reading: Reading, channels: int) -> Outcome:
    """One way of sending to so many channels."""
    async with Wire() as wire:
        wire.latency, wire.jitter, wire.limits.overall.reading = ROUND_TRIP, JITTER, reading
        wire.limits.like_discord()
        targets, people = furnish(wire, channels)
        with tempfile.TemporaryDirectory() as folder:
            if way in ("paperboy", RESTARTED):
                process = await start_bot(wire, Path(folder), targets)
            else:
                process = await start_plain(wire, targets, way)
            try:
                await wire.connected(within=120)
                if way == RESTARTED:
                    process = await restart_half_way(wire, Path(folder), targets, process)
                restarted_at = wire.clock.now().timestamp()
                visitors = Visitors(wire, people if way == "paperboy" else [])
                visiting = asyncio.create_task(visitors.run())
                await wait_for_all(wire, targets)
                visiting.cancel()
                await asyncio.wait({visiting})
                if not visiting.cancelled():
                    visiting.result()  # an answer did not come in time
            finally:
                process.kill()
                await process.wait()
        return sum_up(way, reading, targets, wire, visitors.waits, restarted_at if way == RESTARTED else 0.0)


def furnish(wire: Wire, channels: int) -> tuple[list[Channel], list[tuple[User, Channel]]]:
    """Servers with channels, and some people who read in the last of them."""
    targets = []
    for number in range(channels):
        if number % CHANNELS_A_SERVER == 0:
            guild = wire.add_guild(f"Server {number // CHANNELS_A_SERVER}")
        targets.append(wire.add_channel(guild, f"news-{number}"))
    people = [wire.add_user(f"reader-{number}") for number in range(VISITORS)]
    for one in people:
        wire.add_member(guild, one)
    return targets, [(one, targets[-1]) for one in people]


async def wait_for_all(wire: Wire, targets: list[Channel]) -> None:
    """Until every channel has a message, or nothing has come for a while. Only the next few are looked at."""
    waiting = targets[::-1]
    idle = 0
    while waiting and idle < PATIENCE:
        before = len(waiting)
        while waiting and wire.messages(waiting[-1]):
            waiting.pop()
        idle = idle + 1 if len(waiting) == before else 0
        await asyncio.sleep(0.5)


def sum_up(way: str, reading: Reading, targets: list[Channel], wire: Wire, waits: list[float], since: float) -> Outcome:
    all_times = ((message.id >> 22) / 1000 + EPOCH for channel in targets for message in wire.messages(channel))
    times = sorted(at for at in all_times if at >= since)
    seconds = times[-1] - times[0]
    rate = (len(times) - 1) / seconds
    above = sorted(1000 * (wait - ROUND_TRIP / 2) for wait in waits)  # events come at once, callbacks take half of it
    return Outcome(
        way,
        reading,
        len(targets),
        len(times),
        round(seconds, 1),
        round(rate, 2),
        round(rate / LIMIT, 3),
        len(wire.find(status=429)),
        sum(len(wire.messages(channel)) > 1 for channel in targets),
        len(above),
        percentile(above, 0.5),
        percentile(above, 0.95),
        percentile(above, 0.99),
        percentile(above, 1),
        round(times[0] - since, 2) if since else None,
    )


def percentile(ordered: list[float], part: float) -> float | None:
    return round(ordered[int((len(ordered) - 1) * part)], 1) if ordered else None


def show(outcomes: list[Outcome]) -> None:
    """As a table and as JSON."""
    table = Table(title=f"Digests to channels, 80 ms ± 20 ms round trip, limit {LIMIT} a second")
    names = ("way", "a second is", "channels", "messages/s", "of limit", "429", "doubles",
             "answers", "p50", "p95", "p99", "longest", "restart")  # fmt: skip
    for name in names:
        table.add_column(name, justify="left" if name in ("way", "a second is") else "right")
    for one in outcomes:
        reading = "of the clock" if one.reading == "clock" else "any second"
        waits = [
            f"+{ms:.0f} ms" if ms is not None else "" for ms in (one.p50_ms, one.p95_ms, one.p99_ms, one.longest_ms)
        ]
        table.add_row(one.way, reading, f"{one.channels:,}", f"{one.rate:.1f}", f"{one.of_limit:.0%}",
                      str(one.rejected), str(one.doubles), str(one.answers or ""), *waits,
                      f"{one.restart_seconds} s" if one.restart_seconds is not None else "")  # fmt: skip
    console = Console(width=140)
    console.print(table)
    console.print_json(json.dumps([asdict(one) for one in outcomes]))


if __name__ == "__main__":
    asyncio.run(main())
