"""What Discord answers: simcord's answers in Discord's shape, once the rules are kept that simcord does not know.

ROUTES, at the end, has all that a bot may ask here; where simcord knows too little, a function of its own answers.
"""

from collections.abc import Callable
from typing import Any

from simcord.backend import serializers
from simcord.backend.models import Channel
from simcord.http.router import RouteNotImplemented, dispatch

from tests.reading import JSON
from tests.truth.unwritten import faults_of, faults_of_commands, has_too_many_bytes
from tests.wire.exchanges import SAMPLES, Exchange, complain, refuse_if
from tests.wire.people import People


def answer(wire: People, call: Exchange) -> Any:
    """The body of the answer. Raises BackendError for what is refused."""
    if call.route not in ROUTES:
        raise RouteNotImplemented(call.method, call.path)
    if "channel_id" in call.ids:
        admit(wire, channel_of(wire, call), call)
    if call.method in ("POST", "PATCH"):
        accept(call.form)
    return ROUTES[call.route](wire, call)


def channel_of(wire: People, call: Exchange) -> Channel:
    """The channel that the path names. Raises BackendError 10003."""
    return wire.backend.get_channel(int(call.ids["channel_id"]))


def admit(wire: People, channel: Channel, call: Exchange) -> None:
    """Raise BackendError where a test, a closed thread, or a person without a server in common keeps the bot out."""
    code, thread = wire.refused.get(channel.id, 0), channel.thread_metadata
    refuse_if(code, code)
    refuse_if(not wire.reaches(channel.guild_id), 50001)
    refuse_if(thread and thread.locked and call.method == "POST", 160005)
    refuse_if(thread and thread.archived and call.method == "PATCH" and "message_id" in call.ids, 50083)
    for person in channel.recipient_ids if call.method != "GET" else ():
        common = [one for one in wire.backend.guilds.values() if {person, wire.bot.id} <= one.members.keys()]
        refuse_if(not common, 50278)


def accept(message: JSON, *at: str) -> None:
    """Raise BackendError for a message beyond a limit the description does not know; `at` is the path to its body."""
    complain(*faults_of(message, *at))
    refuse_if(has_too_many_bytes(message), 500)


def by_simcord(wire: People, call: Exchange, **instead: Any) -> Any:
    """What simcord answers, in Discord's shape; `instead` is another `json` or `params` than the bot's."""
    asked = {"json": call.request, "params": call.query} | instead
    return wire.shaped(dispatch(wire.backend, call.method, call.path, **asked))


def open_dm(wire: People, call: Exchange) -> Any:
    """The direct messages with a person; opening them is not refused where sending will be."""
    is_new = int(call.form["recipient_id"]) not in wire.backend.dm_channels
    refuse_if(is_new and wire.limits.dm_opens.take(wire.limits.now()), 40003)
    return by_simcord(wire, call)


def overwrite_commands(wire: People, call: Exchange) -> Any:
    """Replace all commands; what is null counts as not said."""
    complain(*faults_of_commands(call.request))
    said = [{key: value for key, value in one.items() if value is not None} for one in call.request]
    for one in said:
        if "default_member_permissions" in one:
            one["default_member_permissions"] = str(one["default_member_permissions"])
    return by_simcord(wire, call, json=said)


def create(wire: People, call: Exchange) -> Any:
    """Send a message; a repeated nonce with enforce_nonce answers the first one. An archived thread reopens."""
    channel, form, nonce, now = channel_of(wire, call), call.form, call.form.get("nonce"), wire.clock.now()
    refuse_if(not (form.get("content") or "").strip() and not form.get("embeds") and not form.get("components"), 50006)
    if form.get("embeds"):
        wire.backend.require_permissions(channel.guild_id, wire.bot.id, channel.id, "embed_links")
    told, at = wire.nonces.get(str(nonce), (None, now))  # unique by author, not by channel
    if told is None or not form.get("enforce_nonce") or (now - at).total_seconds() > wire.nonce_window:
        told = by_simcord(wire, call) | ({} if nonce is None else {"nonce": nonce})
        wire.nonces[str(nonce)] = told, now
        if channel.thread_metadata and channel.thread_metadata.archived:
            wire.archive(channel, archived=False)
    refuse_if(int(told["id"]) not in wire.backend.messages[int(told["channel_id"])], 10008)
    return told


