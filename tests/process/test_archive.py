"""Two bots on one file, a restored backup, a disk that fails: nothing is sent twice or unrecorded."""

import asyncio
import json
import resource
import shutil
import sqlite3
from pathlib import Path

from demo.world import ISSUES
from tests.process.conftest import TICK, Process
from tests.process.torture import ISSUE
from tests.reading import text_of
from tests.wire import Channel, Wire

OLDER, _, NEWEST = sorted(ISSUES.glob("*.md"))


async def subscribed(wire: Wire, process: Process, folder: Path) -> Channel:
    """A channel that gets each digest as soon as it is out."""
    guild = wire.add_guild("Club")
    channel = wire.add_channel(guild, "news")
    file = folder / "subscriptions.jsonl"
    file.write_text(
        json.dumps({"kind": "channel", "guild_id": str(guild.id), "channel_id": str(channel.id), "when": "arrival"})
    )
    await process.run("subscriptions", "import", str(file))
    return channel


async def test_a_second_bot_on_the_same_file_says_so_and_ends(wire: Wire, process: Process):
    """Other commands go on beside the first."""
    await process.start()
    await wire.connected()
    code, _, err = await process.run("run")
    assert code == 1
    assert "Another Paperboy is running on" in err
    assert (await process.run("ingest", str(NEWEST)))[0] == 0


async def test_a_restored_backup_waits_for_the_operator_and_sends_nothing_twice(
    wire: Wire, process: Process, tmp_path: Path
):
    """The backup does not know what was sent after it was made; `resume` looks it up."""
    channel = await subscribed(wire, process, tmp_path)
    await process.start()
    await wire.connected()
    await process.run("ingest", str(OLDER))
    await wire.message_count(channel, 1)
    await process.stop()
    database = Path(process.settings["PAPERBOY_DATABASE"])
    await process.run("ingest", str(NEWEST))
    shutil.copy(database, tmp_path / "backup.db")
    await process.start()
    await wire.message_count(channel, 2)
    await process.stop()

    shutil.copy(tmp_path / "backup.db", database)
    for leftover in ("-wal", "-shm"):
        database.with_name(database.name + leftover).unlink(missing_ok=True)
    code, out, _ = await process.run("resume", "--dry-run")
    assert code == 0
    assert "Week 46, 2026 → channel" in out
    assert "held after a restore; 1 delivery waits" in out
    wire.clock.advance(3600)
    await process.start()
    await process.says("delivery stands still")
    assert len(wire.messages(channel)) == 2, "held"
    code, out, _ = await process.run("resume")
    assert "Delivery goes on" in out
    await wire.until(lambda: bool(wire.find("GET /channels/{channel_id}/messages")), 10, "a look back")
    await asyncio.sleep(4 * TICK)
    assert len(wire.messages(channel)) == 2, "looked up, and found"


async def test_a_restored_folder_sends_nothing_twice_and_the_next_issue_once(
    wire: Wire, process: Process, tmp_path: Path
):
    """The file beside the database was put back with it; Discord tells."""
    process.settings["PAPERBOY_DATABASE"] = str(tmp_path / "data" / "paperboy.db")
    channel = await subscribed(wire, process, tmp_path)
    database = Path(process.settings["PAPERBOY_DATABASE"])
    await process.run("ingest", str(OLDER))
    await process.start()
    await wire.message_count(channel, 1)
    await process.says("digest sent")
    await process.stop()
    await process.run("ingest", str(NEWEST))
    shutil.copytree(database.parent, tmp_path / "backup")
    await process.start()
    await wire.message_count(channel, 2)
    await process.stop()

    shutil.rmtree(database.parent)
    shutil.copytree(tmp_path / "backup", database.parent)
    wire.clock.advance(3600)
    await process.start()
    await process.says("digests that it does not know of")
    later = tmp_path / "later.md"
    later.write_text(ISSUE.format(week=50))
    await process.run("ingest", str(later))
    await wire.message_count(channel, 3)
    assert ["Week 50" in text_of(one) for one in wire.messages(channel)] == [False, False, True]


async def test_a_database_that_is_deleted_under_the_bot_stops_delivery_with_one_alert(
    wire: Wire, process: Process, tmp_path: Path
):
    """No send that could not be recorded; it goes on when the file is back."""
    channel = await subscribed(wire, process, tmp_path)
    await process.start()
    await wire.connected()
    database = Path(process.settings["PAPERBOY_DATABASE"])
    away = tmp_path / "away.db"
    database.rename(away)
    await process.says("was deleted or replaced while in use")
    await asyncio.sleep(5 * TICK)
    assert process.log.read_text().count("was deleted or replaced while in use") == 1
    away.rename(database)
    await process.run("ingest", str(NEWEST))
    await wire.message_count(channel, 1)


async def test_a_database_that_is_locked_for_long_is_waited_for(wire: Wire, process: Process, tmp_path: Path):
    channel = await subscribed(wire, process, tmp_path)
    await process.run("ingest", str(NEWEST))
    blocker = sqlite3.connect(process.settings["PAPERBOY_DATABASE"], isolation_level=None, check_same_thread=False)
    blocker.execute("BEGIN IMMEDIATE")
    await process.start()
    await asyncio.sleep(2)
    assert wire.messages(channel) == []
    blocker.execute("ROLLBACK")
    blocker.close()
    await wire.message_count(channel, 1, within=20)


async def test_a_disk_that_takes_nothing_more_stops_delivery_until_it_does(
    wire: Wire, process: Process, tmp_path: Path
):
    """The bot's process may not make files any larger, as on a full disk; other processes may."""
    channel = await subscribed(wire, process, tmp_path)
    await process.start()
    await wire.connected()
    await asyncio.sleep(2)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    await process.run("ingest", str(NEWEST))
    await asyncio.sleep(6 * TICK)
    assert wire.messages(channel) == [], "it could not have been recorded"
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await wire.message_count(channel, 1)


async def test_told_to_stop_it_finishes_the_message_that_is_on_its_way(wire: Wire, process: Process, tmp_path: Path):
    channel = await subscribed(wire, process, tmp_path)
    await process.run("ingest", str(NEWEST))
    wire.fault("POST", "/channels/*/messages", "delay", after=True, seconds=2)
    await process.start()
    await wire.message_count(channel, 1)
    assert await process.stop() == 0
    _, out, _ = await process.run("resume", "--dry-run")
    assert out == "Delivery is not held; 0 deliveries wait.\n"
