"""python -m bot run"""

import asyncio

from bot.redaction import hide
from config.settings import SettingsError, load


def run() -> None:
    """Run the bot until it is told to stop (Ctrl-C, SIGTERM)."""
    from bot import log  # noqa: PLC0415 - see the docstring of bot.cli
    from bot.app import run as run_bot  # noqa: PLC0415
    from bot.login import StartError  # noqa: PLC0415

    log.set_up()
    settings = load()
    if settings.discord_token is not None:
        hide(settings.discord_token.get_secret_value())
    try:
        asyncio.run(run_bot(settings))
    except StartError as error:
        raise SettingsError(str(error)) from error
