"""Answering an interaction, whether or not it was answered before, and before Discord gives up on it.

Discord waits three seconds for a first answer. Whatever takes longer than PATIENCE is deferred here for every command
and control alike: a command shows that the bot is thinking, a control leaves its message as it is, and the answer takes
that place when it is ready.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
import structlog

from bot.ui.page import Page

log = structlog.get_logger()

UNKNOWN_MESSAGE = 10008

PATIENCE = 1.5
"""Seconds after which an interaction that has no answer yet is deferred."""

_REPLY = "reply"


@dataclass(slots=True)
class _Reply:
    """How far the answering of one interaction is."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)  # two first answers at once would be one too many
    timer: asyncio.Task[None] | None = None
    thinking: bool = False  # Discord shows that the bot is thinking: the first answer takes its place

    def stop(self) -> None:
        """No deferral is needed any more. To be called with the lock held, so that none is under way."""
        if self.timer is not None:
            self.timer.cancel()


def defer_in_time(interaction: discord.Interaction[Any]) -> None:
    """Defer an interaction if it has no answer when PATIENCE is over."""
    _reply(interaction).timer = asyncio.create_task(_defer_later(interaction))


async def defer(interaction: discord.Interaction[Any]) -> None:
    """Tell Discord that the answer, for the person alone, takes a while; nothing where there is an answer."""
    reply = _reply(interaction)
    async with reply.lock:
        if interaction.response.is_done():
            return
        if interaction.type is discord.InteractionType.component:
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)
            reply.thinking = True


async def answer(interaction: discord.Interaction[Any], page: Page, *, ephemeral: bool = True) -> None:
    """Show a page to the person who asked, to nobody else by default."""
    await answer_message(interaction, {"view": page}, ephemeral=ephemeral)


async def answer_message(
    interaction: discord.Interaction[Any], message: Mapping[str, Any], *, ephemeral: bool = True
) -> None:
    """Show any message, such as a digest; `message` has keyword arguments for discord.py's `send`."""
    reply = _reply(interaction)
    async with reply.lock:
        reply.stop()
        if reply.thinking:
            reply.thinking = False
            await interaction.edit_original_response(**message)
        elif interaction.response.is_done():
            await interaction.followup.send(**message, ephemeral=ephemeral)
        else:
            await interaction.response.send_message(**message, ephemeral=ephemeral)


async def replace(interaction: discord.Interaction[Any], page: Page) -> None:
    """Put a page in the place of the one whose button was pressed; under it, where that was deleted meanwhile."""
    reply = _reply(interaction)
    async with reply.lock:
        reply.stop()
        deferred = interaction.response.is_done()
        try:
            if deferred:
                await interaction.edit_original_response(view=page)
            else:
                await interaction.response.edit_message(view=page)
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            if deferred:
                await interaction.followup.send(view=page, ephemeral=True)
            else:
                await interaction.response.send_message(view=page, ephemeral=True)


async def turn(interaction: discord.Interaction[Any], page: Page) -> None:
    """Put a page in the place of a private one; show it to the person alone where everybody sees the other."""
    if interaction.message is not None and not interaction.message.flags.ephemeral:
        await answer(interaction, page)
    else:
        await replace(interaction, page)


def _reply(interaction: discord.Interaction[Any]) -> _Reply:
    reply: _Reply = interaction.extras.setdefault(_REPLY, _Reply())
    return reply


async def _defer_later(interaction: discord.Interaction[Any]) -> None:
    await asyncio.sleep(PATIENCE)
    try:
        await defer(interaction)
    except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
        log.warning("interaction not deferred", reason=str(error))
