"""The pace: below Discord's limit in both readings, the urgent first, and no second 429 for the same reason."""

import asyncio
import heapq
import math
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.invalid_budget import INVALID_LIMIT, INVALID_WINDOW, InvalidBudget
from bot.delivery.rate_limiter import FASTEST, FORGET_SECONDS, QUIET_SECONDS, Pace, Urgency
from tests.examples import examples


class Clock:
    """Seconds that only a test moves."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@dataclass
class World:
    """A Discord that counts requests as they arrive, and the way there and back. `legs` are seconds for each of the
    two, for one request after another; what is sent at or after `stalls` (begin, end) arrives at its end.
    """

    limit: int
    reading: Literal["clock", "sliding"]
    legs: list[tuple[float, float]]
    stalls: list[tuple[float, float]] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)
    counted: list[float] = field(default_factory=list)
    rejected: list[int] = field(default_factory=list)  # requests by number

    def run(self, pace: Pace) -> None:
        """As many requests as there are legs, each as soon as the pace gives it a slot."""
        coming: list[tuple[float, int, bool, float]] = []  # when, request, whether it is an answer, retry_after
        waiting = list(reversed(self.legs))
        while waiting or coming:
            due = pace.due(self.clock.now) if waiting else math.inf
            if due <= self.clock.now:
                number, (out, _) = pace.take(self.clock.now), waiting.pop()
                heapq.heappush(coming, (self._stalled(self.clock.now + out), number, False, 0.0))
                continue
            self.clock.now = max(self.clock.now, min(due, coming[0][0] if coming else math.inf))
            while coming and coming[0][0] <= self.clock.now:
                when, number, is_answer, retry_after = heapq.heappop(coming)
                if not is_answer:
                    retry_after = self._ask(when, number)
                    heapq.heappush(coming, (when + self.legs[number - 1][1], number, True, retry_after))
                    continue
                if retry_after:
                    pace.slow_down(number, retry_after)
                pace.done(number, answered=True)

    def _ask(self, now: float, number: int) -> float:
        """The seconds to wait of a 429, or 0."""
        sliding = self.reading == "sliding"
        used = [at for at in self.counted[-self.limit :] if (at > now - 1 if sliding else int(at) == int(now))]
        if len(used) < self.limit:
            self.counted.append(now)
            return 0.0
        self.rejected.append(number)
        return used[0] + 1 - now if sliding else math.floor(now) + 1 - now

    def _stalled(self, arrival: float) -> float:
        """Held up until no stall goes on any more: nothing overtakes what came before it."""
        while ends := [end for begin, end in self.stalls if begin <= arrival < end]:
            arrival = max(ends)
        return arrival


def legs(number: int, seed: int) -> list[tuple[float, float]]:
    """80 ms there and back, give or take 20."""
    dice = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    return [(dice.uniform(0.03, 0.05), dice.uniform(0.03, 0.05)) for _ in range(number)]


seeds = st.integers(0, 2**32)
readings = st.sampled_from(["clock", "sliding"])
stalls = st.lists(st.tuples(st.floats(1000, 1012), st.floats(0.01, 3)), max_size=5)


@given(seeds, readings, stalls, stalls)
@examples(60)
def test_no_stall_earns_a_429(
    seed: int,
    reading: Literal["clock", "sliding"],
    there: list[tuple[float, float]],
    here: list[tuple[float, float]],
):
    """Whatever stalls on the way to Discord, at Discord, or on the way back, and for however long."""
    journeys = legs(450, seed)
    slow = {int((begin - 1001) * 45): seconds for begin, seconds in here}
    journeys = [(out, back + slow.get(number, 0)) for number, (out, back) in enumerate(journeys)]
    world = World(50, reading, journeys, [(begin, begin + seconds) for begin, seconds in there])
    world.run(Pace(clock=world.clock))
    assert world.rejected == []
    assert len(world.counted) == 450


@given(seeds, readings)
@examples(20)
def test_a_smooth_way_is_used_to_more_than_nine_tenths(seed: int, reading: Literal["clock", "sliding"]):
    """47 messages a second and more, of 50."""
    world = World(50, reading, legs(2000, seed))
    world.run(Pace(clock=world.clock))
    assert world.rejected == []
    assert 2000 / (world.counted[-1] - world.counted[0]) >= 47


@given(seeds, readings, st.integers(27, 46), st.floats(0, 1))
@examples(40)
def test_a_limit_below_the_known_one_is_learned_from_one_answer(
    seed: int, reading: Literal["clock", "sliding"], limit: int, phase: float
):
    """What was on its way when it came may be refused too; nothing that is sent after it."""
    world = World(limit, reading, legs(1000, seed), clock=Clock(1000 + phase))
    pace = Pace(clock=world.clock)
    world.run(pace)
    first = world.rejected[0]
    assert world.rejected[-1] <= first + 8, "all sent before the first was answered"
    assert pace.rate >= 0.8 * limit


def test_a_slow_answer_takes_no_place_for_longer_than_its_way():
    """Others that were sent after it are answered: so it has arrived, and is only slow."""
    world = World(50, "sliding", [(0.04, 9.0 if number % 4 == 0 else 0.04) for number in range(400)])
    world.run(Pace(clock=world.clock))
    assert 400 / (world.counted[-1] - world.counted[0]) >= 25


def test_a_429_is_remembered_for_an_hour_and_forgotten_slowly():
    clock = Clock()
    pace = Pace(clock=clock)
    one, two = pace.take(clock.now), pace.take(clock.now)
    pace.slow_down(one, 0.5)
    slowed = pace.rate
    assert slowed < FASTEST
    pace.slow_down(two, 0.5)
    assert pace.rate == slowed, "two that come together have one reason"
    assert pace.advance(clock.now + FORGET_SECONDS) == slowed
    assert slowed < pace.advance(clock.now + FORGET_SECONDS + 60) <= FASTEST
    assert pace.advance(clock.now + 10 * FORGET_SECONDS) == FASTEST


async def test_the_urgent_go_first_and_nobody_is_forgotten():
    """Three digests wait; a person comes last and is served first."""
    pace = Pace(fastest=1000)
    order: list[str] = []

    async def wait(name: str, urgency: Urgency) -> None:
        await pace.slot(urgency)
        order.append(name)

    waiting = [asyncio.create_task(wait(f"digest {n}", Urgency.DIGEST)) for n in range(3)]
    waiting.append(asyncio.create_task(wait("edit", Urgency.EDIT)))
    waiting.append(asyncio.create_task(wait("person", Urgency.PERSON)))
    await asyncio.gather(*waiting)
    assert order == ["person", "edit", "digest 0", "digest 1", "digest 2"]


async def test_whoever_stops_waiting_costs_no_slot():
    pace = Pace(fastest=1000)
    gone = [asyncio.create_task(pace.slot(Urgency.PERSON)) for _ in range(50)]
    await asyncio.sleep(0)
    for task in gone:
        task.cancel()
    await asyncio.wait_for(pace.slot(Urgency.DIGEST), QUIET_SECONDS + 1)


async def test_a_slot_given_to_somebody_who_goes_in_the_same_moment_takes_no_place_for_long():
    pace = Pace(fastest=1000)
    pace._next = pace._clock()
    leaving = asyncio.create_task(pace.slot(Urgency.PERSON))
    while not pace._window._under_way:
        await asyncio.sleep(0)
        pace._hand_out()
    leaving.cancel()
    await asyncio.gather(leaving, return_exceptions=True)
    assert not pace._window._under_way


def test_a_budget_of_refusals_runs_out_and_comes_back():
    clock = Clock()
    budget = InvalidBudget(clock)
    for _ in range(INVALID_LIMIT):
        budget.count()
    assert budget.exhausted
    clock.now += INVALID_WINDOW
    assert budget.spent == 0
