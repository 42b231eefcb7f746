"""The jobs of a running bot: one that fails is told and runs again, a clock that is put back stops none."""

import asyncio
from datetime import UTC, datetime, timedelta

from structlog.testing import capture_logs

from bot.jobs import schedule_jobs, watch_clock

OFTEN = 0.02
"""Seconds between two runs."""


async def test_a_job_that_fails_is_told_and_runs_again():
    runs, again = [0], asyncio.Event()

    async def fail() -> None:
        runs[0] += 1
        if runs[0] == 2:
            again.set()
        raise RuntimeError("the inside of things")

    with capture_logs() as lines:
        scheduler = schedule_jobs({"fragile": fail}, OFTEN)
        await asyncio.wait_for(again.wait(), 20)
        scheduler.shutdown(wait=False)
    assert {"job failed, it runs again at the next tick"} == {line["event"] for line in lines}
    assert lines[0]["job"] == "fragile"


async def test_a_clock_that_was_put_back_keeps_no_job_waiting():
    """As if it had been put back by an hour: APScheduler would wait for that hour."""
    begun, again = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        (again if begun.is_set() else begun).set()

    scheduler = schedule_jobs({"steady": run}, 3600)
    await asyncio.wait_for(begun.wait(), 20)
    (job,) = scheduler.get_jobs()
    job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=3))
    with capture_logs() as lines:
        guard = asyncio.create_task(watch_clock(scheduler, OFTEN))
        await asyncio.wait_for(again.wait(), 20)
        guard.cancel()
        scheduler.shutdown(wait=False)
    assert lines[0]["event"] == "the clock was put back"
