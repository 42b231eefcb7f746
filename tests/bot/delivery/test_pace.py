"""The pace: below Discord's limit in both readings, the urgent first, and no second 429 for the same reason."""

import asyncio
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pace import (
    FASTEST,
    FORGET_SECONDS,
    INVALID_LIMIT,
    INVALID_WINDOW,
    QUIET_SECONDS,
    InvalidBudget,
    Pace,
    Urgency,
)


class Clock:
    """Seconds that only a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def release(pace: Pace, late: list[float]) -> list[float]:
    """When slots are handed out by timers that wake late by so many seconds each."""
    times: list[float] = []
    due = 1001.0
    for lateness in late:
        times.append(max([due + lateness, *times[-1:]]))
        due = pace.take(times[-1])
    return times


@given(st.lists(st.floats(0, 0.3), min_size=120, max_size=300), st.integers(0, 2**32))
def test_no_second_has_more_than_fifty_arrivals(late: list[float], seed: int):
    """However late timers wake, and with 20 ms of jitter on the way: in any second, so also in any of the clock."""
    times = release(Pace(clock=Clock()), late)
    arrivals = sorted(time + (seed * (index + 1) * 7919 % 41) / 1000 for index, time in enumerate(times))
    for first, last in zip(arrivals, arrivals[50:], strict=False):
        assert last - first >= 1.0


@given(st.integers(0, 2**32))
def test_timers_that_wake_late_do_not_slow_the_pace(seed: int):
    """By some milliseconds, as they do."""
    dice = Random(seed)  # noqa: S311 - to be repeated, not to be secret
    times = release(Pace(clock=Clock()), [dice.uniform(0, 0.01) for _ in range(900)])
    assert len(times) / (times[-1] - times[0]) >= 0.99 * FASTEST


def test_a_429_is_remembered_for_an_hour_and_forgotten_slowly():
    clock = Clock()
    pace = Pace(clock=clock)
    pace.slow_down(0.5)
    slowed = pace.rate
    assert slowed < FASTEST
    pace.slow_down(0.5)
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


def test_a_budget_of_refusals_runs_out_and_comes_back():
    clock = Clock()
    budget = InvalidBudget(clock)
    for _ in range(INVALID_LIMIT):
        budget.count()
    assert budget.exhausted
    clock.now += INVALID_WINDOW
    assert budget.spent == 0
