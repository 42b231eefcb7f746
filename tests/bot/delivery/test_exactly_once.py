"""Whatever happens between the dispatcher and Discord, every target has every digest once, in order."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock

import aiohttp
import discord
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.http_trace import Traffic
from bot.delivery.poster import Poster
from storage.archive import Archive
from storage.records import Delivery, Posted, StoredIssue
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.empty import make_empty
from tests.examples import examples
from tests.samples import make_issue

BEGINNING = datetime(2026, 11, 21, 8, tzinfo=UTC)
CHANNELS = (11, 12, 13)
NONCE_SECONDS = 60  # how long Discord knows a nonce; it says “the past few minutes”
WITHOUT_NONCE = 13
"""A forum: the making of a post takes none."""


class Killed(BaseException):
    """The process dies here: nothing of it runs any further."""


@dataclass
class FakeDiscord:
    """All that Discord keeps: messages by channel, and for a while their nonces. `script` is what happens next.

    Its clock is its own: `now` goes forward only, whatever becomes of the clock of the bot's machine.
    """

    messages: dict[int, list[int]] = field(default_factory=lambda: {channel: [] for channel in CHANNELS})
    nonces: dict[str, tuple[float, int]] = field(default_factory=dict)
    now: float = 0.0
    script: list[str] = field(default_factory=list)
    ids: int = 0

    def post(self, channel: int, issue: int, nonce: str) -> int:
        what = self.script.pop(0) if self.script else "fine"
        if what == "killed before":
            raise Killed
        if what == "refused":
            raise aiohttp.ClientConnectionError("not reached")
        if what == "server error":
            raise discord.DiscordServerError(SimpleNamespace(status=500, reason=""), "")
        known = self.nonces.get(nonce) if channel != WITHOUT_NONCE else None
        if known is None or self.now - known[0] > NONCE_SECONDS:
            self.ids += 1
            self.nonces[nonce] = (self.now, self.ids)
            self.messages[channel].append(issue)
        if what == "killed after":
            raise Killed
        if what == "answer lost":
            raise TimeoutError
        return self.nonces[nonce][1]


def posting_to(world: FakeDiscord) -> type[Poster]:
    """A Poster that speaks to the fake instead of to discord.py."""

    class FakePoster(Poster):
        def __init__(self, client: discord.Client, due: Delivery, stored: StoredIssue) -> None:
            self.due = due

        async def send(self, nonce: str) -> Posted:
            channel = self.due.target.channel_id
            return Posted(world.post(channel, self.due.issue_id, nonce), channel)

        async def find_earlier(self, since: datetime) -> Posted | None:
            channel = self.due.target.channel_id
            return Posted(1, channel) if self.due.issue_id in world.messages[channel] else None

    return FakePoster


class ExactlyOnce(RuleBasedStateMachine):
    """Issues come out, sends go well or badly, the process dies and starts again, time passes."""

    @initialize()
    def begin(self) -> None:
        self.travel = time_machine.travel(BEGINNING, tick=False)
        self.clock = self.travel.start()
        self.folder = TemporaryDirectory()
        self.file = make_empty(Path(self.folder.name) / "paperboy.db")
        self.runner = asyncio.Runner()
        self.world = FakeDiscord()
        self.week = 0
        self.published: list[int] = []
        self.start_process()
        for channel in CHANNELS:
            target = Target(DestinationKind.CHANNEL, channel, 1)
            self.runner.run(self.archive.subscriptions.add(NewSubscription(target, None), BEGINNING))

    def start_process(self) -> None:
        self.archive = self.runner.run(Archive.open(self.file))
        client: Any = SimpleNamespace(is_closed=lambda: False, user=object(), get_channel=lambda _: None)
        # No backup is put back here: tests/process/test_restored.py is about that.
        restore_check: Any = SimpleNamespace(check=AsyncMock())
        self.dispatcher = Dispatcher(client, self.archive, Traffic(), posting_to(self.world), restore_check)

    @rule()
    def an_issue_comes_out(self) -> None:
        self.week += 1
        saved = self.runner.run(self.archive.issues.save(make_issue(self.week), datetime.now(UTC), deliver=True))
        self.published.append(saved.issue_id)

    @rule(
        script=st.lists(
            st.sampled_from(["fine", "refused", "server error", "answer lost", "killed before", "killed after"]),
            max_size=6,
        )
    )
    def a_tick(self, script: list[str]) -> None:
        self.world.script = list(script)
        try:
            self.runner.run(self.dispatcher.tick())
        except Killed:
            self.runner.run(self.archive.close())  # what the thread had begun is finished or rolled back, as by a kill
            self.start_process()

    @rule(seconds=st.sampled_from([1, 5, 20, 40, 90, 600]))
    def time_passes(self, seconds: int) -> None:
        self.clock.shift(timedelta(seconds=seconds))
        self.world.now += seconds

    @rule(seconds=st.sampled_from([5, 600, 7200]))
    def the_clock_is_put_back(self, seconds: int) -> None:
        """As on a machine that has no clock of its own while it is off; an hour passes all the same."""
        self.clock.shift(timedelta(seconds=-seconds))
        self.world.now += 3600

    @invariant()
    def nothing_is_there_twice_or_out_of_order(self) -> None:
        if hasattr(self, "published"):
            for messages in self.world.messages.values():
                assert messages == self.published[: len(messages)]

    def teardown(self) -> None:
        if not hasattr(self, "published"):
            return
        self.world.script = []
        self.clock.shift(timedelta(days=2))
        for _ in range(2 * len(self.published) + 2):  # in the end nothing goes wrong any more
            self.clock.shift(timedelta(minutes=11))
            self.runner.run(self.dispatcher.tick())
        complete = all(messages == self.published for messages in self.world.messages.values())
        self.runner.run(self.archive.close())
        self.runner.close()
        self.travel.stop()
        self.folder.cleanup()
        assert complete, "nothing is lost"


TestExactlyOnce = ExactlyOnce.TestCase
TestExactlyOnce.settings = examples(60, stateful_step_count=20)
