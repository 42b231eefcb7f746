"""The running process and its connection to the gateway: what is mended goes on, what cannot be ends in a sentence."""

import json
from pathlib import Path

import pytest

from bot.features.registry import COMMANDS
from demo.world import ISSUES
from tests.process.conftest import Process
from tests.wire import Wire
from tests.wire.gateway import INVALID_SESSION, RECONNECT

NEWEST = sorted(ISSUES.glob("*.md"))[-1]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (4004, "Discord does not accept the token"),
        (4010, "ended the connection for good (close code 4010)"),
        (4011, "ended the connection for good (close code 4011)"),
        (4013, "ended the connection for good (close code 4013)"),
        (4014, "ended the connection for good (close code 4014)"),
    ],
)
async def test_a_close_for_good_is_one_sentence(wire: Wire, process: Process, code: int, sentence: str):
    """And with an exit code that a supervisor sees; no trace of the inside."""
    wire.add_guild("Club")
    await process.start()
    await wire.connected()
    wire.gateway.close(code)
    assert await process.ended() == 1
    *_, last = process.log.read_text().splitlines()
    assert sentence in last
    assert "Traceback" not in process.log.read_text()


async def test_a_digest_goes_out_while_the_connection_is_made_anew(wire: Wire, process: Process, tmp_path: Path):
    """Invalid session, another one, a reconnect: readers notice nothing."""
    guild = wire.add_guild("Club")
    channel, reader = wire.add_channel(guild, "news"), wire.add_user("tomas")
    wire.add_member(guild, reader)
    file = tmp_path / "subscriptions.jsonl"
    told = {"kind": "channel", "guild_id": str(guild.id), "channel_id": str(channel.id), "when": "arrival"}
    file.write_text(json.dumps(told))
    await process.run("subscriptions", "import", str(file))
    await process.start()
    await wire.connected()
    wire.gateway.interrupt(INVALID_SESSION, data=False)
    await process.run("ingest", str(NEWEST))
    await wire.message_count(channel, 1)
    await wire.until(lambda: wire.gateway.identifies == 2, 20, "a new session")
    await wire.connected()
    assert "Week 46" in (await wire.slash(reader, channel, "latest")).text()
    (session,) = wire.gateway.live()
    wire.gateway.interrupt(RECONNECT)
    await wire.until(lambda: session.resumes == 1, 20, "a RESUME")
    assert "Week 46" in (await wire.slash(reader, channel, "latest")).text()
    assert len(wire.messages(channel)) == 1


@pytest.mark.parametrize("trouble", ["outage", "503"])
async def test_a_login_that_fails_is_made_again_and_said_once(wire: Wire, process: Process, trouble: str):
    """The machine is up before its network, or Discord is down: the bot comes up when it can."""
    wire.add_guild("Club")
    if trouble == "outage":
        await wire.stop()
    else:
        wire.fault("GET", "/users/@me", status=503)
        wire.fault("GET", "/gateway", "malformed")
    await process.start()
    await process.says("tried again with growing pauses")
    if trouble == "outage":
        await wire.start()
    await wire.connected()
    await process.says("works again")
    assert process.log.read_text().count("tried again") == 1
    assert "Traceback" not in process.log.read_text()
    assert await process.stop() == 0


async def test_a_first_connection_that_is_refused_for_good_ends_at_once(wire: Wire, process: Process):
    """Before HELLO too; a sentence says why."""
    wire.gateway.troubles.append(4004)
    await process.start()
    assert await process.ended() == 1
    assert "Discord does not accept the token" in process.log.read_text()
    assert "Traceback" not in process.log.read_text()


async def test_commands_that_another_program_replaced_come_back_at_the_next_start(wire: Wire, process: Process):
    """What Discord has counts, not what it was once told."""
    wire.add_guild("Club")
    for _ in range(2):
        wire.backend.commands.get(None, {}).clear()
        await process.start()
        await wire.connected()
        assert await process.stop() == 0
        assert wire.backend.commands[None]


async def test_the_bot_runs_without_commands_that_discord_refuses(wire: Wire, process: Process):
    """200 new commands a day are the limit: digests go out meanwhile, and the log says what to do."""
    wire.add_guild("Club")
    told = {"code": 30034, "message": "Max number of daily application command creates has been reached (200)"}
    wire.fault("PUT", "/applications/*/commands", status=400, times=1, body=told)
    await process.start()
    await wire.connected(within=5)
    await process.says("python -m bot sync")
    assert await process.stop() == 0


async def test_sync_registers_the_commands_whatever_discord_has(wire: Wire, process: Process):
    """Beside the running bot too; it says how many, or why not."""
    for times in (1, 2):
        code, out, err = await process.run("sync")
        assert (code, err) == (0, "")
        assert out == f"Discord has registered {len(COMMANDS)} commands.\n"
        assert len(wire.find("PUT /applications/{application_id}/commands")) == times
    told = {"code": 30034, "message": "Max number of daily application command creates"}
    wire.fault("PUT", "/applications/*/commands", status=400, body=told)
    code, _, err = await process.run("sync")
    assert code == 1
    assert err.startswith("The commands are not registered: Max number of daily application command creates")
    assert err.count("\n") == 1
    process.settings["PAPERBOY_DISCORD_TOKEN"] = "wrong"
    code, _, err = await process.run("sync")
    assert (code, err.split(":")[0]) == (1, "Discord does not accept the token")


async def test_profile_gives_the_bot_its_avatar_banner_and_description(wire: Wire, process: Process):
    """With --dry-run it only says so; where Discord refuses, it says why, and what has been changed."""
    code, out, err = await process.run("profile", "--dry-run")
    assert (code, out, err) == (0, "Would be changed: avatar avatar.png, banner banner.png, description.\n", "")
    assert not wire.find("PATCH /users/@me")
    code, out, err = await process.run("profile", "--name", "Paperboy")
    assert (code, err) == (0, "")
    assert out.endswith("is changed: avatar avatar.png, banner banner.png, name Paperboy, description.\n")
    (me,), (application,) = wire.find("PATCH /users/@me"), wire.find("PATCH /applications/@me")
    assert me.form["username"] == "Paperboy"
    assert all(me.form[image].startswith("data:image/png;base64,iVBOR") for image in ("avatar", "banner"))
    assert "/help" in application.form["description"]
    told = {"code": 50035, "message": "You are changing your avatar too fast. Try again later."}
    wire.fault("PATCH", "/users/@me", status=400, body=told)
    code, _, err = await process.run("profile")
    assert (code, err.count("\n")) == (1, 1)
    assert err.startswith("The profile is not changed: You are changing your avatar too fast.")
