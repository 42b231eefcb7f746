"""The running process and its connection to the gateway: what is mended goes on, what cannot be ends in a sentence."""

import json
from pathlib import Path

import pytest

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
