"""People who act as in Discord's own app, and what they see come back.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

import asyncio
from collections.abc import Callable, Generator, Sequence
from typing import Any

from simcord.backend import serializers
from simcord.backend.access import message_accessible
from simcord.backend.models import Channel, Message, User
from simcord.backend.models import Interaction as Record
from simcord.enums import InteractionType
from simcord.interactions import base_payload, nest_options, walk_to_subcommand

from tests.reading import JSON, components_of, text_of
from tests.wire.exchanges import Exchange
from tests.wire.world import World


class Interaction:
    """One thing a person did; await it for the answer. It is live: later edits and followups appear in it."""

    def __init__(self, people: "People", record: Record) -> None:
        self._people, self.record = people, record

    def __await__(self) -> Generator[Any, None, "Interaction"]:
        """Wait for the answer, and for what it deferred. Raises TimeoutError, also where the answer came too late."""
        what = f"/{self.record.command_name}" if self.record.command_name else "what was pressed or typed"
        answered = self._people.until(lambda: self.record.responded, self._people.answer_within, f"an answer to {what}")
        yield from answered.__await__()
        yield from self._people.until(lambda: not self.record.loading, what=f"what was deferred of {what}").__await__()
        return self

    @property
    def messages(self) -> list[Message]:
        """The answer and its followups."""
        known = self._people.backend.messages[self.record.channel_id]
        return [known[one] for one in (self.record.message_id, *self.record.followup_ids) if one in known]

    @property
    def message(self) -> Message:
        """The answer as it stands now. Raises IndexError for answers that are no message."""
        return self.messages[0]

    def text(self) -> str:
        """All a person reads in the answer and its followups."""
        return "\n".join(map(text_of, self.messages))


class People(World):
    """A world in which people act, and tests ask what the bot did."""

    answer_within = 3.0  # seconds to the answer to an interaction, then 10062

    # --- acts -------------------------------------------------------------------------------------

    def slash(self, who: User, where: Channel, name: str, typing: str = "", /, **options: Any) -> Interaction:
        """Enter a slash command ("search", "subscribe channel"), or be still `typing` one of its options.

        Options are plain values; channels are given as objects. Raises LookupError for a command or option that there
        is not, or that this person is not offered there (simcord's SetupError for a subcommand).
        """
        installed = 0 if self.reaches(where.guild_id) else 1
        visible = self.backend.visible_commands(user_id=who.id, channel_id=where.id)
        offered = [one for one in visible if installed in one.get("integration_types", [0])]
        command = named(name.split(maxsplit=1)[0], offered, "name")
        leaf, words = walk_to_subcommand(command, name.split()[1:])
        sent: list[JSON] = []
        channels: JSON = {}
        for key, value in options.items():
            told = {"name": key, "type": named(key, leaf["options"], "name")["type"], "value": value}
            if isinstance(value, Channel):
                told["value"] = str(value.id)
                may = self.backend.compute_permissions(where.guild_id or 0, who.id, value.id)
                channels[told["value"]] = {**serializers.channel_payload(self.backend, value), "permissions": str(may)}
            sent.append(told | ({"focused": True} if key == typing else {}))
        data: JSON = {key: command[key] for key in ("id", "name", "type", "guild_id") if key in command}
        data |= {"options": nest_options(command, words, sent), "resolved": {"channels": channels}}
        kind = InteractionType.APPLICATION_COMMAND_AUTOCOMPLETE if typing else InteractionType.APPLICATION_COMMAND
        return self._act(kind, who, where, data)

    def use(self, who: User, message: Message, component: str, values: Sequence[str] = ()) -> Interaction:
        """Press a button (named by custom id or label), or choose from a select (by custom id or placeholder).

        Values are those of the select's options, or their labels. Raises LookupError when this person does not see it.
        """
        where = self.backend.channels[message.channel_id]
        seen = components_of(message) if message_accessible(self.backend, where.id, message, who.id) else []
        usable = [one for one in seen if one.get("custom_id") and not one.get("disabled")]
        found = named(component, usable, "custom_id", "label", "placeholder")
        data: JSON = {"id": found["id"], "custom_id": found["custom_id"], "component_type": found["type"]}
        if values:
            data["values"] = [named(value, found["options"], "value", "label")["value"] for value in values]
        return self._act(InteractionType.MESSAGE_COMPONENT, who, where, data, message)

    def _act(self, kind: int, who: User, where: Channel, data: JSON, source: Message | None = None) -> Interaction:
        record, event = base_payload(
            self.backend, type=kind, channel_id=where.id, guild_id=where.guild_id, user_id=who.id, data=data
        )
        record.initial_response_deadline = self.backend.iso_after(self.answer_within)
        owner = {"0": str(where.guild_id or 0)} if self.reaches(where.guild_id) else {"1": str(who.id)}
        event["authorizing_integration_owners"] = owner  # installed by a server, or for oneself
        if source:
            record.source_message_id = source.id
            event["message"] = serializers.message_payload(self.backend, source)
        self.backend.emit("INTERACTION_CREATE", event)
        return Interaction(self, record)

    # --- questions --------------------------------------------------------------------------------

    async def until(self, holds: Callable[[], Any], within: float = 10.0, what: str = "a condition") -> None:
        """Return when `holds()`, which is looked at after each exchange and gateway payload. Raises TimeoutError."""
        try:
            async with asyncio.timeout(within):
                while not holds():
                    await self.changed.wait()
        except TimeoutError:
            last = "\n".join(f"  {one}" for one in self.exchanges[-8:])
            raise TimeoutError(f"waited {within:g} s for {what}, in vain; the last requests were:\n{last}") from None

    def find(self, route: str = "", status: int | None = None) -> list[Exchange]:
        """The exchanges of a route (such as "GET /users/@me", with a path as in the description), with that status."""
        return [one for one in self.exchanges if route in ("", one.route) and status in (None, one.status)]

    def messages(self, channel: Channel) -> list[Message]:
        """What everybody reads in a channel, oldest first."""
        return [one for one in self.backend.messages[channel.id].values() if not one.is_ephemeral]

    async def message_count(self, channel: Channel, count: int, within: float = 10.0) -> None:
        """Wait until a channel has (at least) so many messages."""
        await self.until(lambda: len(self.messages(channel)) >= count, within, f"{count} message(s) in {channel.name}")

    async def connected(self, sessions: int = 1, within: float = 20.0) -> None:
        """Wait for READY sessions."""
        await self.until(lambda: len(self.gateway.live()) >= sessions, within, f"{sessions} gateway session(s)")

    async def synced(self, times: int = 1, within: float = 20.0) -> None:
        """Wait until the bot has sent its commands."""
        sent = "PUT /applications/{application_id}/commands"
        await self.until(lambda: len(self.find(sent)) >= times, within, "the bot's commands")

    def check(self) -> None:
        """Raise AssertionError when the bot asked for what is not modelled, or this server failed."""
        assert not self.problems, "\n".join(self.problems)


def named(name: str, among: Sequence[JSON], *keys: str) -> JSON:
    """What has that name in one of these fields. Raises LookupError with the names there are."""
    for one in among:
        if name in [one.get(key) for key in keys]:
            return one
    raise LookupError(f"there is no {name!r}; there are: {[one.get(keys[0]) for one in among]}")
