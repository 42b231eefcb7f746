"""Keeps the slash commands that Discord has registered equal to those of the bot.

https://discord.com/developers/docs/interactions/application-commands
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.gateway.command_diff import JSON, are_equal
from bot.gateway.retry import reason_of
from bot.ui.command_translator import CommandTranslator
from bot.ui.errors import Tree
from storage.facts import Facts

log = structlog.get_logger()

AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group

ATTEMPT_SECONDS = 60.0
"""Timeout of an attempt: discord.py would wait hours for a rate limit (200 new commands a day)."""

FIRST_DELAY, MAX_DELAY = 5.0, 3600.0  # seconds between attempts, doubling

ENTRY_POINT = 4
"""Type of an Activity's entry point command; Discord refuses a list without it (50240)."""

OWNER_ONLY = "owner_only"
"""Mark in the `extras` of a command that only the owners of the bot may use. Its own check refuses everybody else."""

GLOBAL_ONLY = ("contexts", "integration_types", "dm_permission")
"""Fields that Discord takes for global commands alone: a server's command is in that server."""

FORMER = "owner commands registered in"
"""The fact that names the server where commands for the owners were registered last."""

ADVICE = (
    "the bot runs with the commands that Discord has; `python -m bot sync` tries at once and says what is refused. "
    "Commands that are missing altogether need the scope `applications.commands` in the invitation, and those for the "
    "owners that the bot is in the server of PAPERBOY_OWNER_SERVER, if that is set."
)


def build_tree(client: discord.Client, commands: Sequence[AnyCommand], owner_server: int | None = None) -> Tree:
    """The command tree of a client: every command works in servers and in direct messages.

    `owner_server` is the id of the only server that has the commands marked OWNER_ONLY; None: they are like the others,
    and Discord offers them to the administrators of each server.
    """
    tree = Tree(
        client,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    )
    apart = discord.Object(owner_server) if owner_server else None
    for command in commands:
        tree.add_command(command, guild=apart if command.extras.get(OWNER_ONLY) else None)
    tree.owner_server = owner_server
    return tree


async def sync(tree: Tree, *, force: bool = False) -> int:
    """Register the commands of every scope where they differ; returns how many were sent.

    `force` sends them in any case. A server that refuses its commands does not keep the global ones from being sent.
    Raises what discord.py raises.
    """
    refusal: discord.HTTPException | None = None
    sent = 0
    if tree.owner_server is not None:
        try:
            sent = await _sync_server(tree, tree.owner_server, force=force)
        except discord.HTTPException as error:
            refusal = error
    sent += await _sync_global(tree, force=force)
    if refusal is not None:
        raise refusal
    return sent


async def _sync_global(tree: Tree, *, force: bool) -> int:
    http, application = tree.client.http, _application(tree)
    ours = await payloads(tree)
    route = discord.http.Route("GET", "/applications/{application_id}/commands", application_id=application)
    listed = await _listed(tree, route)
    kept = [one for one in listed if one.get("type") == ENTRY_POINT]
    if not force and are_equal(ours, [one for one in listed if one not in kept]):
        return 0
    await http.bulk_upsert_global_commands(application, payload=[*ours, *kept])
    return len(ours)


async def _sync_server(tree: Tree, server: int, *, force: bool) -> int:
    http, application = tree.client.http, _application(tree)
    ours = await payloads(tree, server)
    place = "/applications/{application_id}/guilds/{guild_id}/commands"
    listed = await _listed(tree, discord.http.Route("GET", place, application_id=application, guild_id=server))
    if not force and are_equal(ours, [_in_server(one) for one in listed]):
        return 0
    await http.bulk_upsert_guild_commands(application, server, payload=ours)
    return len(ours)


async def _leave_former_server(tree: Tree, facts: Facts) -> None:
    """Remove the owners' commands from the server that had them before the setting changed."""
    current = str(tree.owner_server or "")
    former = await facts.get(FORMER) or ""
    if former == current:
        return
    if former:
        try:
            await tree.client.http.bulk_upsert_guild_commands(_application(tree), int(former), payload=[])
        except (discord.Forbidden, discord.NotFound):  # the bot is not there any more, and so neither are its commands
            log.info("the former server of the owners' commands is not open to the bot", server=former)
    await facts.put(FORMER, current)  # before anything is registered there, so that it is removed after a crash too


async def _listed(tree: Tree, route: discord.http.Route) -> list[JSON]:
    """The commands that Discord has in a scope."""
    theirs: object = await tree.client.http.request(route, params={"with_localizations": "true"})
    return [one for one in theirs if isinstance(one, dict)] if isinstance(theirs, list) else []


def _application(tree: Tree) -> int:
    application = tree.client.application_id
    assert application is not None  # noqa: S101 - known since the login
    return int(application)


async def payloads(tree: Tree, server: int | None = None) -> list[JSON]:
    """The commands as they are sent to Discord, with their translations: the global ones, or those of a server."""
    translator = CommandTranslator()
    await translator.load()
    if server is None:
        return [await each.get_translated_payload(tree, translator) for each in tree.get_commands()]
    commands = tree.get_commands(guild=discord.Object(server))
    return [_in_server(await each.get_translated_payload(tree, translator)) for each in commands]


def _in_server(command: JSON) -> JSON:
    return {name: value for name, value in command.items() if name not in GLOBAL_ONLY}


async def keep_synced(tree: Tree, facts: Facts) -> None:
    """Sync with backoff until Discord accepts. Logs a refusal and raises nothing: the bot runs without."""
    pause = FIRST_DELAY
    while True:
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                await _leave_former_server(tree, facts)
                sent = await sync(tree)
        except Exception as error:
            log.warning("commands not registered", reason=reason_of(error), again_in_seconds=pause, advice=ADVICE)
            await asyncio.sleep(pause)
            pause = min(2 * pause, MAX_DELAY)
        else:
            if sent:
                log.info("commands registered", commands=sent)
            return
