"""A life on the wire: connect, sync, answer, deliver, die, and go on where it was."""

import asyncio
import itertools
import json
from pathlib import Path

from demo.world import ISSUES
from tests.process.conftest import TICK, Process
from tests.process.torture import ISSUE
from tests.reading import text_of
from tests.wire import Channel, Wire

OLDER, _, NEWEST = sorted(ISSUES.glob("*.md"))
TITLE = "Week 46, 2026"


async def test_it_connects_registers_its_commands_once_and_answers(wire: Wire, process: Process):
    """Discord has the commands at the second start: they are not sent again."""
    guild = wire.add_guild("Club")
    channel = wire.add_channel(guild, "news")
    reader = wire.add_user("tomas")
    wire.add_member(guild, reader)
    await process.run("ingest", str(ISSUES))
    await process.start()
    await wire.connected()
    await wire.synced()
    reply = await wire.slash(reader, channel, "search", query="attention")
    assert reply.message.is_ephemeral
    assert "found for “attention”" in reply.text()
    await process.stop()
    await process.start()
    await wire.connected()
    reply = await wire.slash(reader, channel, "latest")
    assert TITLE in reply.text()
    assert len(wire.find("PUT /applications/{application_id}/commands")) == 1


async def test_an_issue_that_another_process_ingests_goes_out_within_a_tick(wire: Wire, process: Process):
    """To a channel and to a reader alike; nothing was restarted."""
    guild = wire.add_guild("Club")
    channel = wire.add_channel(guild, "news")
    admin = wire.add_user("mina")
    wire.add_member(guild, admin, "manage_guild")
    await process.run("ingest", str(OLDER))
    await process.start()
    await wire.connected()
    await wire.synced()
    form = await wire.slash(admin, channel, "subscribe", channel=channel)
    await wire.until(lambda: len(form.messages) > 1)
    await wire.use(admin, form.messages[-1], "Save")
    await wire.slash(admin, channel, "subscribe")
    code, out, err = await process.run("ingest", str(NEWEST))
    assert (code, err) == (0, "")
    assert "to be delivered to 2" in out
    await wire.message_count(channel, 1)
    await wire.message_count(wire.dm_channel(admin), 1)
    assert TITLE in text_of(wire.messages(channel)[0])
    opened = await wire.use(admin, wire.messages(channel)[0], "Read the issue")
    assert opened.message.is_ephemeral


async def test_killed_while_it_sends_and_started_again_there_is_one_copy(wire: Wire, process: Process, tmp_path: Path):
    """The message arrived, its answer did not: the next process looks before it sends."""
    guild = wire.add_guild("Club")
    channel = wire.add_channel(guild, "news")
    await _subscribe(process, tmp_path, guild.id, channel.id)
    await _die_while_sending(wire, process, channel)
    await process.start()
    await process.says("digest sent")
    assert len(wire.messages(channel)) == 1
    assert await process.stop() == 0


async def test_a_digest_that_was_sent_is_not_sent_by_the_next_process(wire: Wire, process: Process, tmp_path: Path):
    guild = wire.add_guild("Club")
    channel = wire.add_channel(guild, "news")
    await _subscribe(process, tmp_path, guild.id, channel.id)
    await process.run("ingest", str(NEWEST))
    await process.start()
    await process.says("digest sent")  # and that is written down
    await process.kill()
    wire.clock.advance(3600)  # whatever Discord still knows of nonces
    await process.start()
    await _publish_next(process, tmp_path)
    await wire.message_count(channel, 2)  # in order: a second copy of the first would have come before it
    assert [TITLE in text_of(message) for message in wire.messages(channel)] == [True, False]


async def test_after_the_nonce_is_forgotten_history_tells(wire: Wire, process: Process, tmp_path: Path):
    """Down for longer than Discord remembers nonces: the digest is found in the channel."""
    guild = wire.add_guild("Club")
    channel = wire.add_channel(guild, "news")
    await _subscribe(process, tmp_path, guild.id, channel.id)
    await _die_while_sending(wire, process, channel)
    wire.clock.advance(3600)
    await _age_ledger(process)
    await process.start()
    await wire.until(lambda: bool(wire.find("GET /channels/{channel_id}/messages")), 10, "a look back")
    await asyncio.sleep(3 * TICK)
    assert len(wire.messages(channel)) == 1


async def test_a_watched_folder_is_ingested_as_issues_appear(wire: Wire, process: Process, tmp_path: Path):
    folder = tmp_path / "issues"
    folder.mkdir()
    guild = wire.add_guild("Club")
    channel = wire.add_channel(guild, "news")
    await _subscribe(process, tmp_path, guild.id, channel.id)
    process.settings["PAPERBOY_WATCH"] = str(folder)
    await process.start()
    await wire.connected()
    (folder / NEWEST.name).write_bytes(NEWEST.read_bytes())
    await wire.message_count(channel, 1)
    assert TITLE in text_of(wire.messages(channel)[0])


