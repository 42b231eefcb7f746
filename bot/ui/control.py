"""What the controls of messages share: buttons and selects that are known by their custom id alone."""

import re
from typing import Any, Self

import discord
from discord import ui

from bot.logs.redaction import keep_private
from bot.ui.errors import RequestError, report
from bot.ui.responses import defer_in_time
from bot.ui.translations import _, answer_in, gettext_noop

LARGEST = 2**63 - 1
"""The largest id that the archive can hold."""

GONE = gettext_noop("This issue is no longer in the archive. `/latest` shows the newest one.")
UNKNOWN = gettext_noop("This control is not known here. The command that showed it shows a new one.")


class Control(ui.DynamicItem[Any], template=r"(?!)"):
    """A control whose errors are told like those of a command."""

    def __init__(self, item: ui.Item[Any], match: re.Match[str]) -> None:
        super().__init__(item)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        keep_private(interaction.data)
        answer_in(str(interaction.locale))
        defer_in_time(interaction)
        try:
            await self.handle(interaction)
        except Exception as error:
            await report(interaction, error)

    async def handle(self, interaction: discord.Interaction[Any]) -> None:
        raise NotImplementedError

    @property
    def chosen(self) -> str:
        """The only value of a select. Raises RequestError where a client sent another number of them."""
        values = list(getattr(self.item, "values", ()))
        if len(values) != 1:
            raise RequestError(_(UNKNOWN))
        return str(values[0])


def read_number(text: str, otherwise: str = UNKNOWN) -> int:
    """A number out of a custom id or value, which a client may have made up. Raises RequestError that says
    `otherwise`, a message of the catalogues."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)) and int(text) <= LARGEST):
        raise RequestError(_(otherwise))
    return int(text)
