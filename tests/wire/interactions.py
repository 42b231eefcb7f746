"""Interactions: what a person did, what the bot answered, and the events that tell the bot.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field

from tests.wire import payloads, payloads_guild
from tests.wire.clock import Clock
from tests.wire.errors import JSON, Refused, Value
from tests.wire.permissions import ALL, EVERYONE
from tests.wire.state import State
from tests.wire.things import EPHEMERAL, LOADING, Channel, Guild, Message, User

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9


@dataclass
class Interaction:
    """One thing a person did, with everything that came back for it."""

    id: int
    token: str
    type: int
    user: User
    channel: Channel
    guild: Guild | None
    data: JSON
    created: float
    source: Message | None = None  # the message whose component was used
    parent: Interaction | None = None  # of a submitted modal: what opened it
    callback: int | None = None
    callback_data: JSON = field(default_factory=dict)
    original: Message | None = None  # what `@original` means
    followups: list[Message] = field(default_factory=list)
    answered_after: float | None = None  # seconds from the event to the callback
    edits: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def loading(self) -> bool:
        """Whether the person still reads “… is thinking”."""
        return self.original is not None and bool(self.original.flags & LOADING)

    def message(self, message_id: int) -> Message:
        """A message of this interaction. Raises Refused 10008."""
        for one in (self.original, *self.followups):
            if one is not None and one.id == message_id and not one.deleted:
                return one
        raise Refused(10008)

    def metadata(self) -> JSON:
        """What messages tell of the interaction they come from: interaction_metadata."""
        told: JSON = {
            "id": str(self.id),
            "type": self.type,
            "user": payloads.user(self.user),
            "authorizing_integration_owners": owners(self),
        }
        if self.type == COMPONENT and self.source is not None:
            told["interacted_message_id"] = str(self.source.id)
        if self.type == MODAL_SUBMIT and self.parent is not None:
            told["triggering_interaction_metadata"] = self.parent.metadata()
        return told


class Interactions:
    """All interactions by token, and their deadlines."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.answer_within = 3.0  # seconds to the callback, then 10062
        self.token_life = 900.0  # seconds a token is good for followups, then 50027
        self._by_token: dict[str, Interaction] = {}

    def open(
        self,
        kind: int,
        user: User,
        channel: Channel,
        guild: Guild | None,
        data: JSON,
        source: Message | None = None,
        parent: Interaction | None = None,
    ) -> Interaction:
        """A person did something."""
        token = "aW50ZXJhY3Rpb246" + secrets.token_urlsafe(96)  # Discord's are as long, and safe in a path
        one = Interaction(
            self.clock.snowflake(), token, kind, user, channel, guild, data, self.clock.now(), source, parent
        )
        self._by_token[token] = one
        return one

    def to_answer(self, interaction_id: int, token: str) -> Interaction:
        """For a callback. Raises Refused 10062 (unknown or too late) and 40060 (answered)."""
        one = self._by_token.get(token)
        if one is None or one.id != interaction_id:
            raise Refused(10062)
        if one.callback is not None:
            raise Refused(40060)
        if self.clock.now() - one.created > self.answer_within:
            raise Refused(10062)
        return one

    def to_follow(self, token: str) -> Interaction:
        """For the webhook of an answered interaction. Raises Refused 10015 and 50027."""
        one = self._by_token.get(token)
        if one is None or one.callback is None:
            raise Refused(10015)
        if self.clock.now() - one.created > self.token_life:
            raise Refused(50027)
        return one


def owners(one: Interaction) -> JSON:
    """Who installed the app: "0" the server (or "0" in the bot's own direct messages), "1" the person."""
    if one.guild is None:
        return {"0": "0", "1": str(one.user.id)}
    return {"0": str(one.guild.id)} if one.guild.joined else {"1": str(one.user.id)}


def event(state: State, one: Interaction) -> JSON:
    """INTERACTION_CREATE."""
    bot_may = state.bot_permissions(one.channel)
    person_may = one.guild.members.get(one.user.id, EVERYONE) if one.guild else ALL
    told: JSON = {
        "id": str(one.id),
        "application_id": str(state.bot.id),
        "type": one.type,
        "token": one.token,
        "version": 1,
        "data": one.data,
        "channel_id": str(one.channel.id),
        "channel": payloads.channel(state, one.channel) | {"permissions": str(person_may)},
        "app_permissions": str(bot_may),
        "locale": one.user.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": owners(one),
        "context": 0 if one.guild else 1,
        "attachment_size_limit": 10_485_760,
    }
    if one.guild is None:
        told["user"] = payloads.user(one.user)
    else:
        told["guild_id"] = str(one.guild.id)
        told["guild"] = {"id": str(one.guild.id), "locale": one.guild.locale, "features": payloads_guild.FEATURES}
        told["guild_locale"] = one.guild.locale
        told["member"] = payloads.member(state, one.guild, one.user) | {"permissions": str(person_may)}
    if one.source is not None:
        told["message"] = payloads.message(state, one.source)
    return told


def callback_response(one: Interaction, message: Message | None, told: Value) -> JSON:
    """InteractionCallbackResponse; `told` is the message in JSON. discord.py cannot live without it."""
    interaction: JSON = {"id": str(one.id), "type": one.type, "channel_id": str(one.channel.id)}
    if one.guild is not None:
        interaction["guild_id"] = str(one.guild.id)
    if message is not None:
        interaction["response_message_id"] = str(message.id)
        interaction["response_message_loading"] = bool(message.flags & LOADING)
        interaction["response_message_ephemeral"] = bool(message.flags & EPHEMERAL)
    answer: JSON = {"interaction": interaction}
    if one.callback in (MESSAGE, UPDATE) and message is not None:
        answer["resource"] = {"type": one.callback, "message": told}
    return answer
