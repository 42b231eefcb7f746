"""Composition root: builds the bot, runs it and shuts it down in reverse order."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import structlog

from bot.client import Paperboy
from bot.delivery.retry_policy import TokenRefusedError
from bot.features.greeting.posting import greet
from bot.features.registry import COMMANDS, CONTROLS
from bot.gateway.login import NOT_AUTHORIZED, StartError, log_in, prepare, translated_errors
from bot.ingest.arxiv_refresher import ArxivRefresher
from bot.ingest.folder import FolderWatcher
from bot.ingest.pictures import PictureChecker
from bot.ingest.poller import SourcePoller
from bot.ingest.publisher import Publisher
from bot.jobs import schedule_jobs, watch_clock
from bot.process.priority import freeze_objects
from bot.process.stopping import on_stop
from config.settings import Settings
from sources.arxiv_client import ADDRESS, ArxivApi
from sources.config import Catalog, read_catalog
from sources.fetcher import Fetcher
from storage.archive import Archive
from storage.engine.lock import hold_lock

log = structlog.get_logger()

STOPPING_SECONDS = 8.0
"""Timeout for messages in flight at shutdown."""

CLOSING_SECONDS = 0.5

Jobs = dict[str, Callable[[], Awaitable[None]]]


def build(archive: Archive, owner_server: int | None = None) -> Paperboy:
    """The bot with all commands and controls, not connected. `owner_server`: see bot.gateway.registration."""
    return Paperboy(archive, COMMANDS, CONTROLS, greet, owner_server)


async def run(settings: Settings) -> None:
    """Run until SIGINT or SIGTERM. Raises StartError, SettingsError or StorageError."""
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
    opening = Archive.open(settings.database, with_pictures=settings.pictures)
    async with await opening as archive, build(archive, settings.owner_server) as client:
        await _cancelled_by(stop, log_in(client, settings))
        if not stop.is_set():
            async with Fetcher(catalog.contact, settings.allowed_hosts) as fetcher:
                await _serve(client, settings, stop, _ingest_jobs(client, settings, catalog, fetcher))


def _ingest_jobs(client: Paperboy, settings: Settings, catalog: Catalog, fetcher: Fetcher) -> Jobs:
    """Ingest jobs, one per source: a slow server delays neither the others nor a delivery."""
    checker = PictureChecker(client.archive, fetcher) if settings.pictures else None
    client.check_pictures = check = checker.check if checker else None
    jobs: Jobs = {"submissions": Publisher(client.archive, check).publish_due}
    if checker:
        jobs["pictures"] = checker.check_due
    if settings.watch is not None:
        jobs["watch"] = FolderWatcher(client.archive, settings.watch, check_pictures=check).poll
    sources = SourcePoller(client.archive, catalog.sources, fetcher, check)
    jobs |= {f"source {source.name}": partial(sources.poll, source) for source in catalog.sources}
    if settings.metadata:
        api = ArxivApi(fetcher, str(settings.arxiv_url or ADDRESS))
        jobs["metadata"] = ArxivRefresher(client.archive, api).refresh_due
    return jobs


async def _serve(client: Paperboy, settings: Settings, stop: asyncio.Event, ingest: Jobs) -> None:
    """Connect, run the jobs, and shut down in order: start nothing new, finish what is in flight."""
    refused = asyncio.Event()

    async def deliver() -> None:
        try:
            await client.dispatcher.tick()
        except TokenRefusedError:
            refused.set()
            stop.set()
        except asyncio.CancelledError:
            if not stop.is_set():  # otherwise the shutdown has logged what it left
                raise

    jobs = {**ingest, "deliver": deliver}
    indexing = asyncio.create_task(_index(client.archive))
    connection = asyncio.create_task(client.connect())
    connection.add_done_callback(lambda _: stop.set())
    await _cancelled_by(stop, client.wait_until_ready())
    if not stop.is_set():
        freeze_objects()
        async with _running_jobs(jobs, client, settings.tick_seconds):
            await stop.wait()
    indexing.cancel()  # a rebuild starts over at the next start; the old index stays valid
    connection.cancel()
    _, ended = await asyncio.gather(indexing, connection, return_exceptions=True)
    await _close(client)
    if refused.is_set():
        raise StartError(NOT_AUTHORIZED)
    if isinstance(ended, Exception):
        with translated_errors(settings):
            raise ended


async def _close(client: Paperboy) -> None:
    """Close the connections, without waiting for a gateway that does not answer."""
    try:
        async with asyncio.timeout(CLOSING_SECONDS):
            await client.close()
    except TimeoutError:
        await client.http.close()


async def _index(archive: Archive) -> None:
    """Rebuild a stale search index and merge its segments while it is in use."""
    try:
        if await archive.index.is_stale():
            log.info("search index built anew", entries=await archive.index.rebuild())
        await archive.index.merge_segments()
    except Exception:
        log.exception("search index not built, it is tried again at the next start")


async def _cancelled_by(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Run work until it is done, or cancel it when `stop` is set."""
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
async def _running_jobs(
    jobs: Mapping[str, Callable[[], Awaitable[None]]], client: Paperboy, seconds: float
) -> AsyncIterator[None]:
    """Run the jobs. APScheduler's own waiting shutdown would cancel a send, so the shutdown waits here."""
    scheduler = schedule_jobs(jobs, seconds)
    guard = asyncio.create_task(watch_clock(scheduler, seconds))
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
