"""People who search, read and turn pages while digests go out; how long each of their answers takes."""

import asyncio
import random
import time
from collections.abc import Awaitable, Sequence
from typing import Any

from tests.reading import components_of
from tests.wire import Channel, User, Wire
from tests.wire.people import Interaction

COMMANDS: Sequence[tuple[str, dict[str, Any]]] = (
    ("search", {"query": "attention"}),
    ("search", {"query": "1706.03762"}),
    ("latest", {}),
    ("subscriptions", {}),
)
PRESSES = 3  # controls of an answer, one after another
PAUSE = 0.2  # seconds between two actions of one person
CHANGING = ("get-by-dm", "pause", "stop", "share", "save", "test", "send", "restore", "import")
"""Custom ids that begin so write something: they are no reading."""


class Visitors:
    """Some people who each do one thing after another; `waits` are seconds from an event to its callback."""

    def __init__(self, wire: Wire, people: Sequence[tuple[User, Channel]]) -> None:
        self._wire = wire
        self._people = people
        self.waits: list[float] = []

    async def run(self) -> None:
        """Act until cancelled. Raises TimeoutError where an answer comes after more than 3 s."""
        if self._people:
            await self._wire.synced(within=120)
        async with asyncio.TaskGroup() as group:
            for number, (who, where) in enumerate(self._people):
                group.create_task(self._act(who, where, random.Random(number)))  # noqa: S311

    async def _act(self, who: User, where: Channel, chance: random.Random) -> None:
        while True:
            name, options = chance.choice(COMMANDS)
            answer = await self._timed(self._wire.slash(who, where, name, **options))
            for _ in range(PRESSES):
                control = self._choose(answer, chance)
                if control is None:
                    break
                answer = await self._timed(self._wire.use(who, answer.message, *control))

    async def _timed(self, interaction: Awaitable[Interaction]) -> Interaction:
        began = time.perf_counter()
        answer = await interaction
        self.waits.append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE)
        return answer

    def _choose(self, answer: Interaction, chance: random.Random) -> tuple[str, list[str]] | None:
        """A control of an answer that shows something, and what is chosen of it if it is a select."""
        controls = [
            one
            for one in components_of(answer.message)
            if one.get("custom_id") and not one.get("disabled") and not one["custom_id"].startswith(CHANGING)
        ]
        if not controls:
            return None
        one = chance.choice(controls)
        values = [chance.choice(one["options"])["value"]] if one.get("options") else []
        return one["custom_id"], values
