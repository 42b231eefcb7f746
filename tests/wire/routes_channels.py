"""Channels, threads, forum posts and servers."""

from __future__ import annotations

from tests.wire import access, contents, payloads, payloads_guild
from tests.wire.calls import Answer, Call, Table
from tests.wire.errors import JSON, Form, Refused
from tests.wire.service import Service
from tests.wire.things import FORUMS, HAS_THREAD, KINDS, V2, Channel

TABLE = Table()
REQUIRES_TAG = 1 << 4
ARCHIVE_AFTER = (60, 1440, 4320, 10080)


@TABLE.route("GET", "/channels/{channel_id}")
def get(service: Service, call: Call) -> Answer:
    """A channel."""
    return Answer(body=payloads.channel(service.state, access.readable(service, call.id("channel_id"))))


@TABLE.route("PATCH", "/channels/{channel_id}")
def edit(service: Service, call: Call) -> Answer:
    """Change a thread (archived, locked, name, tags) or a channel's name and topic."""
    channel = access.writable(service, call.id("channel_id"))
    body = call.object()
    if channel.is_thread:
        if channel.locked or body.get("locked"):
            access.need(service, channel, "manage_threads")
        if channel.archived and body.get("archived") is not False:
            raise Refused(50083)
        channel.archived = bool(body.get("archived", channel.archived))
        channel.locked = bool(body.get("locked", channel.locked))
        channel.auto_archive = body.get("auto_archive_duration", channel.auto_archive)
        channel.applied_tags = [str(tag) for tag in body.get("applied_tags", channel.applied_tags)]
    else:
        access.need(service, channel, "manage_channels")
        channel.topic = body.get("topic", channel.topic)
    channel.name = body.get("name") or channel.name
    service.tell_channel("THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", channel)
    return Answer(body=payloads.channel(service.state, channel))


@TABLE.route("POST", "/channels/{channel_id}/typing")
def typing(service: Service, call: Call) -> Answer:
    """Show that the bot is typing."""
    access.sendable(service, call.id("channel_id"), {}, files=False)
    return Answer(204)


@TABLE.route("POST", "/channels/{channel_id}/threads")
def create_thread(service: Service, call: Call) -> Answer:
    """A forum post with its first message, or a thread without one."""
    parent = access.writable(service, call.id("channel_id"))
    body = call.object()
    _check_thread(body)
    if parent.type not in FORUMS:
        kind = body.get("type", KINDS["private_thread"])
        access.need(service, parent, "create_public_threads" if kind != 12 else "create_private_threads")
        thread = _open(service, parent, body, service.clock.snowflake(), kind)
        return Answer(201, payloads.channel(service.state, thread))
    access.need(service, parent, "send_messages")
    tags = [str(tag) for tag in body.get("applied_tags") or []]
    if parent.flags & REQUIRES_TAG and not tags:
        raise Refused(40067)
    if set(tags) - {str(tag["id"]) for tag in parent.tags}:
        raise Refused(10087)
    first: JSON = body.get("message") or {}
    contents.validate(first, v2=bool(int(first.get("flags") or 0) & V2), at=("message",))
    message = service.new_message(parent, service.state.bot, first, service.store_files(parent, call))
    thread = _open(service, parent, body, message.id, KINDS["thread"], tags)
    message.channel_id = thread.id
    service.publish(thread, message)
    return Answer(201, payloads.channel(service.state, thread) | {"message": service.message_json(message)})


@TABLE.route("GET", "/channels/{channel_id}/threads/archived/public")
def archived_threads(service: Service, call: Call) -> Answer:
    """The closed threads or posts of a channel, newest first."""
    parent = access.readable(service, call.id("channel_id"))
    found = [one for one in service.state.channels.values() if one.parent_id == parent.id and one.archived]
    threads = [payloads.channel(service.state, one) for one in sorted(found, key=lambda one: -one.id)]
    return Answer(body={"threads": threads, "members": [], "has_more": False})


