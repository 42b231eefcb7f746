"""python -m bot sync"""

import asyncio

from bot.cli.archive import count
from bot.cli.terminal import echo
from bot.logs.redaction import hide
from config.settings import Settings, SettingsError, load

SECONDS = 60.0


def sync() -> None:
    """Register all slash commands with Discord, even if nothing changed; a bot may be running."""
    sent = asyncio.run(_sync(load()))
    echo(f"Discord has registered {count(sent, 'command', 'commands')}.")


async def _sync(settings: Settings) -> int:
    """Send the commands and return their number. Raises SettingsError."""
    import discord  # noqa: PLC0415 - see the docstring of bot.cli

    from bot.delivery.http_trace import Traffic  # noqa: PLC0415
    from bot.features.registry import COMMANDS  # noqa: PLC0415
    from bot.gateway.login import StartError, prepare, translated_errors  # noqa: PLC0415
    from bot.gateway.registration import build_tree  # noqa: PLC0415
    from bot.gateway.registration import sync as sync_commands  # noqa: PLC0415
    from bot.gateway.retry import reason_of  # noqa: PLC0415

    token = prepare(settings)
    hide(token)
    try:
        async with (
            asyncio.timeout(SECONDS),
            discord.Client(intents=discord.Intents.none(), http_trace=Traffic().trace()) as client,
        ):
            tree = build_tree(client, COMMANDS, settings.owner_server)
            with translated_errors(settings):
                await client.login(token)
            return await sync_commands(tree, force=True)
    except StartError as error:
        raise SettingsError(str(error)) from error
    except Exception as error:  # including a malformed answer
        raise SettingsError(f"The commands are not registered: {reason_of(error)}. Try again later.") from error
