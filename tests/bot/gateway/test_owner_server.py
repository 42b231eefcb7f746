"""With PAPERBOY_OWNER_SERVER the commands for the owners are offered in one server, and nowhere else."""

import asyncio
from collections.abc import Awaitable, Callable

import discord
import pytest

from bot.app import build
from bot.gateway import registration
from storage.archive import Archive
from tests.bot.club import Club
from tests.wire import Guild, Wire

OWNERS = {"issues", "stats"}
PUT_GLOBAL = "PUT /applications/{application_id}/commands"
PUT_SERVER = "PUT /applications/{application_id}/guilds/{guild_id}/commands"

Start = Callable[[Guild | None], Awaitable[None]]


@pytest.fixture
def start(wire: Wire, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> Start:
    """A process that logs in with a value of the setting, registers its commands and ends."""
    monkeypatch.setattr(discord.http.Route, "BASE", f"{wire.url}/api/v10")
    monkeypatch.setattr(registration, "FIRST_DELAY", 0.05)

    async def run(server: Guild | None) -> None:
        async with build(archive, server.id if server else None) as bot:
            await bot.login(wire.token)
            assert bot._syncing is not None
            await asyncio.wait_for(asyncio.shield(bot._syncing), 10)

    return run


def names(wire: Wire, server: Guild | None = None) -> set[str]:
    """The commands that Discord has, of a server or everywhere."""
    return {name for name, _ in wire.backend.commands.get(server.id if server else None, {})}


def refuse(wire: Wire) -> None:
    """The next list of a server's commands is refused, as where the bot is not a member."""
    missing = {"code": 50001, "message": "Missing Access"}
    wire.fault("PUT", "/applications/*/guilds/*/commands", status=403, body=missing)


async def test_the_owners_commands_follow_the_setting_and_leave_nothing_behind(wire: Wire, start: Start):
    """Global at first, then in one server, in another one, and global again; no list has them twice."""
    home, club = wire.add_guild("Home"), wire.add_guild("Club")
    await start(None)
    assert names(wire) > OWNERS
    await start(home)
    assert names(wire) & OWNERS == set()
    assert names(wire, home) == OWNERS
    await start(club)
    assert (names(wire, home), names(wire, club)) == (set(), OWNERS)
    await start(None)
    assert names(wire) > OWNERS
    assert names(wire, club) == set()


async def test_nothing_is_sent_where_nothing_changed(wire: Wire, start: Start):
    """Discord adds fields of its own to the commands of a server too."""
    home = wire.add_guild("Home")
    await start(home)
    for command in wire.backend.commands[home.id].values():
        command |= {"contexts": None, "integration_types": [0], "dm_permission": True}
    await start(home)
    assert (len(wire.find(PUT_GLOBAL)), len(wire.find(PUT_SERVER))) == (1, 1)


async def test_a_servers_commands_have_only_fields_that_discord_takes_there(archive: Archive):
    """Contexts and installations are for global commands; with or without the setting administrators are offered them,
    since Discord hides a command from whoever lacks its default permissions."""
    administrator = str(discord.Permissions(administrator=True).value)
    apart = await registration.payloads(build(archive, 5).tree, 5)
    assert {one["name"] for one in apart} == OWNERS
    for command in apart:
        assert not {"contexts", "integration_types", "dm_permission"} & set(command)
        assert str(command["default_member_permissions"]) == administrator
    everywhere = {one["name"]: one for one in await registration.payloads(build(archive).tree)}
    assert {str(everywhere[name]["default_member_permissions"]) for name in OWNERS} == {administrator}


async def test_a_server_that_refuses_keeps_nobody_else_from_the_commands(
    wire: Wire, start: Start, monkeypatch: pytest.MonkeyPatch
):
    """The bot was not invited there yet: readers have their commands, the operator reads what to do, it is retried."""
    home = wire.add_guild("Home")
    wire.fault(
        "PUT", "/applications/*/guilds/*/commands", status=403, body={"code": 50001, "message": "Missing Access"}
    )
    advice: list[str] = []
    monkeypatch.setattr(registration.log, "warning", lambda event, **told: advice.append(told["advice"]))
    await start(home)
    assert "PAPERBOY_OWNER_SERVER" in advice[0]
    assert len(wire.find(PUT_GLOBAL)) == 1
    assert (names(wire) & OWNERS, names(wire, home)) == (set(), OWNERS)


async def test_a_former_server_that_the_bot_has_left_is_no_obstacle(wire: Wire, start: Start):
    home = wire.add_guild("Home")
    await start(home)
    wire.fault(
        "PUT", "/applications/*/guilds/*/commands", status=403, body={"code": 50001, "message": "Missing Access"}
    )
    await start(None)
    assert names(wire) > OWNERS


async def test_an_owner_uses_them_there_and_nobody_is_offered_them_elsewhere(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    """The rights are checked in code as before."""
    await club.bot.close()
    other = club.wire.add_guild("Elsewhere")
    lobby = club.wire.add_channel(other, "lobby")
    for guild in (club.guild, other):
        club.wire.add_member(guild, club.admin, "administrator")
    async with build(club.archive, club.guild.id) as bot:
        running = asyncio.create_task(bot.start(club.wire.token))
        await bot.wait_until_ready()
        owners = {club.admin.id}
        monkeypatch.setattr("bot.owners.owners_of", lambda application: owners)
        assert "Nothing is held" in (await club.wire.slash(club.admin, club.channel, "issues held")).text()
        owners.clear()
        assert "Only the owners" in (await club.wire.slash(club.admin, club.channel, "issues held")).text()
        with pytest.raises(LookupError):
            club.wire.slash(club.admin, lobby, "issues held")
        await bot.close()
        await running
