"""What controls share: buttons and selects of messages of any age, found by their custom id alone."""

import re
from typing import Any, ClassVar, Generic, Self, TypeVar

import discord
from discord import ui

from bot.logs.redaction import keep_private
from bot.ui.codec import CustomId, InvalidIdError
from bot.ui.errors import RequestError, report
from bot.ui.responses import defer_in_time
from bot.ui.translations import _, answer_in, gettext_noop

GONE = gettext_noop("This issue is no longer in the archive. `/latest` shows the newest one.")
UNKNOWN = gettext_noop("This control is not known here. The command that showed it shows a new one.")


State = TypeVar("State", bound=CustomId)


class Control(ui.DynamicItem[Any], Generic[State], template=r"(?!)"):
    """A control whose state is read from its custom id, and whose errors are reported like those of a command."""

    codec: ClassVar[type[Any]]

    def __init_subclass__(cls, *, codec: type[CustomId]) -> None:
        super().__init_subclass__(template=codec.template)
        cls.codec = codec

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        keep_private(interaction.data)
        answer_in(str(interaction.locale))
        defer_in_time(interaction)
        try:
            # Not read in `from_custom_id`: discord.py logs what is raised there and answers nothing.
            await self.handle(interaction, self.codec.parse(self.custom_id))
        except InvalidIdError:
            await report(interaction, RequestError(_(UNKNOWN)))
        except Exception as error:
            await report(interaction, error)

    async def handle(self, interaction: discord.Interaction[Any], state: State) -> None:
        """Answer the interaction. Raises RequestError, and InvalidIdError for what Paperboy never writes."""
        raise NotImplementedError

    @property
    def chosen(self) -> str:
        """The only value of a select. Raises InvalidIdError where a client sent another number of them."""
        values = list(getattr(self.item, "values", ()))
        if len(values) != 1:
            raise InvalidIdError(str(len(values)))
        return str(values[0])
