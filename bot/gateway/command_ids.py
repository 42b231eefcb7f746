"""The ids of the registered commands, for mentions that people can press."""

import asyncio

import structlog
from discord import app_commands

log = structlog.get_logger()

ANSWER_SECONDS = 1.0
"""Timeout of the request: an interaction must be answered within 3 s."""


class CommandIds:
    """Discord's ids of the global commands, asked for once; none while Discord does not answer."""

    def __init__(self, tree: app_commands.CommandTree) -> None:
        self._tree = tree
        self._ids: dict[str, int] = {}  # by name
        self._asking = asyncio.Lock()

    async def load(self) -> None:
        """Ask Discord, unless it has answered before. Raises nothing: a mention is then written as plain text."""
        async with self._asking:
            if self._ids:
                return
            try:
                commands = await asyncio.wait_for(self._tree.fetch_commands(), ANSWER_SECONDS)
            except Exception as error:  # a malformed answer may raise anything
                log.warning("ids of commands not loaded", reason=str(error) or type(error).__name__)
                return
            self._ids = {one.name: one.id for one in commands}

    def mention(self, command: str, *subcommand: str) -> str:
        """A command, such as `issues` and `held`: to be pressed where its id is known, else as code."""
        name, ident = " ".join([command, *subcommand]), self._ids.get(command)
        return f"</{name}:{ident}>" if ident else f"`/{name}`"
