"""python -m bot run"""

import asyncio

from config.settings import SettingsError, load


def run() -> None:
    """Run the bot until it is told to stop (Ctrl-C, SIGTERM)."""
    from bot import log  # noqa: PLC0415 - see the docstring of bot.cli
    from bot.app import run as run_bot  # noqa: PLC0415
    from bot.login import StartError  # noqa: PLC0415

    log.set_up()
    try:
        asyncio.run(run_bot(load()))
    except StartError as error:
        raise SettingsError(str(error)) from error