async def test_a_server_error_and_a_lost_answer_are_survived(wire: Wire, process: Process, tmp_path: Path):
    guild = wire.add_guild("Club")
    channels = [wire.add_channel(guild, f"news-{n}") for n in range(4)]
    for channel in channels:
        await _subscribe(process, tmp_path, guild.id, channel.id)
    wire.fault("POST", "/channels/*/messages", status=503)
    others = itertools.count()
    wire.fault("POST", "/channels/*/messages", "drop", after=True, when=lambda _: next(others) == 1)
    await process.run("ingest", str(NEWEST))
    await process.start()
    for channel in channels:
        await wire.message_count(channel, 1, within=20)
    await _publish_next(process, tmp_path)
    for channel in channels:
        await wire.message_count(channel, 2, within=20)  # in order: what was in doubt is settled by then
        assert [TITLE in text_of(message) for message in wire.messages(channel)] == [True, False]


async def test_a_refused_channel_does_not_hold_up_the_others(wire: Wire, process: Process, tmp_path: Path):
    guild = wire.add_guild("Club")
    gone, forbidden, fine = (wire.add_channel(guild, name) for name in ("gone", "forbidden", "fine"))
    for channel in (gone, forbidden, fine):
        await _subscribe(process, tmp_path, guild.id, channel.id)
    wire.refused[gone.id] = 10003
    wire.refused[forbidden.id] = 50013
    await process.run("ingest", str(NEWEST))
    await process.start()
    await wire.message_count(fine, 1)
    await asyncio.sleep(3 * TICK)
    assert await process.stop() == 0
    _, out, _ = await process.run("subscriptions", "export", "-")
    assert [json.loads(line)["channel_id"] for line in out.splitlines()] == [str(forbidden.id), str(fine.id)]


async def test_a_token_that_is_withdrawn_ends_the_process_with_a_sentence(wire: Wire, process: Process, tmp_path: Path):
    guild = wire.add_guild("Club")
    channel = wire.add_channel(guild, "news")
    await _subscribe(process, tmp_path, guild.id, channel.id)
    wire.fault("POST", "/channels/*/messages", "answer", status=401)
    await process.run("ingest", str(NEWEST))
    code, _, err = await process.run("run")
    assert code == 1
    assert "Discord does not accept the token" in err.splitlines()[-1]


async def test_a_wrong_token_is_one_sentence(wire: Wire, process: Process):
    process.settings["PAPERBOY_DISCORD_TOKEN"] = "wrong"
    code, out, err = await process.run("run")
    assert (code, out) == (1, "")
    assert err.startswith("Discord does not accept the token")
    assert err.count("\n") == 1


async def test_no_token_says_how_to_get_one_and_that_the_demo_needs_none(process: Process):
    process.settings["PAPERBOY_DISCORD_TOKEN"] = ""
    code, _, err = await process.run("run")
    assert code == 1
    assert "https://discord.com/developers/applications" in err
    assert "`make demo`" in err
    assert err.count("\n") == 1


async def _die_while_sending(wire: Wire, process: Process, channel: Channel) -> None:
    """The digest is there, its answer is not, and the process is killed."""
    wire.fault("POST", "/channels/*/messages", "delay", after=True, seconds=60)
    await process.run("ingest", str(NEWEST))
    await process.start()
    await wire.message_count(channel, 1)
    await process.kill()


async def _publish_next(process: Process, folder: Path) -> None:
    """An issue that is later than all others comes out."""
    file = folder / "next.md"
    file.write_text(ISSUE.format(week=50))
    code, _, err = await process.run("ingest", str(file))
    assert code == 0, err


async def _subscribe(process: Process, folder: Path, guild_id: int, channel_id: int) -> None:
    file = folder / "subscriptions.jsonl"
    file.write_text(
        json.dumps({"kind": "channel", "guild_id": str(guild_id), "channel_id": str(channel_id), "when": "arrival"})
    )
    code, _, err = await process.run("subscriptions", "import", str(file))
    assert code == 0, err


async def _age_ledger(process: Process) -> None:
    """As if the process had died an hour ago."""
    from storage.engine.database import Database

    async with await Database.open(Path(process.settings["PAPERBOY_DATABASE"])) as database:
        await database.write(
            lambda c: c.execute("UPDATE messages SET attempted_at = datetime(attempted_at, '-1 hour') || '+00:00'")
        )
