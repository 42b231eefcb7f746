"""`make torture`: the bot is killed at random instants, loses answers and gets errors; every digest arrives once.

Also in a small form among the tests. It ends with a sentence for each target that has not every message once, in
order, and says how many kills came between a request and its answer.
"""

import argparse
import asyncio
import json
import math
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from storage.engine.database import Database
from tests.process.aftermath import ask_ledger, digests, missing, states, unsettled
from tests.process.conftest import Process
from tests.wire import Wire

ISSUE = """# Sample News — Week {week}, 2026

> Source: <https://example.com/news/{week}>

## Topics

1. Papers

# 1. Papers

## [Paper {week}](https://arxiv.org/abs/2601.{week:05})

[2601.{week:05}] The paper of the week

What the paper of week {week} says.
"""


KINDS = ("text", "news", "forum", "thread")
"""Of twenty channels one is of each kind, the others are plain text channels."""


@dataclass
class Course:
    """How hard it gets."""

    channels: int = 400
    readers: int = 100
    kills: int = 200
    issues: int = 30
    longest_life: float = 6.0  # seconds between two kills, at the most
    tick: float = 0.5  # seconds between two looks of the bot into its ledger
    lost_answers: float = 0.05
    server_errors: float = 0.05
    seed: int = 1
    problems: list[str] = field(default_factory=list)
    hits: int = 0  # kills while messages were on their way
    unanswered: int = 0  # messages that were there when the process died, without its having written it down
    outages: int = 0  # longer than the nonce window


async def torture(course: Course, folder: Path, say: bool = False) -> None:
    """Run the course; `course.problems` is empty afterwards if every target has every issue once, in order."""
    dice = random.Random(course.seed)  # noqa: S311 - to be repeated, not to be secret
    async with Wire() as wire:
        targets = _furnish(wire, course, folder)
        process = _process(wire, folder, course.tick)
        await process.run("subscriptions", "import", str(folder / "subscriptions.jsonl"))
        _make_trouble(wire, course, dice)
        weeks = list(range(1, course.issues + 1))
        for life in range(course.kills):
            if weeks and life * course.issues >= (course.issues - len(weeks)) * course.kills:
                await _publish(process, folder, weeks.pop(0))
            await process.start()
            await _live(wire, dice.uniform(0.5, course.longest_life), dice)
            await process.kill()
            await _count_hits(wire, process, course)
            if dice.random() < 0.1:
                course.outages += 1
                await _long_outage(wire, process)
            if say:
                done = sum(len(digests(wire, target)) for target in targets)
                sys.stdout.write(f"\rkilled {life + 1} of {course.kills}, {done} messages there")
                sys.stdout.flush()
        for week in weeks:
            await _publish(process, folder, week)
        await _finish(wire, process, targets, course)
        course.problems += [*missing(wire, targets, course.issues), *unsettled(process, len(targets) * course.issues)]
        course.problems += wire.problems


def _furnish(wire: Wire, course: Course, folder: Path) -> list[int]:
    """Channels and readers, all of them subscribed; the ids of the channels they get digests in."""
    guild = wire.add_guild("Server")
    lines = []
    for number in range(course.channels):
        kind = KINDS[number % 20] if number % 20 < len(KINDS) else "text"
        if kind == "thread":
            channel = wire.add_thread(wire.add_channel(guild, f"parent-{number}"), f"news-{number}")
        else:
            channel = wire.add_channel(guild, f"news-{number}", kind)
        lines.append({"kind": "channel", "guild_id": str(guild.id), "channel_id": str(channel.id), "when": "arrival"})
    for number in range(course.readers):
        user = wire.add_user(f"reader-{number}")
        wire.add_member(guild, user)
        dm = wire.dm_channel(user)
        lines.append({"kind": "dm", "user_id": str(user.id), "channel_id": str(dm.id), "when": "arrival"})
    (folder / "subscriptions.jsonl").write_text("\n".join(map(json.dumps, lines)))
    return [int(str(line["channel_id"])) for line in lines]


