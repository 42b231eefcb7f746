"""Messages: how a body becomes one, and the routes of a channel's messages.

https://discord.com/developers/docs/resources/message
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.wire.exchanges import Exchange, route
from tests.wire.rules import Refused, check
from tests.wire.state import found
from tests.wire.things import BITS, EPHEMERAL, FORUMS, JSON, KINDS, LOADING, PUBLISHED, SAMPLES, V2, Channel, Message

if TYPE_CHECKING:
    from tests.wire.service import Service

SETTABLE = 1 << 2 | 1 << 12 | EPHEMERAL | V2  # flags that a bot may set; the first two: without embeds, silent
MESSAGES, MESSAGE = "/channels/{channel_id}/messages", "/channels/{channel_id}/messages/{message_id}"


def compose(wire: Service, channel: Channel, body: JSON, *at: str, flags: int = 0) -> Message:
    """A message that is nowhere yet. Raises Refused for a body that Discord would not take; `at` is its path."""
    now = wire.clock.stamp()
    message = Message(wire.clock.snowflake(), channel, wire.state.bot, timestamp=now, flags=flags)
    message.nonce = body.get("nonce")
    fill(message, body, *at)
    return message


def edit(wire: Service, message: Message, body: JSON, *at: str) -> None:
    """Change a message. Raises Refused."""
    fill(message, body, *at)
    message.json["edited_timestamp"] = wire.clock.stamp()


def fill(message: Message, body: JSON, *at: str) -> None:
    """Put a body into a message; what the body does not mention stays as it was. Raises Refused."""
    flags = message.flags | int(body.get("flags") or 0) & SETTABLE
    check(body | {"flags": flags}, *at)
    told: JSON = {name: shown(body[name] or [], name, count(1)) for name in ("embeds", "components") if name in body}
    if "content" in body:
        told["content"] = (body["content"] or "").strip()
    changed = message.json | told | {"flags": flags}
    if not (changed["content"] or changed["embeds"] or changed["components"] or flags & LOADING):
        raise Refused(50006)
    message.json = changed


def shown(node: Any, name: str, numbers: Iterator[int]) -> Any:
    """A field of a body as answers show it: defaults filled in, components numbered, nothing that is null."""
    if isinstance(node, list):
        return [shown(one, name, numbers) for one in node]
    if not isinstance(node, dict):
        return node
    told = SAMPLES["shown"].get(name, {}) | SAMPLES["shown"].get(str(node.get("type")), {})
    if name in ("components", "accessory"):
        told = told | {"id": next(numbers)}
    told |= {key: shown(value, key, numbers) for key, value in node.items() if value is not None}
    told.pop("required", None)  # discord.py sends it of every select; it belongs to forms
    return told | ({"proxy_url": told["url"]} if name == "media" else {})


def post(wire: Service, message: Message) -> None:
    """Put a message into its channel; an archived thread reopens."""
    channel = message.channel
    if channel.archived:
        channel.json["thread_metadata"]["archived"] = False
        wire.gateway.send("THREAD_UPDATE", channel.json, channel.guild)
    channel.messages[message.id] = wire.state.messages[message.id] = message
    channel.json["last_message_id"] = str(message.id)


@route("POST", MESSAGES)
def create(wire: Service, call: Exchange, channel_id: int) -> JSON:
    """Send a message; a repeated nonce with enforce_nonce answers the first one."""
    channel = wire.state.place(channel_id)
    if channel.type in (*FORUMS, KINDS["category"]):
        raise Refused(50008)
    if channel.is_thread and channel.thread_metadata["locked"]:
        raise Refused(160005)
    needed = ["send_messages_in_threads" if channel.is_thread else "send_messages"]
    wire.state.place(channel_id, *needed, *(["embed_links"] if call.form.get("embeds") else []))
    body = call.form | {"flags": (call.form.get("flags") or 0) & ~EPHEMERAL}  # only interactions are for one person
    message = _first_with(wire, body)
    if message is None:
        message = compose(wire, channel, body)
        wire.state.nonces[str(message.nonce)] = message, wire.clock.now()
        post(wire, message)
    return message.json | ({"nonce": message.nonce} if message.nonce is not None else {})


def _first_with(wire: Service, body: JSON) -> Message | None:
    """What was sent with this nonce, unique by author and not by channel. Raises Refused 10008 when deleted."""
    message, at = wire.state.nonces.get(str(body.get("nonce")), (None, 0.0))
    if message is None or not body.get("enforce_nonce") or wire.clock.now() - at > wire.nonce_window:
        return None
    return there(message)


def there(message: Message | None) -> Message:
    """A message that nobody has deleted. Raises Refused 10008."""
    if message is None or message.deleted:
        raise Refused(10008)
    return message


@route("GET", MESSAGES)
def history(wire: Service, call: Exchange, channel_id: int) -> list[JSON]:
    """Messages, newest first, by before, after or around; none without Read Message History."""
    channel = wire.state.place(channel_id, writes=False)
    limit = int(call.query.get("limit", 50))
    if not channel.permissions & BITS["read_message_history"]:
        return []
    page = list(channel.messages.values())
    if "before" in call.query:
        page = [one for one in page if one.id < int(call.query["before"])]
    if "after" in call.query:
        page = [one for one in page if one.id > int(call.query["after"])][:limit]
    if "around" in call.query:
        earlier = sum(one.id < int(call.query["around"]) for one in page)
        page = page[max(earlier - limit // 2, 0) :][:limit]
    return [one.json for one in page[: -limit - 1 : -1]]


@route("PATCH", MESSAGE)
def patch(wire: Service, call: Exchange, channel_id: int, message_id: int) -> JSON:
    """Change a message, but nothing in an archived thread."""
    channel = wire.state.place(channel_id)
    message = found(channel.messages, message_id, 10008)
    if channel.archived:
        raise Refused(50083)
    edit(wire, message, call.form)
    return message.json


@route("POST", MESSAGE + "/crosspost")
def crosspost(wire: Service, _: Exchange, channel_id: int, message_id: int) -> JSON:
    """Publish to the followers of an announcement channel."""
    channel = wire.state.place(channel_id, "send_messages")
    message = found(channel.messages, message_id, 10008)
    if channel.type != KINDS["announcement"]:
        raise Refused(50024)
    if message.published:
        raise Refused(40033)
    message.json["flags"] |= PUBLISHED
    return message.json
