"""When the archive cannot be written nothing is sent, it is said once, and delivery goes on by itself."""

import asyncio
from datetime import UTC, datetime

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from structlog.testing import capture_logs

from bot.delivery.http_trace import Traffic
from bot.delivery.rate_limiter import Pace
from bot.jobs import schedule_jobs, watch_clock
from tests.bot.conftest import Scene
from tests.reading import text_of
from tests.wire import Wire


async def test_no_digest_is_sent_that_could_not_be_recorded(scene: Scene):
    """A file that has become read-only; a disk that fails is among the tests of the process."""
    await scene.subscribe()
    await scene.publish(9)
    run = scene.archive.database._writer.run
    await run(lambda connection: connection.execute("PRAGMA query_only = ON").fetchall())
    with capture_logs() as logs:
        for _ in range(3):
            await scene.tick()
    assert scene.channel.history() == []
    (alert,) = [entry for entry in logs if entry["log_level"] == "error"]
    assert "cannot be written" in alert["reason"]
    await run(lambda connection: connection.execute("PRAGMA query_only = OFF").fetchall())
    await scene.tick()
    assert "Week 9" in text_of(scene.channel.last_message)


async def test_a_clock_that_is_put_back_does_not_stop_the_jobs():
    """APScheduler alone would wait until it is that late again."""
    ran = asyncio.Event()

    async def job() -> None:
        ran.set()

    scheduler: AsyncIOScheduler = schedule_jobs({"job": job}, 0.05)
    guard = asyncio.create_task(watch_clock(scheduler, 0.05))
    try:
        (planned,) = scheduler.get_jobs()
        planned.modify(next_run_time=datetime(2100, 1, 1, tzinfo=UTC))  # as it looks when the clock goes back
        ran.clear()
        await asyncio.wait_for(ran.wait(), 5)
    finally:
        guard.cancel()
        scheduler.shutdown(wait=False)


async def test_an_answer_of_the_network_before_discord_makes_everything_rest():
    """A 429 without Via means that the address is shut out."""
    traffic = Traffic(Pace(fastest=1000))
    async with Wire() as wire:
        wire.fault("GET", "/gateway", "cloudflare", status=429)
        async with (
            aiohttp.ClientSession(trace_configs=[traffic.trace()]) as session,
            session.get(f"{wire.url}/api/v10/gateway") as answer,
        ):
            assert answer.status == 429
    assert traffic.invalid.spent == 1
    assert traffic.pace._next - traffic.pace._clock() > 500


async def test_a_429_is_obeyed_to_the_millisecond():
    """The body says how long; the header knows whole seconds only."""
    traffic = Traffic(Pace(fastest=1000))
    async with Wire() as wire:
        headers = {"X-RateLimit-Scope": "global", "Retry-After": "1"}
        wire.fault("GET", "/gateway", status=429, body={"retry_after": 30.25}, headers=headers)
        async with (
            aiohttp.ClientSession(trace_configs=[traffic.trace()]) as session,
            session.get(f"{wire.url}/api/v10/gateway") as answer,
        ):
            assert (await answer.json())["retry_after"] == 30.25, "discord.py reads it too"
    assert 30 < traffic.pace.due(traffic.pace._clock()) - traffic.pace._clock() <= 30.25
    assert traffic.pace.rate < 1000
