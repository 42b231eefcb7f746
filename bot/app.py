"""The running bot: puts the parts together, keeps them running, takes them apart in reverse."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
import discord
import structlog
import yarl

from bot.client import Paperboy
from bot.commands import COMMANDS
from bot.controls import CONTROLS
from bot.delivery.courier import TokenRefusedError
from bot.imports import Publisher
from bot.jobs import guard_clock, schedule_jobs
from bot.metadata import Asking
from bot.process import settle
from bot.sources import SourceWatch
from bot.watch import Watch
from config.settings import Settings, SettingsError
from newsletter.arxiv_api import ADDRESS, ArxivApi
from newsletter.sources.catalog import Catalog, read_catalog
from newsletter.sources.fetch import Fetcher
from storage.archive import Archive
from storage.lock import hold_lock

log = structlog.get_logger()

STOPPING_SECONDS = 8.0
"""How long a message that is being sent may take when the process is told to stop."""

HOW_TO_BEGIN = (
    "PAPERBOY_DISCORD_TOKEN is not set: create an application at https://discord.com/developers/applications, "
    "copy the token from its Bot page into .env (see .env.example), or run `make demo`, which needs none."
)

NOT_LET_IN = (
    "Discord does not accept the token: copy it anew from the Bot page of your application "
    "(https://discord.com/developers/applications) into PAPERBOY_DISCORD_TOKEN."
)


Jobs = dict[str, Callable[[], Awaitable[None]]]


class StartError(Exception):
    """The bot cannot run; the message says why and what to do."""


def build(archive: Archive) -> Paperboy:
    """The bot with all its commands and controls, not yet connected to anything."""
    return Paperboy(archive, COMMANDS, CONTROLS)


async def run(settings: Settings) -> None:
    """Run until told to stop (SIGINT, SIGTERM). Raises StartError, SettingsError or StorageError with a sentence."""
    if settings.discord_token is None:
        raise SettingsError(HOW_TO_BEGIN)
    catalog = read_catalog(settings.catalog) if settings.catalog else Catalog()
    if settings.discord_url is not None:
        point_at(str(settings.discord_url).rstrip("/"))
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    with hold_lock(settings.database):
        await _run(settings, catalog, stop)
    log.info("stopped")


async def _run(settings: Settings, catalog: Catalog, stop: asyncio.Event) -> None:
    async with await Archive.open(settings.database) as archive, build(archive) as client:
        with _sentences(settings):
            await _unless(stop, _log_in(client, settings))
        if not stop.is_set():
            async with Fetcher(catalog.contact, settings.allowed_hosts) as fetcher:
                await _serve(client, settings, stop, _ingest_jobs(client, settings, catalog, fetcher))


async def _log_in(client: Paperboy, settings: Settings) -> None:
    assert settings.discord_token is not None  # noqa: S101 - `run` has asked
    await client.login(settings.discord_token.get_secret_value())
    if settings.discord_url is not None:
        gateway = await client.http.request(discord.http.Route("GET", "/gateway"))
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway["url"])


def point_at(url: str) -> None:
    """Use another server in the place of Discord. The only three places where discord.py knows an address."""
    discord.http.Route.BASE = f"{url}/api/v10"
    discord.asset.Asset.BASE = url


def _ingest_jobs(client: Paperboy, settings: Settings, catalog: Catalog, fetcher: Fetcher) -> Jobs:
    """What brings issues in, each a job of its own: a slow server holds up neither the others nor a delivery."""
    jobs: Jobs = {"imports": Publisher(client.archive).look}
    if settings.watch is not None:
        jobs["watch"] = Watch(client.archive, settings.watch).look
    if catalog.sources:
        looks = SourceWatch(client.archive, catalog.sources, fetcher).looks
        jobs.update((f"source {name}", look) for name, look in looks.items())
    if settings.metadata:
        api = ArxivApi(fetcher, str(settings.arxiv_url or ADDRESS))
        jobs["metadata"] = Asking(client.archive, api).look
    return jobs


async def _serve(client: Paperboy, settings: Settings, stop: asyncio.Event, ingest: Jobs) -> None:
    """Connect, run the jobs, and stop in order: nothing new is begun, what is being sent is finished."""
    refused = asyncio.Event()

    async def deliver() -> None:
        try:
            await client.courier.tick()
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
    await asyncio.gather(indexing, return_exceptions=True)
    await client.close()
    with _sentences(settings):
        await connection
    if refused.is_set():
        raise StartError(NOT_LET_IN)


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
            await asyncio.wait_for(client.courier.stop(), STOPPING_SECONDS)
        except TimeoutError:
            log.warning("stopping although a message is still being sent: it is looked up at the next start")
        scheduler.shutdown(wait=False)


@contextmanager
def _sentences(settings: Settings) -> Iterator[None]:
    """Translate what keeps discord.py from connecting."""
    place = str(settings.discord_url).rstrip("/") if settings.discord_url else "Discord"
    try:
        yield
    except discord.LoginFailure as error:
        raise StartError(NOT_LET_IN) from error
    except discord.ConnectionClosed as error:
        if error.code == 4004:
            raise StartError(NOT_LET_IN) from error
        raise StartError(f"{place} ended the connection for good (close code {error.code}).") from error
    except discord.PrivilegedIntentsRequired as error:
        raise StartError(f"{place} ended the connection for good (close code 4014).") from error
    except discord.HTTPException as error:
        raise StartError(f"{place} does not let the bot in: {error.text or error.status}.") from error
    except (aiohttp.ClientError, OSError) as error:
        raise StartError(f"{place} cannot be reached ({error}): check the network, then start again.") from error
