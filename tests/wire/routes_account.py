"""Who the bot is, how it finds the gateway, and its commands."""

from __future__ import annotations

from tests.wire import commands, payloads, payloads_guild
from tests.wire.calls import Answer, Call, Table, snowflake
from tests.wire.errors import Form, Refused
from tests.wire.service import Service

TABLE = Table()


@TABLE.route("GET", "/gateway", needs_token=False)
def gateway(service: Service, call: Call) -> Answer:
    """Where the gateway is."""
    return Answer(body={"url": service.gateway.url})


@TABLE.route("GET", "/gateway/bot")
def gateway_bot(service: Service, call: Call) -> Answer:
    """Where the gateway is, and how many shards it recommends."""
    starts = {"total": 1000, "remaining": 1000 - service.gateway.identifies, "reset_after": 86_400_000}
    limit = starts | {"max_concurrency": 16}
    return Answer(body={"url": service.gateway.url, "shards": service.shards, "session_start_limit": limit})


@TABLE.route("GET", "/users/@me")
def me(service: Service, call: Call) -> Answer:
    """The bot's own user."""
    return Answer(body=payloads.myself(service.state.bot))


@TABLE.route("POST", "/users/@me/channels")
def open_dm(service: Service, call: Call) -> Answer:
    """Open the direct message channel with a person; opening is not refused where sending will be."""
    if "recipient_id" not in call.object():
        form = Form()
        form.add(("recipient_id",), "BASE_TYPE_REQUIRED", "This field is required")
        form.check()
    recipient = service.state.user(snowflake(call.object()["recipient_id"], "recipient_id"))
    if recipient.bot:
        raise Refused(50007)
    known = recipient.id in service.state.dms
    if not known and service.dm_opens is not None and service.dm_opens.take(service.limits.now()) > 0:
        raise Refused(40003)
    return Answer(body=payloads.channel(service.state, service.state.dm(recipient)))


@TABLE.route("GET", "/users/@me/guilds")
def my_guilds(service: Service, call: Call) -> Answer:
    """The servers the bot is in."""
    return Answer(
        body=[
            {
                "id": str(one.id),
                "name": one.name,
                "icon": None,
                "banner": None,
                "owner": False,
                "permissions": str(one.bot_permissions),
                "features": payloads_guild.FEATURES,
            }
            for one in service.state.guilds.values()
            if one.joined
        ]
    )


@TABLE.route("GET", "/users/{user_id}")
def user(service: Service, call: Call) -> Answer:
    """A person."""
    return Answer(body=payloads.user(service.state.user(call.id("user_id"))))


@TABLE.route("GET", "/applications/@me")
@TABLE.route("GET", "/oauth2/applications/@me")
def application(service: Service, call: Call) -> Answer:
    """The application behind the bot."""
    return Answer(body=payloads.application(service.state))


@TABLE.route("GET", "/applications/{application_id}/commands")
@TABLE.route("GET", "/applications/{application_id}/guilds/{guild_id}/commands")
def get_commands(service: Service, call: Call) -> Answer:
    """The commands in force; translations only when asked for."""
    told = service.state.commands.get(_scope(service, call), [])
    if not call.flag("with_localizations"):
        hidden = ("name_localizations", "description_localizations")
        told = [{key: value for key, value in one.items() if key not in hidden} for one in told]
    return Answer(body=told)


@TABLE.route("PUT", "/applications/{application_id}/commands")
@TABLE.route("PUT", "/applications/{application_id}/guilds/{guild_id}/commands")
def overwrite_commands(service: Service, call: Call) -> Answer:
    """Replace all commands; a command that keeps its name keeps its id."""
    guild_id = _scope(service, call)
    if not isinstance(call.body, list):
        raise Refused(50035)
    commands.validate(call.body)
    old = {(one["type"], one["name"]): one for one in service.state.commands.get(guild_id, [])}
    service.state.commands[guild_id] = [
        commands.given_back(
            service.clock, service.state.bot.id, guild_id, one, old.get((one.get("type") or 1, one["name"]))
        )
        for one in call.body
    ]
    service.syncs += 1
    return Answer(body=service.state.commands[guild_id])


def _scope(service: Service, call: Call) -> int | None:
    """The server whose commands are meant, or None for those everywhere."""
    if call.id("application_id") != service.state.bot.id:
        raise Refused(20012)
    if "guild_id" not in call.params:
        return None
    return service.state.guild(call.id("guild_id")).id
