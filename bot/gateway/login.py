"""Logs in: the token, the API address, and a sentence for each refusal."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import discord
import yarl

from bot.delivery.http_trace import NETWORK_REFUSES
from bot.delivery.retry_policy import TOKEN_REFUSED
from bot.gateway.retry import Backoff, reason_of
from config.settings import Settings, SettingsError

NO_CREDENTIALS = (
    "PAPERBOY_DISCORD_TOKEN is not set: create an application at https://discord.com/developers/applications, "
    "copy the token from its Bot page into .env (see .env.example), or run `make demo`, which needs none."
)

NOT_AUTHORIZED = (
    "Discord does not accept the token: copy it anew from the Bot page of your application "
    "(https://discord.com/developers/applications) into PAPERBOY_DISCORD_TOKEN."
)

RETRYABLE = (408, 425, 429)  # HTTP statuses worth a retry
ATTEMPT_SECONDS = 60.0


class StartError(Exception):
    """The bot cannot run; the message says why and what to do."""


def prepare(settings: Settings) -> str:
    """Return the token and set the API address. Raises SettingsError where no token is set."""
    if settings.discord_token is None:
        raise SettingsError(NO_CREDENTIALS)
    if settings.discord_url is not None:
        url = str(settings.discord_url).rstrip("/")
        # discord.py has three addresses; the third, the gateway's, is set after the login.
        discord.http.Route.BASE = f"{url}/api/v10"
        discord.asset.Asset.BASE = url
    return settings.discord_token.get_secret_value()


async def log_in(client: discord.Client, settings: Settings) -> None:
    """Log in, with backoff while the server or the network fails. Raises StartError for a refusal."""
    token = prepare(settings)
    retry = Backoff(f"logging in at {_place(settings)}")
    await _retry_until_done(client, settings, retry, lambda: _try(client, token))
    if settings.discord_url is not None:
        await _retry_until_done(client, settings, retry, lambda: _find_gateway(client))
    retry.reset()


async def _retry_until_done(
    client: discord.Client, settings: Settings, retry: Backoff, step: Callable[[], Awaitable[None]]
) -> None:
    """Retry one step of the login until it succeeds. Raises StartError for a refusal."""
    while True:
        try:
            with translated_errors(settings):
                async with asyncio.timeout(ATTEMPT_SECONDS):
                    return await step()
        except StartError:
            raise
        except Exception as error:  # including a malformed answer
            await retry.wait(reason_of(error))


async def _try(client: discord.Client, token: str) -> None:
    await client.http.close()  # close the session of a failed attempt: discord.py opens another at each login
    client.http.connector = discord.utils.MISSING
    await client.login(token)


async def _find_gateway(client: discord.Client) -> None:
    gateway = await client.http.request(discord.http.Route("GET", "/gateway"))
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway["url"])


@contextmanager
def translated_errors(settings: Settings) -> Iterator[None]:
    """Translate a permanent refusal into StartError. Other errors pass."""
    place = _place(settings)
    try:
        yield
    except discord.LoginFailure as error:
        raise StartError(NOT_AUTHORIZED) from error
    except discord.ConnectionClosed as error:
        if error.code == 4004:
            raise StartError(NOT_AUTHORIZED) from error
        raise StartError(f"{place} ended the connection for good (close code {error.code}).") from error
    except discord.HTTPException as error:
        if error.status == 401 or error.code in TOKEN_REFUSED:
            raise StartError(NOT_AUTHORIZED) from error
        if error.status in RETRYABLE or error.status >= 500 or error.code == NETWORK_REFUSES:
            raise
        raise StartError(f"{place} does not let the bot in: {reason_of(error)}.") from error


def _place(settings: Settings) -> str:
    return str(settings.discord_url).rstrip("/") if settings.discord_url else "Discord"