@TABLE.route("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def create_thread_from(service: Service, call: Call) -> Answer:
    """A thread below a message; it has the message's id."""
    parent = access.writable(service, call.id("channel_id"))
    access.need(service, parent, "create_public_threads")
    message = service.state.message(parent, call.id("message_id"))
    _check_thread(call.object())
    if message.flags & HAS_THREAD:
        raise Refused(160004)
    message.flags |= HAS_THREAD
    kind = KINDS["announcement_thread"] if parent.type == KINDS["announcement"] else KINDS["thread"]
    return Answer(201, payloads.channel(service.state, _open(service, parent, call.object(), message.id, kind)))


def _check_thread(body: JSON) -> None:
    form = Form()
    form.length(("name",), body.get("name"), 1, 100)
    if body.get("auto_archive_duration") not in (None, *ARCHIVE_AFTER):
        form.add(("auto_archive_duration",), "BASE_TYPE_CHOICES", f"Value must be one of {ARCHIVE_AFTER}.")
    form.check()


def _open(
    service: Service, parent: Channel, body: JSON, thread_id: int, kind: int, tags: list[str] | None = None
) -> Channel:
    thread = Channel(
        thread_id,
        kind,
        name=body["name"],
        guild_id=parent.guild_id,
        parent_id=parent.id,
        owner_id=service.state.bot.id,
        auto_archive=body.get("auto_archive_duration") or 1440,
        applied_tags=tags or [],
    )
    service.state.add(thread)
    service.tell_channel("THREAD_CREATE", thread, newly_created=True)
    return thread


@TABLE.route("PUT", "/channels/{channel_id}/thread-members/@me")
def join_thread(service: Service, call: Call) -> Answer:
    """Join a thread."""
    access.readable(service, call.id("channel_id"))
    return Answer(204)


@TABLE.route("DELETE", "/channels/{channel_id}")
def delete(service: Service, call: Call) -> Answer:
    """Delete a thread or channel."""
    channel = access.writable(service, call.id("channel_id"))
    access.need(service, channel, "manage_threads" if channel.is_thread else "manage_channels")
    service.remove_channel(channel)
    return Answer(body=payloads.channel(service.state, channel))


@TABLE.route("GET", "/guilds/{guild_id}")
def guild(service: Service, call: Call) -> Answer:
    """A server."""
    return Answer(body=payloads_guild.guild(service.state, service.state.guild(call.id("guild_id"))))


@TABLE.route("GET", "/guilds/{guild_id}/channels")
def guild_channels(service: Service, call: Call) -> Answer:
    """The channels of a server, without threads."""
    one = service.state.guild(call.id("guild_id"))
    return Answer(
        body=[payloads.channel(service.state, other) for other in service.state.channels_of(one, threads=False)]
    )


@TABLE.route("GET", "/guilds/{guild_id}/threads/active")
def active_threads(service: Service, call: Call) -> Answer:
    """The open threads and posts of a server."""
    one = service.state.guild(call.id("guild_id"))
    threads = [payloads.channel(service.state, other) for other in service.state.channels_of(one, threads=True)]
    return Answer(body={"threads": threads, "members": [], "has_more": False})


@TABLE.route("GET", "/guilds/{guild_id}/members/{user_id}")
def guild_member(service: Service, call: Call) -> Answer:
    """A member of a server."""
    one = service.state.guild(call.id("guild_id"))
    who = service.state.user(call.id("user_id"))
    if who.id not in one.members and who is not service.state.bot:
        raise Refused(10007)
    return Answer(body=payloads.member(service.state, one, who))


@TABLE.route("GET", "/guilds/{guild_id}/roles")
def guild_roles(service: Service, call: Call) -> Answer:
    """The roles of a server."""
    return Answer(body=payloads_guild.roles(service.state, service.state.guild(call.id("guild_id"))))
