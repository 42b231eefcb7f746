"""The buttons of a digest: by direct message from now on; and of one there: paused, resumed, ended."""

import discord

from bot.client import Paperboy
from bot.features.subscribe.own import get_by_direct_message, pause_own, resume_own, stop_own
from bot.ui import custom_ids
from bot.ui.control import Control


class GetByDirectMessage(Control[custom_ids.GetByDirectMessage], codec=custom_ids.GetByDirectMessage):
    """Subscribes whoever presses it."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.GetByDirectMessage) -> None:
        await get_by_direct_message(interaction)


class PauseOwn(Control[custom_ids.PauseOwn], codec=custom_ids.PauseOwn):
    """Pauses the digests of whoever presses it."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.PauseOwn) -> None:
        await pause_own(interaction)


class ResumeOwn(Control[custom_ids.ResumeOwn], codec=custom_ids.ResumeOwn):
    """Resumes them."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.ResumeOwn) -> None:
        await resume_own(interaction)


class StopOwn(Control[custom_ids.StopOwn], codec=custom_ids.StopOwn):
    """Ends them."""

    async def handle(self, interaction: discord.Interaction[Paperboy], state: custom_ids.StopOwn) -> None:
        await stop_own(interaction)
