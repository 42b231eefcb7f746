"""Messages of channels.

https://discord.com/developers/docs/resources/message
"""

from __future__ import annotations

from tests.wire import access, contents
from tests.wire.calls import Answer, Call, Table, snowflake
from tests.wire.errors import JSON, Form, Refused
from tests.wire.permissions import allows
from tests.wire.service import Service
from tests.wire.things import EPHEMERAL, KINDS, PUBLISHED, V2, Channel, Message

TABLE = Table()
EDITS_WHEN_OLD = 3  # edits of a message older than an hour before 30046; Discord does not say how many


@TABLE.route("POST", "/channels/{channel_id}/messages")
def create(service: Service, call: Call) -> Answer:
    """Send a message; a repeated nonce with enforce_nonce answers the first one."""
    body = call.object()
    channel = access.sendable(service, call.id("channel_id"), body, files=bool(call.files))
    contents.validate(body, v2=bool(int(body.get("flags") or 0) & V2))
    body = body | {"flags": int(body.get("flags") or 0) & ~EPHEMERAL}  # only answers to interactions are ephemeral
    first = _first_with(service, body)
    if first is not None:
        return Answer(body=service.message_json(first))
    message = service.new_message(channel, service.state.bot, body, service.store_files(channel, call))
    if body.get("nonce") is not None:
        service.state.nonces[str(body["nonce"])] = (message.id, service.clock.now())
    service.publish(channel, message)
    return Answer(body=service.message_json(message))


def _first_with(service: Service, body: JSON) -> Message | None:
    """The message sent with this nonce, unique by author and not by channel. Raises Refused 10008 when deleted."""
    if not body.get("enforce_nonce") or body.get("nonce") is None:
        return None
    message_id, at = service.state.nonces.get(str(body["nonce"]), (0, 0.0))
    if not message_id or service.clock.now() - at > service.nonce_window:
        return None
    first = service.state.messages[message_id]
    if first.deleted:
        raise Refused(10008)
    return first


@TABLE.route("GET", "/channels/{channel_id}/messages")
def history(service: Service, call: Call) -> Answer:
    """Messages, newest first, by before, after or around; empty without Read Message History."""
    channel = access.readable(service, call.id("channel_id"))
    limit = call.query.get("limit", "50")
    if not limit.isdigit() or not 1 <= int(limit) <= 100:
        form = Form()
        form.add(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
        form.check()
    if channel.guild_id is not None and not allows(service.state.bot_permissions(channel), "read_message_history"):
        return Answer(body=[])
    found = _page(channel, call.query, int(limit))
    return Answer(body=[_told_later(service, one) for one in sorted(found, key=lambda one: -one.id)])


def _page(channel: Channel, query: dict[str, str], limit: int) -> list[Message]:
    every = sorted(channel.messages.values(), key=lambda one: one.id)
    if "before" in query:
        return [one for one in every if one.id < snowflake(query["before"], "before")][-limit:]
    if "after" in query:
        return [one for one in every if one.id > snowflake(query["after"], "after")][:limit]
    if "around" in query:
        middle = snowflake(query["around"], "around")
        return sorted(every, key=lambda one: abs(one.id - middle))[:limit]
    return every[-limit:]


@TABLE.route("GET", "/channels/{channel_id}/messages/{message_id}")
def get(service: Service, call: Call) -> Answer:
    """One message; needs Read Message History."""
    channel = access.readable(service, call.id("channel_id"))
    access.need(service, channel, "read_message_history")
    return Answer(body=_told_later(service, service.state.message(channel, call.id("message_id"))))


def _told_later(service: Service, message: Message) -> JSON:
    """Only the answer to the send and MESSAGE_CREATE carry the nonce."""
    return {key: value for key, value in service.message_json(message).items() if key != "nonce"}


@TABLE.route("PATCH", "/channels/{channel_id}/messages/{message_id}")
def edit(service: Service, call: Call) -> Answer:
    """Change an own message; old messages only a few times."""
    channel, message = _own(service, call)
    if message.author_id != service.state.bot.id:
        raise Refused(50005)
    body = call.object()
    contents.validate(body, v2=bool((message.flags | int(body.get("flags") or 0)) & V2))
    age = service.clock.now() * 1000 - ((message.id >> 22) + 1_420_070_400_000)
    if service.limit_old_edits and age > 3_600_000 and message.edits >= EDITS_WHEN_OLD:
        raise Refused(30046)
    service.edit(channel, message, body, service.store_files(channel, call))
    return Answer(body=service.message_json(message))


@TABLE.route("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete(service: Service, call: Call) -> Answer:
    """Take a message away; others' only with Manage Messages."""
    channel, message = _own(service, call)
    if message.author_id != service.state.bot.id:
        access.need(service, channel, "manage_messages")
    service.delete(channel, message)
    return Answer(204)


@TABLE.route("POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
def crosspost(service: Service, call: Call) -> Answer:
    """Publish to the followers of an announcement channel."""
    channel, message = _own(service, call)
    if channel.type != KINDS["announcement"]:
        raise Refused(50024)
    access.need(service, channel, "send_messages")
    if message.published:
        raise Refused(40033)
    message.flags |= PUBLISHED
    service.tell_message("MESSAGE_UPDATE", channel, message)
    return Answer(body=service.message_json(message))


def _own(service: Service, call: Call) -> tuple[Channel, Message]:
    """A message to change; nothing changes in an archived thread."""
    channel = access.writable(service, call.id("channel_id"))
    message = service.state.message(channel, call.id("message_id"))
    if channel.is_thread and channel.archived:
        raise Refused(50083)
    return channel, message
