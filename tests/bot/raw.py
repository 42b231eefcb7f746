"""Interactions as a changed client sends them: any custom id, option or value, whether or not it was offered."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from discord import app_commands
from simcord.actors import MemberActor
from simcord.backend import serializers
from simcord.builders import ChannelHandle
from simcord.interactions import base_payload
from simcord.results import InteractionResult, ResponseMessage

from tests.bot.conftest import Scene

BUTTON, SELECT = 2, 3
EPHEMERAL = 64


async def press(
    scene: Scene,
    who: MemberActor,
    custom_id: str,
    *,
    where: Any = None,
    guild_id: int | None = 0,
    values: Sequence[str] = (),
    permissions: int | None = None,
    thread: Mapping[str, Any] | None = None,
) -> ResponseMessage | None:
    """Use a control with any custom id, on a message that only this person sees; what they see then.

    `guild_id` None stands for direct messages; `permissions` are the person's own where they are; `thread` is said
    of that place beside what the model knows of it.
    """
    backend, place = scene.env.backend, where or scene.channel
    kind = SELECT if values else BUTTON
    data: dict[str, Any] = {"id": 1, "custom_id": custom_id, "component_type": kind}
    if values:
        data["values"] = list(values)
    guild = scene.guild.id if guild_id == 0 else guild_id
    record, payload = base_payload(backend, type=3, channel_id=place.id, guild_id=guild, user_id=who.id, data=data)
    source = await who.slash(scene.channel, "latest")
    assert source.response is not None
    stored = backend.messages[scene.channel.id][source.response.id]
    record.source_message_id = stored.id
    part = {"type": kind, "custom_id": custom_id, **({"options": []} if values else {"style": 1, "label": "x"})}
    payload["message"] = {
        **serializers.message_payload(backend, stored),
        "flags": EPHEMERAL,
        "components": [{"type": 1, "components": [part]}],
    }
    return await _deliver(scene, record, payload, permissions, thread)


async def slash(
    scene: Scene, who: MemberActor, name: str, channel: ChannelHandle, *, permissions: int, **options: str
) -> ResponseMessage | None:
    """Use a command with a channel that was not offered; `permissions` are what Discord says the person has there."""
    backend = scene.env.backend
    visible = backend.visible_commands(user_id=who.id, channel_id=scene.channel.id)
    command = next(one for one in visible if one["name"] == name)
    known = dict(serializers.channel_payload(backend, backend.get_channel(channel.id)))
    chosen = {**known, "permissions": str(permissions)}
    scene.expected.append(app_commands.TransformerError)
    data = {
        "id": str(command["id"]),
        "name": name,
        "type": 1,
        "options": [
            {"name": "channel", "type": 7, "value": str(channel.id)},
            *({"name": key, "type": 3, "value": value} for key, value in options.items()),
        ],
        "resolved": {"channels": {str(channel.id): chosen}},
    }
    record, payload = base_payload(
        backend, type=2, channel_id=scene.channel.id, guild_id=scene.guild.id, user_id=who.id, data=data
    )
    return await _deliver(scene, record, payload)


async def _deliver(
    scene: Scene, record: Any, payload: dict[str, Any], permissions: int | None = None, thread: Any = None
) -> ResponseMessage | None:
    if permissions is not None:
        payload["member"]["permissions"] = str(permissions)
    if thread is not None:
        payload["channel"] = {**payload["channel"], **thread}
    before = asyncio.all_tasks()
    scene.bot._connection.parse_interaction_create(payload)  # type: ignore[arg-type]
    await asyncio.gather(*(asyncio.all_tasks() - before), return_exceptions=True)
    await scene.env.settle()
    result = InteractionResult(scene.env, record)
    return result.followups[-1] if result.followups else result.response
