"""How the bot answers an interaction: the callback, and the webhook that follows it.

https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.wire.exchanges import Exchange, route
from tests.wire.interactions import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEFERRED,
    DEFERRED_UPDATE,
    MESSAGE,
    UPDATE,
    Interaction,
)
from tests.wire.messages import compose, edit, post
from tests.wire.rules import Refused, complain
from tests.wire.state import found
from tests.wire.things import EPHEMERAL, JSON, LOADING, Message

if TYPE_CHECKING:
    from tests.wire.service import Service

FIT = {  # which answers fit what a person did
    COMMAND: (MESSAGE, DEFERRED),
    AUTOCOMPLETE: (CHOICES,),
    COMPONENT: (MESSAGE, DEFERRED, DEFERRED_UPDATE, UPDATE),
}
WEBHOOK = "/webhooks/{webhook_id}/{webhook_token}"


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
