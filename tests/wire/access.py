"""What the bot may do where: the refusals that depend on the place."""

from __future__ import annotations

from tests.wire.errors import JSON, Refused
from tests.wire.permissions import allows
from tests.wire.service import Service
from tests.wire.things import FORUMS, KINDS, Channel


def readable(service: Service, channel_id: int) -> Channel:
    """A channel the bot sees. Raises Refused 10003, 50001 or what a test set."""
    channel = service.state.channel(channel_id)
    guild = service.state.guild_of(channel)
    if guild is not None and not guild.joined:
        raise Refused(50001)
    if channel.refuse in (10003, 50001):
        raise Refused(channel.refuse)
    if not allows(service.state.bot_permissions(channel), "view_channel"):
        raise Refused(50001)
    return channel


def writable(service: Service, channel_id: int) -> Channel:
    """A channel the bot may write in, or change what it wrote. Raises Refused."""
    channel = readable(service, channel_id)
    if channel.refuse is not None:
        raise Refused(channel.refuse)
    if channel.recipient_id is not None:
        person = service.state.user(channel.recipient_id)
        if not service.state.shares_guild(person) and not service.dms_without_guild:
            raise Refused(50278)
        if person.dms_closed:
            raise Refused(50007)
    return channel


def sendable(service: Service, channel_id: int, body: JSON, *, files: bool) -> Channel:
    """A channel that takes this message. Raises Refused."""
    channel = writable(service, channel_id)
    if channel.type in (*FORUMS, KINDS["category"]):
        raise Refused(50008)
    if channel.recipient_id is None:
        may = service.state.bot_permissions(channel)
        if channel.is_thread and channel.locked and not allows(may, "manage_threads"):
            raise Refused(160005)
        needed = ["send_messages_in_threads" if channel.is_thread else "send_messages"]
        needed += ["embed_links"] if body.get("embeds") else []
        needed += ["attach_files"] if files else []
        if not all(allows(may, name) for name in needed):
            raise Refused(50013)
    return channel


def need(service: Service, channel: Channel, name: str) -> None:
    """Raises Refused 50013 when the bot lacks the permission there."""
    if channel.recipient_id is None and not allows(service.state.bot_permissions(channel), name):
        raise Refused(50013)
