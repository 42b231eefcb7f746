"""The running bot: puts the parts together, keeps them running, takes them apart in reverse."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog

from bot.client import Paperboy
from bot.delivery.retry_policy import TokenRefusedError
from bot.features.registry import COMMANDS, CONTROLS
from bot.gateway.login import NOT_LET_IN, StartError, log_in, prepare, sentences
from bot.ingest.arxiv_refresher import Asking
from bot.ingest.folder import Watch
from bot.ingest.poller import SourceWatch
from bot.ingest.publisher import Publisher
from bot.jobs import guard_clock, schedule_jobs
from bot.process.priority import settle
from bot.process.stopping import on_stop
from config.settings import Settings
from sources.arxiv_client import ADDRESS, ArxivApi
from sources.config import Catalog, read_catalog
from sources.fetcher import Fetcher
from storage.archive import Archive
from storage.engine.lock import hold_lock

log = structlog.get_logger()

STOPPING_SECONDS = 8.0
"""How long a message that is being sent may take when the process is told to stop."""

CLOSING_SECONDS = 0.5

Jobs = dict[str, Callable[[], Awaitable[None]]]


def build(archive: Archive) -> Paperboy:
    """The bot with all its commands and controls, not yet connected to anything."""
    return Paperboy(archive, COMMANDS, CONTROLS)


async def run(settings: Settings) -> None:
    """Run until told to stop (SIGINT, SIGTERM). Raises StartError, SettingsError or StorageError with a sentence."""
    prepare(settings)
    catalog = read_catalog(settings.catalog) if settings.catalog else Catalog()
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    on_stop(lambda: loop.call_soon_threadsafe(stop.set))
    try:
        with hold_lock(settings.database):
            await _run(settings, catalog, stop)
    finally:
        on_stop(None)
    log.info("stopped")


async def _run(settings: Settings, catalog: Catalog, stop: asyncio.Event) -> None:
    async with await Archive.open(settings.database) as archive, build(archive) as client:
        await _unless(stop, log_in(client, settings))
        if not stop.is_set():
            async with Fetcher(catalog.contact, settings.allowed_hosts) as fetcher:
                await _serve(client, settings, stop, _ingest_jobs(client, settings, catalog, fetcher))


def _ingest_jobs(client: Paperboy, settings: Settings, catalog: Catalog, fetcher: Fetcher) -> Jobs:
    """What brings issues in, each a job of its own: a slow server holds up neither the others nor a delivery."""
    jobs: Jobs = {"imports": Publisher(client.archive).look}
    if settings.watch is not None:
        jobs["watch"] = Watch(client.archive, settings.watch).look
    sources = SourceWatch(client.archive, catalog.sources, fetcher)
    jobs |= {f"source {source.name}": partial(sources.look, source) for source in catalog.sources}
    if settings.metadata:
        api = ArxivApi(fetcher, str(settings.arxiv_url or ADDRESS))
        jobs["metadata"] = Asking(client.archive, api).look
    return jobs


async def _serve(client: Paperboy, settings: Settings, stop: asyncio.Event, ingest: Jobs) -> None:
    """Connect, run the jobs, and stop in order: nothing new is begun, what is being sent is finished."""
    refused = asyncio.Event()

    async def deliver() -> None:
        try:
            await client.dispatcher.tick()
        except TokenRefusedError:
            refused.set()
            stop.set()
        except asyncio.CancelledError:
            if not stop.is_set():  # else the process is ending, and has said what it left behind
                raise

    jobs = {**ingest, "deliver": deliver}
    indexing = asyncio.create_task(_index(client.archive))
    connection = asyncio.create_task(client.connect())
    connection.add_done_callback(lambda _: stop.set())
    await _unless(stop, client.wait_until_ready())
    if not stop.is_set():
        settle()
        async with _jobs(jobs, client, settings.tick_seconds):
            await stop.wait()
    indexing.cancel()  # what is half made is begun anew at the next start; the old index is whole
    connection.cancel()
    _, ended = await asyncio.gather(indexing, connection, return_exceptions=True)
    await _close(client)
    if refused.is_set():
        raise StartError(NOT_LET_IN)
    if isinstance(ended, Exception):
        with sentences(settings):
            raise ended


async def _close(client: Paperboy) -> None:
    """Hang up. A gateway that does not answer to that is not waited for."""
    try:
        async with asyncio.timeout(CLOSING_SECONDS):
            await client.close()
    except TimeoutError:
        await client.http.close()


async def _index(archive: Archive) -> None:
    """Build the search index anew where it is of another version, and tidy it, while it is read."""
    try:
        if await archive.index.is_stale():
            log.info("search index built anew", entries=await archive.index.rebuild())
        await archive.index.tidy()
    except Exception:
        log.exception("search index not built, it is tried again at the next start")


async def _unless(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Do work until it is done, or drop it when `stop` is set."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            await working
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


@asynccontextmanager
async def _jobs(
    jobs: Mapping[str, Callable[[], Awaitable[None]]], client: Paperboy, seconds: float
) -> AsyncIterator[None]:
    """The jobs, running. APScheduler's own waiting shutdown would cancel a send half-way: we wait ourselves."""
    scheduler = schedule_jobs(jobs, seconds)
    guard = asyncio.create_task(guard_clock(scheduler, seconds))
    try:
        yield
    finally:
        guard.cancel()
        scheduler.pause()
        try:
            await asyncio.wait_for(client.dispatcher.stop(), STOPPING_SECONDS)
        except TimeoutError:
            log.warning("stopping although a message is still being sent: it is looked up at the next start")
        scheduler.shutdown(wait=False)
