"""What people send when they type, press and choose, as far as Discord's own app would let them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.wire import commands, payloads
from tests.wire.components import BUTTON, SELECT, SELECTS, walk
from tests.wire.errors import JSON, Value
from tests.wire.interactions import COMPONENT, MODAL_SUBMIT, Interaction
from tests.wire.permissions import BITS, EVERYONE
from tests.wire.things import Channel, Message, User

if TYPE_CHECKING:
    from tests.wire.service import Service


def named(one: Interaction) -> str:
    """An interaction in a sentence."""
    if one.type in (COMPONENT, MODAL_SUBMIT):
        return f"the component {one.data['custom_id']}"
    return f"/{one.data['name']}"


def typed(
    service: Service,
    name: str,
    options: Mapping[str, Any],
    who: User,
    where: Channel,
    *,
    force: bool,
    focused: str | None,
) -> JSON:
    """The data of a command. Raises LookupError and ValueError for what the app would not send."""
    known = service.state.commands[None] + service.state.commands.get(where.guild_id, [])
    command, chain, allowed = commands.find(known, name)
    if not force:
        _check_offered(service, command, who, where)
    by_name = {option["name"]: option for option in allowed}
    if unknown := options.keys() - by_name.keys():
        raise ValueError(f"/{name} has no option {', '.join(sorted(unknown))}; it has: {', '.join(by_name) or 'none'}")
    missing = [one for one in by_name if by_name[one].get("required") and one not in options]
    if missing and focused is None and not force:
        raise ValueError(f"/{name} needs {', '.join(missing)}")
    resolved: JSON = {}
    sent: list[JSON] = []
    for key, value in options.items():
        option = by_name[key]
        if key == focused:
            sent.append({"name": key, "type": option["type"], "value": str(value), "focused": True})
            continue
        if not force:
            commands.check_typed(option, value)
        sent.append({"name": key, "type": option["type"], "value": _resolve(service, where, value, resolved)})
    for inner in reversed(chain):
        sent = [{"name": inner["name"], "type": inner["type"], "options": sent}]
    data: JSON = {"id": command["id"], "name": command["name"], "type": command["type"], "options": sent}
    return data | ({"resolved": resolved} if resolved else {})


def _check_offered(service: Service, command: JSON, who: User, where: Channel) -> None:
    """Whether the app shows this command to this person here."""
    guild = service.state.guild_of(where)
    contexts = command.get("contexts")
    if contexts is not None and (0 if guild else 1) not in contexts:
        raise LookupError(f"/{command['name']} is not offered in this kind of channel (contexts {contexts})")
    if guild is None:
        if contexts is None and command.get("dm_permission") is False:
            raise LookupError(f"/{command['name']} is not offered in direct messages")
        return
    if not guild.joined and 1 not in command.get("integration_types", [0]):
        raise LookupError(f"/{command['name']} is not offered in {guild.name}: the bot is not there")
    needed = command.get("default_member_permissions")
    may = guild.members.get(who.id, EVERYONE)
    lacks = needed is not None and (int(needed) & ~may or int(needed) == 0)  # "0": administrators only
    if lacks and not may & BITS["administrator"]:
        raise LookupError(f"/{command['name']} is not offered to {who.name}, who lacks the permissions {needed}")


def _resolve(service: Service, where: Channel, value: Value, resolved: JSON) -> Value:
    """Users and channels are sent by id, with what they are in `resolved`."""
    if isinstance(value, User):
        resolved.setdefault("users", {})[str(value.id)] = payloads.user(value)
        guild = service.state.guild_of(where)
        if guild is not None and value.id in guild.members:
            member = payloads.member(service.state, guild, value) | {"permissions": str(guild.members[value.id])}
            del member["user"], member["mute"], member["deaf"]
            resolved.setdefault("members", {})[str(value.id)] = member
        return str(value.id)
    if isinstance(value, Channel):
        told = payloads.channel(service.state, value) | {"permissions": str(EVERYONE)}
        resolved.setdefault("channels", {})[str(value.id)] = told
        return str(value.id)
    return value


def used(message: Message, who: User, component: str, values: list[str] | None) -> JSON:
    """The data of a component. Raises LookupError and ValueError for what the app would not send."""
    if message.deleted or message.seen_by not in (None, who.id):
        raise LookupError(f"{who.name} does not see this message")
    usable = [one for one in walk(message.components) if one.get("custom_id")]
    names = ("custom_id", "label", "placeholder")
    found = next((one for one in usable if component in [one.get(name) for name in names]), None)
    if found is None:
        known = [str(one.get("label") or one["custom_id"]) for one in usable]
        raise LookupError(f"there is no {component!r} on the message; there are: {', '.join(known) or 'none'}")
    if found.get("disabled"):
        raise ValueError(f"{component!r} is disabled")
    data: JSON = {"id": found["id"], "custom_id": found["custom_id"], "component_type": found["type"]}
    if values is None:
        if found["type"] != BUTTON:
            raise ValueError(f"{component!r} is no button")
        return data
    if found["type"] not in SELECTS:
        raise ValueError(f"{component!r} is no select")
    return data | {"values": _chosen(found, values)}


def _chosen(select: JSON, values: list[str]) -> list[str]:
    if not select["min_values"] <= len(values) <= select["max_values"]:
        raise ValueError(f"{len(values)} values where {select['min_values']} to {select['max_values']} may be chosen")
    if select["type"] != SELECT:
        return values
    by_name = {one[key]: one["value"] for key in ("label", "value") for one in select["options"]}
    if unknown := [value for value in values if value not in by_name]:
        raise ValueError(f"{unknown} are not among the options {[one['label'] for one in select['options']]}")
    return [by_name[value] for value in values]


def filled(modal: JSON, fields: Mapping[str, Any]) -> JSON:
    """The data of a submitted modal: text inputs and selects, in rows or labels."""
    left = dict(fields)

    def fill(one: JSON) -> JSON:
        if "component" in one:
            return {"type": one["type"], "id": one.get("id", 0), "component": fill(one["component"])}
        if "components" in one:
            return {
                "type": one["type"],
                "id": one.get("id", 0),
                "components": [fill(each) for each in one["components"]],
            }
        if "custom_id" not in one:
            return {"type": one["type"], "id": one.get("id", 0)}
        value = left.pop(one["custom_id"], one.get("value", ""))
        told: JSON = {"type": one["type"], "id": one.get("id", 0), "custom_id": one["custom_id"]}
        return told | ({"values": value} if one["type"] in SELECTS else {"value": value})

    components = [fill(one) for one in modal["components"]]
    if left:
        raise LookupError(f"the form has no {', '.join(left)}")
    return {"custom_id": modal["custom_id"], "components": components}
