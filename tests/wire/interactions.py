"""Interactions: what a person did, how the bot replies (the callback and the webhook after it), what the person sees.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from tests.wire.exchanges import Exchange, route
from tests.wire.messages import compose, edit, post
from tests.wire.permissions import ALL, EVERYONE
from tests.wire.rules import Refused, complain
from tests.wire.state import Clock, State, found
from tests.wire.things import EPHEMERAL, JSON, LOADING, SAMPLES, Channel, Message, User

if TYPE_CHECKING:
    from tests.wire.service import Service

COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE, CHOICES = 4, 5, 6, 7, 8
FIT = {  # which answers fit what a person did
    COMMAND: (MESSAGE, DEFERRED),
    AUTOCOMPLETE: (CHOICES,),
    COMPONENT: (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE),
}
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"


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


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def callback(wire: Service, call: Exchange, interaction_id: int, interaction_token: str) -> JSON | None:
    """The first answer, within three seconds and only once."""
    one = found(wire.interactions, interaction_token, 10062)
    if one.type is not None:
        raise Refused(40060)
    if wire.clock.now() - one.created > wire.interactions.answer_within:
        raise Refused(10062)
    kind, data = call.form["type"], call.form.get("data") or {}
    if kind not in FIT[one.kind]:
        complain((("type",), "BASE_TYPE_CHOICES"))
    if kind in (MESSAGE, DEFERRED):
        one.original = _say(wire, one, data, "data", loading=kind == DEFERRED)
    elif kind in (UPDATE, DEFERRED_UPDATE):
        one.original = one.source
        if kind == UPDATE:
            edit(wire, _there(one.source), data, "data")
    one.answered(kind, data)
    if call.query.get("with_response") not in ("1", "true"):
        return None
    told: JSON = {"id": str(one.id), "type": one.kind, "channel_id": str(one.channel.id)} | one.channel.place
    if one.original is None:
        return {"interaction": told}
    told["response_message_id"] = str(one.original.id)
    told["response_message_loading"] = one.loading
    told["response_message_ephemeral"] = one.original.ephemeral
    resource = {"type": kind, "message": one.original.json}
    return {"interaction": told} | ({"resource": resource} if kind in (MESSAGE, UPDATE) else {})


def _say(wire: Service, one: Interaction, data: JSON, *at: str, loading: bool = False) -> Message:
    """A new message of an interaction: in the channel, or for one person's eyes."""
    bot = wire.state.bot
    if loading:
        flags = LOADING | int(data.get("flags") or 0) & EPHEMERAL
        message = Message(wire.clock.snowflake(), one.channel, bot, timestamp=wire.clock.stamp(), flags=flags)
    else:
        message = compose(wire, one.channel, bot, data, *at)
    message.json |= {"application_id": str(bot.id), "webhook_id": str(bot.id), "interaction_metadata": one.metadata()}
    message.json["type"] = 20 if one.kind == COMMAND else 0
    if message.ephemeral:
        message.seen_by = one.user.id
        wire.state.messages[message.id] = message
    else:
        post(wire, message)
    return message


def _followed(wire: Service, token: str) -> Interaction:
    """An interaction that was answered. Raises Refused 10015 and 50027."""
    one = found(wire.interactions, token, 10015)
    if one.type is None:
        raise Refused(10015)
    if wire.clock.now() - one.created > wire.interactions.token_life:
        raise Refused(50027)
    return one


@route("POST", WEBHOOK)
def follow_up(wire: Service, call: Exchange, webhook_id: int, webhook_token: str) -> JSON:
    """Another message; the first one after “thinking” takes its place."""
    one = _followed(wire, webhook_token)
    if one.loading:
        return patch(wire, call, webhook_id, webhook_token)
    one.followups.append(_say(wire, one, call.form))
    return one.followups[-1].json


@route("PATCH", WEBHOOK + "/messages/{message_id}")
@route("PATCH", WEBHOOK + "/messages/@original")
def patch(wire: Service, call: Exchange, webhook_id: int, webhook_token: str, message_id: int | None = None) -> JSON:
    """Change a message of the interaction, by default its original."""
    one = _followed(wire, webhook_token)
    message = _there(next((each for each in one.messages if message_id in (None, each.id)), None))
    message.json["flags"] &= ~LOADING
    edit(wire, message, call.form)
    one.edits += 1
    return message.json


def _there(message: Message | None) -> Message:
    """A message that nobody has deleted. Raises Refused 10008."""
    if message is None or message.deleted:
        raise Refused(10008)
    return message
