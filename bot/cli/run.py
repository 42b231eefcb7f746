"""python -m bot run"""

import asyncio

from bot.logs.redaction import hide
from config.settings import SettingsError, load


def run() -> None:
    """Run the bot until it is told to stop (Ctrl-C, SIGTERM)."""
    from bot.app import run as run_bot  # noqa: PLC0415
    from bot.gateway.login import StartError  # noqa: PLC0415
    from bot.logs import setup  # noqa: PLC0415 - see the docstring of bot.cli

    setup.set_up()
    settings = load()
    if settings.discord_token is not None:
        hide(settings.discord_token.get_secret_value())
    try:
        asyncio.run(run_bot(settings))
    except StartError as error:
        raise SettingsError(str(error)) from error
