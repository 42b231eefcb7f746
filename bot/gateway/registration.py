"""Keeps the slash commands that Discord has registered equal to those of the bot.

https://discord.com/developers/docs/interactions/application-commands
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.gateway.retry import reason_of
from bot.ui.command_translator import CommandTranslator
from bot.ui.errors import Tree

log = structlog.get_logger()

JSON = dict[str, Any]
AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group

ATTEMPT_SECONDS = 60.0
"""Timeout of an attempt: discord.py would wait hours for a rate limit (200 new commands a day)."""

FIRST_DELAY, MAX_DELAY = 5.0, 3600.0  # seconds between attempts, doubling

ENTRY_POINT = 4
"""Type of an Activity's entry point command; Discord refuses a list without it (50240)."""

ADVICE = (
    "the bot runs with the commands that Discord has; `python -m bot sync` tries at once and says what is refused. "
    "Commands that are missing altogether need the scope `applications.commands` in the invitation."
)

DEFAULTS: JSON = {
    "type": 1,
    "name": "",
    "description": "",
    "nsfw": False,
    "default_member_permissions": None,
    "required": False,
    "autocomplete": False,
    "min_value": None,
    "max_value": None,
    "min_length": None,
    "max_length": None,
    "name_localizations": None,
    "description_localizations": None,
    "value": None,
}
"""Defaults of the compared fields of commands, options and choices. Other fields are Discord's own."""

SETS = ("contexts", "integration_types", "channel_types")
LISTS = ("options", "choices")  # order matters


def build_tree(client: discord.Client, commands: Sequence[AnyCommand]) -> Tree:
    """The command tree of a client: every command works in servers and in direct messages."""
    tree = Tree(
        client,
        allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
    )
    for command in commands:
        tree.add_command(command)
    return tree


async def sync(tree: Tree, *, force: bool = False) -> int:
    """Register the commands if they differ; returns how many were sent. Raises what discord.py raises.

    `force` sends them in any case.
    """
    http, application = tree.client.http, tree.client.application_id
    assert application is not None  # noqa: S101 - known since the login
    ours = await payloads(tree)
    route = discord.http.Route("GET", "/applications/{application_id}/commands", application_id=application)
    theirs = await http.request(route, params={"with_localizations": "true"})
    listed = [one for one in _list(theirs) if isinstance(one, dict)]
    kept = [one for one in listed if one.get("type") == ENTRY_POINT]
    if not force and are_equal(ours, [one for one in listed if one not in kept]):
        return 0
    await http.bulk_upsert_global_commands(application, payload=[*ours, *kept])
    return len(ours)


async def payloads(tree: Tree) -> list[JSON]:
    """The commands as they are sent to Discord, with their translations."""
    translator = CommandTranslator()
    await translator.load()
    return [await command.get_translated_payload(tree, translator) for command in tree.get_commands()]


async def keep_synced(tree: Tree) -> None:
    """Sync with backoff until Discord accepts. Logs a refusal and raises nothing: the bot runs without."""
    pause = FIRST_DELAY
    while True:
        try:
            async with asyncio.timeout(ATTEMPT_SECONDS):
                sent = await sync(tree)
        except Exception as error:
            log.warning("commands not registered", reason=reason_of(error), again_in_seconds=pause, advice=ADVICE)
            await asyncio.sleep(pause)
            pause = min(2 * pause, MAX_DELAY)
        else:
            if sent:
                log.info("commands registered", commands=sent)
            return


def are_equal(ours: Sequence[JSON], theirs: Sequence[JSON]) -> bool:
    """Whether two lists of commands are equivalent, in any order."""
    return sorted(map(_meaning, ours), key=_place) == sorted(map(_meaning, theirs), key=_place)


def _place(meaning: JSON) -> tuple[str, str]:
    return str(meaning["type"]), str(meaning["name"])


def _meaning(node: JSON) -> JSON:
    """A normalized command, option or choice: defaults filled in, ids, versions and unknown fields left out."""
    told = {name: default if node.get(name) is None else node[name] for name, default in DEFAULTS.items()}
    for name in ("name_localizations", "description_localizations"):
        told[name] = told[name] or None
    if told["default_member_permissions"] is not None:  # we send a number, Discord a string
        told["default_member_permissions"] = str(told["default_member_permissions"])
    for name in SETS:
        told[name] = sorted(map(str, _list(node.get(name))))
    for name in LISTS:
        told[name] = [_meaning(one) for one in _list(node.get(name)) if isinstance(one, dict)]
    return told


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
