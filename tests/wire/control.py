"""The control API: what tests do with a `Wire` in their own process, for those in another.

POST /_wire/<name> with {"args": [...], "kwargs": {...}}; people, channels and messages are named by id. The answer is
{"result": ...} or, with status 400, {"error": "sentence"}.
"""

from __future__ import annotations

import inspect
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.wire.errors import Value

if TYPE_CHECKING:
    from tests.wire.service import Service

ALLOWED = frozenset(
    """
    add_guild join_guild remove_guild lose_guild add_channel delete_channel archive deny allow refuse
    add_user add_member remove_member close_dms dm_channel say delete_message
    slash autocomplete click choose messages connected disconnected synced message_count
    faults.add faults.clear gateway.reconnect gateway.invalidate gateway.close gateway.duplicate
    limits.like_discord limits.invalid clock.advance exchanges.find exchanges.clear check
    """.split()  # noqa: SIM905
)
SETTINGS = frozenset(
    """
    latency jitter nonce_window patience shards syncs message_content dms_without_guild limit_old_edits unmodelled
    gateway.acks gateway.heartbeat_interval gateway.refuse_connects gateway.identifies
    interactions.answer_within interactions.token_life
    limits.per_second limits.reading limits.via limits.ban_after limits.rejected
    """.split()  # noqa: SIM905
)


class Control:
    """Calls methods of the `Wire` by name."""

    def __init__(self, wire: Service) -> None:
        self.wire = wire

    async def handle(self, request: web.Request) -> web.Response:
        """One call. `set` takes settings as kwargs, `get` their names as args."""
        name = request.match_info["name"]
        sent = await request.json() if request.can_read_body else {}
        args, kwargs = sent.get("args", []), sent.get("kwargs", {})
        try:
            result = (
                self._settings(name, args, kwargs) if name in ("set", "get") else await self._call(name, args, kwargs)
            )
        except Exception as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)
        return web.json_response({"result": plain(result)})

    async def _call(self, name: str, args: list[Any], kwargs: dict[str, Any]) -> Value:
        if name not in ALLOWED:
            raise LookupError(f"there is no {name}; there are: get, set, {', '.join(sorted(ALLOWED))}")
        owner, attribute = self._find(name)
        result = getattr(owner, attribute)(*args, **kwargs)
        return await result if inspect.isawaitable(result) else result

    def _settings(self, name: str, args: list[str], kwargs: dict[str, Any]) -> dict[str, Any]:
        if unknown := {*args, *kwargs} - SETTINGS:
            raise LookupError(f"there is no {', '.join(unknown)}; there are: {', '.join(sorted(SETTINGS))}")
        for key, value in kwargs.items():
            owner, attribute = self._find(key)
            setattr(owner, attribute, value)
        return {key: getattr(*self._find(key)) for key in {*args, *kwargs}}

    def _find(self, name: str) -> tuple[Any, str]:
        part, _, attribute = name.rpartition(".")
        return (getattr(self.wire, part) if part else self.wire), attribute


def plain(value: Value) -> Value:
    """Anything a Wire gives, in JSON; ids become texts, as everywhere at Discord."""
    if hasattr(value, "as_json"):
        return plain(value.as_json())
    if is_dataclass(value) and not isinstance(value, type):
        shown = [one.name for one in fields(value) if one.name not in ("messages", "members", "when")]
        return {name: plain(getattr(value, name)) for name in shown}
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return list(map(plain, value))
    if isinstance(value, int) and not isinstance(value, bool) and value > 2**53:
        return str(value)
    return value if value is None or isinstance(value, (str, int, float)) else str(value)
