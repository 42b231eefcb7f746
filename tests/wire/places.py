"""Who the bot is and where: itself, its commands, people, servers, channels and threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from tests.wire.exchanges import Exchange, not_modelled, route
from tests.wire.messages import MESSAGE, compose, post
from tests.wire.rules import Refused, complain, size
from tests.wire.state import found
from tests.wire.things import FORUMS, JSON, KINDS, SAMPLES, Channel

if TYPE_CHECKING:
    from tests.wire.service import Service

REQUIRES_TAG = 1 << 4
THREADS = "/channels/{channel_id}/threads"
COMMANDS = "/applications/{application_id}/commands"


def application(wire: Service, _: Exchange) -> JSON:
    """The application behind the bot."""
    bot = wire.state.bot
    people = {"bot": bot.json, "owner": wire.state.owner.json}
    return SAMPLES["application"] | {"id": str(bot.id), "name": bot.username} | people


LOOKED_UP: dict[str, Callable[..., Any]] = {
    "/gateway": lambda wire, _: {"url": wire.gateway.url},
    "/gateway/bot": lambda wire, _: SAMPLES["gateway"] | {"url": wire.gateway.url, "shards": wire.shards},
    "/oauth2/applications/@me": application,
    "/applications/@me": application,
    COMMANDS: lambda wire, _, application_id: wire.state.commands,
    "/users/@me": lambda wire, _: wire.state.bot.json | SAMPLES["me"],
    "/users/{user_id}": lambda wire, _, user_id: found(wire.state.users, user_id, 10013).json,
    "/guilds/{guild_id}": lambda wire, _, guild_id: wire.state.guild(guild_id).json,
    "/channels/{channel_id}": lambda wire, _, channel_id: wire.state.place(channel_id, writes=False).json,
    MESSAGE: lambda wire, _, channel_id, message_id: (
        found(wire.state.place(channel_id, writes=False).messages, message_id, 10008).json
    ),
}
for template, handler in LOOKED_UP.items():
    route("GET", template)(handler)


@route("POST", "/users/@me/channels")
def open_dm(wire: Service, call: Exchange) -> JSON:
    """The direct messages with a person; opening them is not refused where sending will be."""
    person = found(wire.state.users, int(call.form["recipient_id"]), 10013)
    if person.dm is None and wire.limits.dm_opens.take(wire.limits.now()) > 0:
        raise Refused(40003)
    return wire.state.dm(person).json


@route("PUT", COMMANDS)
def overwrite_commands(wire: Service, call: Exchange, application_id: int) -> list[JSON]:
    """Replace all commands; one that keeps its name keeps its id."""
    too_large = [number for number, one in enumerate(call.request) if size(one) > 8000]
    complain(*(((number,), "APPLICATION_COMMAND_TOO_LARGE") for number in too_large))
    known = {one["name"]: one["id"] for one in wire.state.commands}
    wire.state.commands = []
    for command in call.request:
        told = SAMPLES["command"] | {key: value for key, value in command.items() if value is not None}
        if told["default_member_permissions"] is not None:
            told["default_member_permissions"] = str(told["default_member_permissions"])
        new = {"application_id": str(application_id), "version": str(wire.clock.snowflake())}
        wire.state.commands.append(told | new | {"id": known.get(told["name"], new["version"])})
    return wire.state.commands


@route("GET", "/guilds/{guild_id}/threads/active")
def active_threads(wire: Service, _: Exchange, guild_id: int) -> JSON:
    """The open threads and posts of a server."""
    return _listed(one for one in wire.state.guild(guild_id).channels.values() if not one.archived)


@route("GET", THREADS + "/archived/public")
def archived_threads(wire: Service, _: Exchange, channel_id: int) -> JSON:
    """The closed threads or posts of a channel."""
    parent = wire.state.place(channel_id, "read_message_history", writes=False)
    return _listed(one for one in wire.state.channels.values() if one.parent is parent and one.archived)


def _listed(channels: Iterable[Channel]) -> JSON:
    threads = sorted((one for one in channels if one.is_thread), key=lambda one: -one.id)
    return {"threads": [one.json for one in threads], "members": [], "has_more": False}


@route("POST", THREADS, status=201)
def create_post(wire: Service, call: Exchange, channel_id: int) -> JSON:
    """A post in a forum, with its first message."""
    forum, body = wire.state.place(channel_id, "send_messages"), call.form
    if forum.type not in FORUMS:
        not_modelled(wire, call)
    tags = [str(tag) for tag in body.get("applied_tags") or []]
    if forum.flags & REQUIRES_TAG and not tags:
        raise Refused(40067)
    if set(tags) - {tag["id"] for tag in forum.available_tags}:
        raise Refused(10087)
    message = compose(wire, forum, body["message"], "message")
    named = {"name": body["name"], "applied_tags": tags, "owner_id": str(wire.state.bot.id)}
    thread = Channel(KINDS["thread"], message.id, forum.guild, forum, **named)
    message.channel, message.json["channel_id"] = thread, str(thread.id)
    wire.gateway.send("THREAD_CREATE", wire.state.add(thread).json | {"newly_created": True}, thread.guild)
    post(wire, message)
    return thread.json | {"message": message.json}
