"""Logging in: the token, the address, and a sentence for whatever keeps the bot out."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import discord
import yarl

from bot.delivery.http_trace import NETWORK_REFUSES
from bot.delivery.retry_policy import TOKEN_REFUSED
from bot.gateway.retry import Retry, reason_of
from config.settings import Settings, SettingsError

HOW_TO_BEGIN = (
    "PAPERBOY_DISCORD_TOKEN is not set: create an application at https://discord.com/developers/applications, "
    "copy the token from its Bot page into .env (see .env.example), or run `make demo`, which needs none."
)

NOT_LET_IN = (
    "Discord does not accept the token: copy it anew from the Bot page of your application "
    "(https://discord.com/developers/applications) into PAPERBOY_DISCORD_TOKEN."
)

MAY_CHANGE = (408, 425, 429)  # refusals that pass with time
ATTEMPT_SECONDS = 60.0


class StartError(Exception):
    """The bot cannot run; the message says why and what to do."""


def prepare(settings: Settings) -> str:
    """The token; requests go to the server of the settings from now on. Raises SettingsError where no token is set."""
    if settings.discord_token is None:
        raise SettingsError(HOW_TO_BEGIN)
    if settings.discord_url is not None:
        url = str(settings.discord_url).rstrip("/")
        # The only three places where discord.py knows an address; the third, the gateway's, is told after the login.
        discord.http.Route.BASE = f"{url}/api/v10"
        discord.asset.Asset.BASE = url
    return settings.discord_token.get_secret_value()


async def log_in(client: discord.Client, settings: Settings) -> None:
    """Log in, as often as it takes: a server or a network that fails is asked again. Raises StartError."""
    token = prepare(settings)
    retry = Retry(f"logging in at {_place(settings)}")
    await _patiently(client, settings, retry, lambda: _try(client, token))
    if settings.discord_url is not None:
        await _patiently(client, settings, retry, lambda: _find_gateway(client))
    retry.succeed()


async def _patiently(
    client: discord.Client, settings: Settings, retry: Retry, step: Callable[[], Awaitable[None]]
) -> None:
    """Do one step of the login until it succeeds. Raises StartError for a refusal."""
    while True:
        try:
            with sentences(settings):
                async with asyncio.timeout(ATTEMPT_SECONDS):
                    return await step()
        except StartError:
            raise
        except Exception as error:  # an answer that cannot be read included
            await retry.pause(reason_of(error))


async def _try(client: discord.Client, token: str) -> None:
    await client.http.close()  # what a failed attempt has left: discord.py makes another session at each login
    client.http.connector = discord.utils.MISSING
    await client.login(token)


async def _find_gateway(client: discord.Client) -> None:
    gateway = await client.http.request(discord.http.Route("GET", "/gateway"))
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway["url"])


@contextmanager
def sentences(settings: Settings) -> Iterator[None]:
    """Raise StartError in the place of an answer that will not change by itself. Others pass."""
    place = _place(settings)
    try:
        yield
    except discord.LoginFailure as error:
        raise StartError(NOT_LET_IN) from error
    except discord.ConnectionClosed as error:
        if error.code == 4004:
            raise StartError(NOT_LET_IN) from error
        raise StartError(f"{place} ended the connection for good (close code {error.code}).") from error
    except discord.HTTPException as error:
        if error.status == 401 or error.code in TOKEN_REFUSED:
            raise StartError(NOT_LET_IN) from error
        if error.status in MAY_CHANGE or error.status >= 500 or error.code == NETWORK_REFUSES:
            raise
        raise StartError(f"{place} does not let the bot in: {reason_of(error)}.") from error


def _place(settings: Settings) -> str:
    return str(settings.discord_url).rstrip("/") if settings.discord_url else "Discord"