def _process(wire: Wire, folder: Path, tick: float) -> Process:
    settings = {
        "PAPERBOY_DISCORD_TOKEN": wire.token,
        "PAPERBOY_DISCORD_URL": wire.url,
        "PAPERBOY_DATABASE": str(folder / "paperboy.db"),
        "PAPERBOY_TICK_SECONDS": str(tick),
        "PAPERBOY_METADATA": "false",  # nothing leaves this machine
    }
    return Process(settings, folder)


def _make_trouble(wire: Wire, course: Course, dice: random.Random) -> None:
    wire.limits.overall.limit = 50
    wire.latency, wire.jitter = 0.05, 0.04
    for path in ("/channels/*/messages", "/channels/*/threads"):
        wire.fault("POST", path, "drop", after=True, times=math.inf, when=lambda _: dice.random() < course.lost_answers)
        for status in (500, 502, 503):
            for after in (False, True):  # an error may also come after the message is there
                share = course.server_errors / 6
                wire.fault(
                    "POST", path, status=status, after=after, times=math.inf,
                    when=lambda _, share=share: dice.random() < share,
                )  # fmt: skip


async def _publish(process: Process, folder: Path, week: int) -> None:
    file = folder / f"week-{week}.md"
    file.write_text(ISSUE.format(week=week))
    code, _, err = await process.run("ingest", str(file))
    if code:
        raise RuntimeError(err)


async def _live(wire: Wire, seconds: float, dice: random.Random) -> None:
    """A life of so long after the gateway let it in, with the gateway dropping it now and then."""
    await wire.connected()
    ends = asyncio.get_running_loop().time() + seconds
    if dice.random() < 0.2:
        await asyncio.sleep(dice.uniform(0, seconds))
        wire.gateway.close(4000)
    await asyncio.sleep(max(0.0, ends - asyncio.get_running_loop().time()))


async def _count_hits(wire: Wire, process: Process, course: Course) -> None:
    """What the process was sending when it died, and how much of that is there."""
    await asyncio.sleep(wire.latency + wire.jitter)  # until what was on its way has arrived
    sending = ask_ledger(
        process,
        "SELECT m.nonce, d.id FROM deliveries AS d JOIN messages AS m ON m.delivery_id = d.id"
        " WHERE d.state = 'sending'",
    )
    course.hits += bool(sending)
    course.unanswered += sum(nonce in wire.nonces for nonce, _ in sending)


async def _long_outage(wire: Wire, process: Process) -> None:
    """An hour passes, for Discord and for the ledger alike: no nonce is known any more."""
    wire.clock.advance(3600)
    async with await Database.open(Path(process.settings["PAPERBOY_DATABASE"])) as database:
        await database.write(
            lambda c: c.execute("UPDATE messages SET attempted_at = datetime(attempted_at, '-1 hour') || '+00:00'")
        )


async def _finish(wire: Wire, process: Process, targets: list[int], course: Course) -> None:
    """A last life without kills, until the ledger has nothing open: then every doubt was looked up."""
    await process.start()
    wanted = len(targets) * course.issues
    ends = time.monotonic() + 90 + wanted / 5
    while states(process) != {"sent": wanted} and time.monotonic() < ends:  # noqa: ASYNC110 - another process writes
        await asyncio.sleep(course.tick)
    await asyncio.sleep(2 * course.tick)  # a second copy would have been sent by now, and arrives
    code = await process.stop()
    if code:
        course.problems.append(f"the last process ended with {code}: {process.log.read_text()[-2000:]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--channels", type=int, default=400)
    parser.add_argument("--readers", type=int, default=100)
    parser.add_argument("--issues", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    began = time.monotonic()
    course = Course(given.channels, given.readers, given.kills, given.issues, seed=given.seed)
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(torture(course, Path(folder), say=True))
    messages = (course.channels + course.readers) * course.issues
    sys.stdout.write(
        f"\n{course.kills} kills in {(time.monotonic() - began) / 60:.0f} minutes, {course.hits} of them while messages"
        f" were on their way ({course.unanswered} were there, unrecorded), {course.outages} long outages;"
        f" {messages} messages wanted, {len(course.problems)} problems\n"
    )
    sys.stdout.write("\n".join(course.problems[:20]) + "\n")
    sys.exit(bool(course.problems))


if __name__ == "__main__":
    main()