def history(wire: People, call: Exchange) -> Any:
    """Newest first; what comes `after` a message begins there, where simcord would begin with the newest of all."""
    if "after" not in call.query:
        return by_simcord(wire, call)
    later = by_simcord(wire, call, params=call.query | {"limit": len(wire.backend.messages[channel_of(wire, call).id])})
    return later[-int(call.query.get("limit", 50)) :]


def edit_thread(wire: People, call: Exchange) -> Any:
    """Open or archive a thread: to open it takes what writing takes, unless it is locked; to archive it, owning it."""
    thread, archived = channel_of(wire, call), bool(call.form["archived"])
    locked = bool(thread.thread_metadata and thread.thread_metadata.locked)
    needed = "manage_threads" if locked or (archived and thread.owner_id != wire.bot.id) else "send_messages_in_threads"
    wire.backend.require_permissions(thread.guild_id, wire.bot.id, thread.parent_id, needed)
    wire.archive(thread, archived=archived, locked=locked)
    return wire.shaped(serializers.channel_payload(wire.backend, thread))


def guild(wire: People, call: Exchange) -> Any:
    """A server that the bot is in; of any other it knows nothing."""
    ident = int(call.ids["guild_id"])
    refuse_if(ident not in wire.backend.guilds or not wire.reaches(ident), 10004)
    told: JSON = by_simcord(wire, call) | SAMPLES["guild"]
    return {key: value for key, value in told.items() if value != "(gone)"}


def create_post(wire: People, call: Exchange) -> Any:
    """A post in a forum, with its first message."""
    forum, tags = channel_of(wire, call), call.form.get("applied_tags") or []
    refuse_if(str(forum.id) in wire.need_tag and not tags, 40067)
    refuse_if({*map(str, tags)} - {tag["id"] for tag in forum.available_tags}, 10087)
    accept(call.form["message"], "message")
    call.status = 201
    return by_simcord(wire, call)


def callback(wire: People, call: Exchange) -> Any:
    """The first answer to an interaction."""
    accept(call.form.get("data") or {}, "data")
    return by_simcord(wire, call)


def follow_up(wire: People, call: Exchange) -> Any:
    """Another message of an interaction, or a change of one."""
    ident = wire.backend.interaction_tokens[call.ids["webhook_token"]]
    refuse_if(wire.backend.now_iso() > str(wire.backend.interactions[ident].expires_at), 50027)
    return by_simcord(wire, call)


ROUTES: dict[str, Callable[[People, Exchange], Any]] = {  # of those that fit a path the first wins
    "GET /gateway": lambda wire, _: {"url": wire.gateway.url},
    "GET /gateway/bot": lambda wire, _: SAMPLES["gateway"] | {"url": wire.gateway.url, "shards": wire.shards},
    "GET /oauth2/applications/@me": by_simcord,
    "GET /users/@me": lambda wire, call: by_simcord(wire, call) | SAMPLES["me"],
    "PATCH /users/@me": lambda wire, _: wire.shaped(dispatch(wire.backend, "GET", "/users/@me")) | SAMPLES["me"],
    "PATCH /applications/@me": lambda wire, _: wire.shaped(dispatch(wire.backend, "GET", "/oauth2/applications/@me")),
    "GET /users/{user_id}": by_simcord,
    "POST /users/@me/channels": open_dm,
    "GET /applications/{application_id}/commands": by_simcord,
    "PUT /applications/{application_id}/commands": overwrite_commands,
    "GET /applications/{application_id}/guilds/{guild_id}/commands": by_simcord,
    "PUT /applications/{application_id}/guilds/{guild_id}/commands": overwrite_commands,
    "GET /channels/{channel_id}": by_simcord,
    "PATCH /channels/{channel_id}": edit_thread,
    "GET /channels/{channel_id}/messages": history,
    "POST /channels/{channel_id}/messages": create,
    "GET /channels/{channel_id}/messages/{message_id}": by_simcord,
    "PATCH /channels/{channel_id}/messages/{message_id}": by_simcord,
    "POST /channels/{channel_id}/messages/{message_id}/crosspost": by_simcord,
    "POST /channels/{channel_id}/threads": create_post,
    "GET /channels/{channel_id}/threads/archived/public": by_simcord,
    "GET /guilds/{guild_id}": guild,
    "GET /guilds/{guild_id}/threads/active": by_simcord,
    "POST /interactions/{interaction_id}/{interaction_token}/callback": callback,
    "POST /webhooks/{webhook_id}/{webhook_token}": follow_up,
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original": follow_up,
}
