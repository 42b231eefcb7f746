"""Interactions: what a person did, how the bot is told of it, and what the person saw come back."""

from __future__ import annotations

import secrets
import time

from tests.wire.permissions import ALL, EVERYONE
from tests.wire.state import Clock, State
from tests.wire.things import JSON, LOADING, SAMPLES, Channel, Message, User

COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES = 4, 5, 6, 7, 8


class NotAnswered(TimeoutError):  # noqa: N818
    """“The application did not respond.”"""


class Interaction:
    """One thing a person did. It is live: the answer, later edits and followups appear in it."""

    def __init__(
        self, clock: Clock, kind: int, user: User, channel: Channel, data: JSON, source: Message | None
    ) -> None:
        self.id = clock.snowflake()
        self.token = "aW50ZXJhY3Rpb246" + secrets.token_urlsafe(96)  # Discord's are as long, and safe in a path
        self.kind, self.user, self.channel, self.data, self.source = kind, user, channel, data, source
        self.created, self._began = clock.now(), time.monotonic()
        self.type: int | None = None  # of the callback: 4 message, 5 and 6 deferred, 7 update, 8 choices
        self.took = 0.0  # seconds from the event to the callback
        self.choices: list[JSON] = []  # what autocomplete proposes
        self.original: Message | None = None  # what `@original` means
        self.followups: list[Message] = []
        self.edits = 0

    def __str__(self) -> str:
        return f"/{self.data['name']}" if "name" in self.data else f"the component {self.data['custom_id']}"

    def answered(self, kind: int, data: JSON) -> None:
        """The callback has come."""
        self.type, self.took, self.choices = kind, time.monotonic() - self._began, data.get("choices") or []

    @property
    def loading(self) -> bool:
        """Whether the person still reads “… is thinking”."""
        return self.original is not None and bool(self.original.flags & LOADING)

    @property
    def shown(self) -> bool:
        """Whether something came after a deferred answer."""
        if self.type == DEFERRED_UPDATE:
            return self.edits > 0 or bool(self.followups)
        return self.type is not None and not self.loading

    @property
    def message(self) -> Message:
        """The answer as it stands now. Raises LookupError for answers that are no message."""
        if self.original is None:
            raise LookupError(f"an answer of type {self.type} has no message")
        return self.original

    @property
    def messages(self) -> list[Message]:
        """The answer and its followups."""
        return [one for one in (self.original, *self.followups) if one is not None]

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees the answer."""
        return self.message.ephemeral

    @property
    def content(self) -> str:
        """The answer's content (empty for Components V2, see `text`)."""
        return str(self.message.content)

    def text(self) -> str:
        """All a person reads in the answer and its followups."""
        return "\n".join(message.text() for message in self.messages)

    def owners(self) -> JSON:
        """Who installed the app: "0" the server (or "0" in direct messages), "1" the person."""
        guild = self.channel.guild
        if guild is None:
            return {"0": "0", "1": str(self.user.id)}
        return {"0": str(guild.id)} if guild.joined else {"1": str(self.user.id)}

    def metadata(self) -> JSON:
        """What messages tell of the interaction they come from."""
        told = {"id": str(self.id), "type": self.kind, "user": self.user.json}
        source = {"interacted_message_id": str(self.source.id)} if self.source else {}
        return told | source | {"authorizing_integration_owners": self.owners()}

    def event(self, state: State) -> JSON:
        """INTERACTION_CREATE."""
        guild = self.channel.guild
        may = str(guild.members.get(self.user.id, EVERYONE) if guild else ALL)
        told: JSON = SAMPLES["interaction"] | {
            "id": str(self.id),
            "application_id": str(state.bot.id),
            "type": self.kind,
            "token": self.token,
            "data": self.data,
            "channel_id": str(self.channel.id),
            "channel": self.channel.json | {"permissions": may},
            "app_permissions": str(state.permissions(self.channel)),
            "authorizing_integration_owners": self.owners(),
            "context": 0 if guild else 1,
        }
        if self.source is not None:
            told["message"] = self.source.json
        if guild is None:
            return told | {"user": self.user.json}
        told |= {"member": state.member(guild, self.user), "guild_id": str(guild.id), "guild_locale": "en-US"}
        return told | {"guild": {"id": str(guild.id), "locale": "en-US", "features": guild.features}}


class Interactions(dict[str, Interaction]):
    """All interactions by token, and their deadlines."""

    answer_within = 3.0  # seconds to the callback, then 10062
    token_life = 900.0  # seconds a token is good for followups, then 50027
