"""The bot and the people of the demo: who owns the bot, and the language in which each of them uses Discord."""

from dataclasses import dataclass
from typing import Any

import discord
from simcord.actors import MemberActor
from simcord.backend import Backend, serializers

from bot.client import Paperboy
from bot.features.greeting.posting import greet
from bot.features.registry import COMMANDS, CONTROLS
from storage.archive import Archive


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to be in the demo."""

    key: str  # in addresses
    member: MemberActor
    locale: str  # Discord's code of the language


class OwnedBot(Paperboy):
    """The bot, owned by a person of the demo, and spoken to in the language of each.

    simcord says that the bot owns itself and that everybody uses Discord in English.
    """

    backend: Backend
    owner_id: int

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive, COMMANDS, CONTROLS, greet)
        self.locales: dict[str, str] = {}  # by the id of a person
        parsers = self._connection.parsers
        receive = parsers["INTERACTION_CREATE"]

        def localized(data: dict[str, Any]) -> None:
            user = data.get("user") or data["member"]["user"]
            receive(data | {"locale": self.locales.get(user["id"], data["locale"])})

        parsers["INTERACTION_CREATE"] = localized

    async def application_info(self) -> discord.AppInfo:
        application = await super().application_info()
        owner = serializers.user_payload(self.backend.get_user(self.owner_id))
        application.owner = discord.User(state=self._connection, data=owner)
        return application
