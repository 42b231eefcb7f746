"""Schedules the fixed jobs. They poll tables and folders and keep no state of their own."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

import structlog
from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobEvent, JobExecutionEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()


def schedule_jobs(jobs: Mapping[str, Callable[[], Awaitable[None]]], seconds: float) -> AsyncIOScheduler:
    """Start a scheduler that runs each job now and then every `seconds`.

    A late run is made up for once (`misfire_grace_time`, `coalesce`): by default APScheduler drops a run that is 1 s
    late.
    A job never runs twice at a time.
    """
    scheduler = AsyncIOScheduler(timezone=UTC)
    for name, job in jobs.items():
        scheduler.add_job(
            job,
            "interval",
            seconds=seconds,
            id=name,
            replace_existing=True,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
            next_run_time=datetime.now(UTC),
        )
    scheduler.add_listener(_report, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
    scheduler.start()
    return scheduler


async def watch_clock(scheduler: AsyncIOScheduler, seconds: float) -> None:
    """Reschedule the jobs when the host's clock was set back: APScheduler would wait for the old time."""
    while True:
        await asyncio.sleep(seconds)
        now = datetime.now(UTC)
        for job in scheduler.get_jobs():
            if job.next_run_time and (job.next_run_time - now).total_seconds() > 2 * seconds:
                log.warning("the clock was put back", job=job.id, next_run=str(job.next_run_time))
                job.modify(next_run_time=now)


def _report(event: JobEvent) -> None:
    if isinstance(event, JobExecutionEvent) and event.exception:
        log.error("job failed, it runs again at the next tick", job=event.job_id, exc_info=event.exception)
    else:
        log.warning("job missed a run", job=event.job_id)
