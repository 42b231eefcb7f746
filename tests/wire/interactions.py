"""Interactions: what a person did, how the bot answers it, and what the person saw come back.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from tests.wire.exchanges import Exchange, route
from tests.wire.messages import compose, edit, post, there
from tests.wire.rules import Refused
from tests.wire.state import Clock, found
from tests.wire.things import ALL, EVERYONE, JSON, LOADING, SAMPLES, Channel, Message, User

if TYPE_CHECKING:
    from tests.wire.service import Service

COMMAND, COMPONENT, AUTOCOMPLETE = 2, 3, 4
MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE = 4, 5, 6, 7
TOKEN_LIFE = 900.0  # seconds a token is good for what follows the answer, then 50027
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"


class NotAnswered(TimeoutError):  # noqa: N818
    """“The application did not respond.”"""


class Interaction:
    """One thing a person did. It is live: the answer, later edits and followups appear in it."""

    type: int | None = None  # of the callback: 4 message, 5 and 6 deferred, 7 update, 8 choices
    took = 0.0  # seconds from the event to the callback
    shown = False  # whether the person sees more than that an answer was deferred

    def __init__(
        self, clock: Clock, kind: int, user: User, channel: Channel, data: JSON, source: Message | None
    ) -> None:
        self.id = clock.snowflake()
        self.token = "aW50ZXJhY3Rpb246" + secrets.token_urlsafe(96)  # Discord's are as long, and safe in a path
        self.kind, self.user, self.channel, self.data, self.source = kind, user, channel, data, source
        self.created, self.began = clock.now(), time.monotonic()
        self.choices: list[JSON] = []  # what autocomplete proposes
        self.messages: list[Message] = []  # the answer, which `@original` means, and its followups

    def __str__(self) -> str:
        return f"/{self.data['name']}" if "name" in self.data else f"the component {self.data['custom_id']}"

    @property
    def message(self) -> Message:
        """The answer as it stands now. Raises IndexError for answers that are no message."""
        return self.messages[0]

    @property
    def ephemeral(self) -> bool:
        """Whether only this person sees the answer."""
        return self.message.ephemeral

    def text(self) -> str:
        """All a person reads in the answer and its followups."""
        return "\n".join(message.text() for message in self.messages)

    def event(self, bot: User) -> JSON:
        """INTERACTION_CREATE."""
        guild, person = self.channel.guild, str(self.user.id)
        may = str(guild.members.get(self.user.id, EVERYONE) if guild else ALL)
        installed = {"0": str(guild.id)} if guild and guild.joined else {"1": person}  # by a server, or for oneself
        told: JSON = SAMPLES["interaction"] | {
            "id": str(self.id),
            "application_id": str(bot.id),
            "type": self.kind,
            "token": self.token,
            "data": self.data,
            "channel_id": str(self.channel.id),
            "channel": self.channel.json | {"permissions": may},
            "app_permissions": str(self.channel.permissions),
            "authorizing_integration_owners": installed if guild else {"0": "0", "1": person},
            "context": 0 if guild else 1,
        }
        if self.source is not None:
            told["message"] = self.source.json
        if guild is None:
            return told | {"user": self.user.json}
        told |= {"guild": {"id": str(guild.id), "locale": "en-US", "features": guild.features}}
        member = SAMPLES["member"] | {"user": self.user.json, "permissions": may}
        return told | {"member": member, "guild_id": str(guild.id), "guild_locale": "en-US"}


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def callback(wire: Service, call: Exchange, interaction_id: int, interaction_token: str) -> JSON | None:
    """The first answer, within three seconds and only once."""
    one = found(wire.interactions, interaction_token, 10062)
    if one.type is not None:
        raise Refused(40060)
    if wire.clock.now() - one.created > wire.answer_within:
        raise Refused(10062)
    kind, data = call.form["type"], call.form.get("data") or {}
    if kind in (MESSAGE, DEFERRED):
        one.messages.append(_say(wire, one, data, "data", flags=LOADING if kind == DEFERRED else 0))
    elif one.source is not None:
        one.messages.append(one.source)
        if kind == UPDATE:
            edit(wire, there(one.source), data, "data")
    one.type, one.took, one.choices = kind, time.monotonic() - one.began, data.get("choices") or []
    one.shown = kind not in (DEFERRED, DEFERRED_UPDATE)
    if call.query.get("with_response") not in ("1", "true"):
        return None
    told: JSON = {"interaction": {"id": str(one.id), "type": one.kind}}
    return told | ({"resource": {"type": kind, "message": one.message.json}} if kind in (MESSAGE, UPDATE) else {})


def _say(wire: Service, one: Interaction, data: JSON, *at: str, flags: int = 0) -> Message:
    """A new message of an interaction: in the channel, or for one person's eyes."""
    message = compose(wire, one.channel, data, *at, flags=flags)
    message.json |= {"type": 20 if one.kind == COMMAND else 0, "application_id": str(wire.state.bot.id)}
    if message.ephemeral:
        message.seen_by = one.user.id
        wire.state.messages[message.id] = message
    else:
        post(wire, message)
    return message


def _followed(wire: Service, token: str) -> Interaction:
    """An interaction that was answered, and of which more is seen now. Raises Refused 10015 and 50027."""
    one = found(wire.interactions, token, 10015)
    if one.type is None:
        raise Refused(10015)
    if wire.clock.now() - one.created > TOKEN_LIFE:
        raise Refused(50027)
    return one


@route("POST", WEBHOOK)
def follow_up(wire: Service, call: Exchange, webhook_id: int, webhook_token: str) -> JSON:
    """Another message; the first one after “thinking” takes its place."""
    one = _followed(wire, webhook_token)
    if one.messages and one.message.flags & LOADING:
        return patch_answer(wire, call, webhook_id, webhook_token)
    one.messages.append(_say(wire, one, call.form))
    one.shown = True
    return one.messages[-1].json


@route("PATCH", WEBHOOK + "/messages/{message_id}")
@route("PATCH", WEBHOOK + "/messages/@original")
def patch_answer(
    wire: Service, call: Exchange, webhook_id: int, webhook_token: str, message_id: int | None = None
) -> JSON:
    """Change a message of the interaction, by default its original."""
    one = _followed(wire, webhook_token)
    message = there(next((each for each in one.messages if message_id in (None, each.id)), None))
    message.json["flags"] &= ~LOADING
    edit(wire, message, call.form)
    one.shown = True
    return message.json
