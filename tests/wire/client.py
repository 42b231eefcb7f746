"""What tests hold: people who act as in Discord's own app, and questions about what the bot did."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tests.wire.arrange import Arrange
from tests.wire.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, Interaction, NotAnswered
from tests.wire.places import COMMANDS
from tests.wire.rules import SELECT
from tests.wire.things import ALL, EVERYONE, JSON, Channel, Message, User, components


class Wire(Arrange):
    """A small Discord: `async with Wire() as wire`, then point a bot at `wire.url`.

    Acts of people wait for the bot's answer. `patience` is how many seconds they wait for what comes after it.
    """

    patience = 10.0

    # --- people act -------------------------------------------------------------------------------

    async def slash(self, user: User, channel: Channel, name: str, /, **options: Any) -> Interaction:
        """Type a slash command ("search", "subscribe channel") and wait until it has shown its answer.

        Options are plain values; channels are given as objects. Raises LookupError for a command or option that there
        is not, NotAnswered when the bot does not answer in time.
        """
        return await self.reply(self.type_slash(user, channel, name, options))

    async def click(self, user: User, message: Message, button: str) -> Interaction:
        """Press a button, named by custom id or label."""
        return await self.reply(self.use(user, message, button))

    async def choose(self, user: User, message: Message, select: str, values: Iterable[str]) -> Interaction:
        """Choose from a select, named by custom id or placeholder; values or labels of its options."""
        return await self.reply(self.use(user, message, select, list(values)))

    def type_slash(
        self,
        who: User,
        where: Channel,
        name: str,
        options: Mapping[str, Any],
        *,
        focused: str = "",
        force: bool = False,
    ) -> Interaction:
        """Send a command without waiting; `focused` is the option that is being completed (`reply` has the choices).

        `force` sends also what this person is not offered there. Raises LookupError.
        """
        first, *words = name.split()
        chain = [named(first, self.state.commands if force else self._offered(who, where), "name")]
        for word in words:
            chain.append(named(word, chain[-1]["options"], "name"))
        allowed = chain[-1].get("options") or []
        channels: JSON = {}
        sent = []
        for key, value in options.items():
            told = {"name": key, "type": named(key, allowed, "name")["type"], "value": value}
            if isinstance(value, Channel):
                told["value"] = str(value.id)
                channels[str(value.id)] = value.json | {"permissions": str(EVERYONE)}
            sent.append(told | ({"focused": True} if key == focused else {}))
        for inner in reversed(chain[1:]):
            sent = [{"name": inner["name"], "type": inner["type"], "options": sent}]
        command = {key: chain[0][key] for key in ("id", "name", "type")}
        data = command | {"options": sent, "resolved": {"channels": channels}}
        return self._interact(AUTOCOMPLETE if focused else COMMAND, who, where, data)

    def _offered(self, who: User, where: Channel) -> list[JSON]:
        """The commands that this person is shown there."""
        guild = where.guild
        context, may = (0, guild.members.get(who.id, 0)) if guild else (1, ALL)
        installed = 1 if guild and not guild.joined else 0
        return [
            one
            for one in self.state.commands
            if context in (one["contexts"] or (0, 1))
            and installed in one["integration_types"]
            and not int(one["default_member_permissions"] or 0) & ~may
        ]

    def use(self, who: User, message: Message, component: str, values: list[str] | None = None) -> Interaction:
        """Use a component without waiting. Raises LookupError when this person does not see it, or cannot use it."""
        usable = [each for each in components(message.json) if each.get("custom_id") and not each.get("disabled")]
        if message.deleted or message.seen_by not in (None, who.id):
            usable = []
        found = named(component, usable, "custom_id", "label", "placeholder")
        data: JSON = {"id": found["id"], "custom_id": found["custom_id"], "component_type": found["type"]}
        if values is not None:
            options = found["options"] if found["type"] == SELECT else ()
            data["values"] = [named(value, options, "value", "label")["value"] for value in values]
        return self._interact(COMPONENT, who, message.channel, data, message)

    def _interact(self, kind: int, who: User, where: Channel, data: JSON, source: Message | None = None) -> Interaction:
        sees = who.id in where.guild.members if where.guild else where.recipient is who
        if not sees:
            raise LookupError(f"{who.username} does not see the channel {where.id}")
        one = Interaction(self.clock, kind, who, where, data, source)
        self.interactions[one.token] = one
        self.gateway.send_interaction(one.event(self.state.bot), where.guild)
        return one

    # --- questions --------------------------------------------------------------------------------

    async def reply(self, one: Interaction) -> Interaction:
        """Wait for the answer, and for what it deferred. Raises NotAnswered, TimeoutError."""
        within = self.answer_within
        try:
            await self.until(lambda: one.type is not None, within, "an answer")
        except TimeoutError:
            raise NotAnswered(f"the application did not respond to {one} within {within:g} s") from None
        await self.until(lambda: one.shown, self.patience, f"what {one} deferred")
        return one

    async def until(self, holds: Callable[[], Any], within: float = 10.0, what: str = "a condition") -> None:
        """Return when `holds()`, which is looked at after each exchange and gateway payload. Raises TimeoutError."""
        try:
            async with asyncio.timeout(within):
                while not holds():
                    await self.changed.wait()
        except TimeoutError:
            last = "\n".join(f"  {one}" for one in self.exchanges[-8:])
            raise TimeoutError(f"waited {within:g} s for {what}, in vain; the last requests were:\n{last}") from None

    def messages(self, channel: Channel) -> list[Message]:
        """What everybody reads in a channel, oldest first."""
        return list(channel.messages.values())

    async def message_count(self, channel: Channel, count: int, within: float = 10.0) -> None:
        """Wait until a channel has (at least) so many messages."""
        await self.until(lambda: len(channel.messages) >= count, within, f"{count} message(s) in channel {channel.id}")

    async def connected(self, sessions: int = 1, within: float = 20.0) -> None:
        """Wait for READY sessions."""
        await self.until(lambda: len(self.gateway.live()) >= sessions, within, f"{sessions} gateway session(s)")

    async def synced(self, times: int = 1, within: float = 20.0) -> None:
        """Wait until the bot has sent its commands."""
        await self.until(lambda: len(self.exchanges.find("PUT", COMMANDS)) >= times, within, "the bot's commands")

    def check(self) -> None:
        """Raise AssertionError when the bot asked for what is not modelled, or this server failed."""
        assert not self.problems, "\n".join(self.problems)


def named(name: str, among: Iterable[JSON], *keys: str) -> JSON:
    """What has that name in one of these fields. Raises LookupError with the names there are."""
    every = list(among)
    for one in every:
        if name in [one.get(key) for key in keys]:
            return one
    raise LookupError(f"there is no {name!r}; there are: {[one.get(keys[0]) for one in every]}")
