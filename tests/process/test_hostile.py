"""Documents that take minutes to read: nobody who uses the bot notices, and it stops as quickly as ever."""

import asyncio
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.process.conftest import Process, Running
from tests.process.torture import ISSUE
from tests.samples import HOSTILE
from tests.sources.conftest import Server, server
from tests.wire import Wire

__all__ = ["server"]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what processes there are is read from /proc")

PAGE = HOSTILE["page.html"]


def workers() -> set[int]:
    """Processes of this machine that read documents, those of other tests too."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if b"newsletter.workers" in (folder / "cmdline").read_bytes():
                found.add(int(folder.name))
        except OSError:
            continue  # gone
    return found


def children(pid: int) -> set[int]:
    """The workers of one bot."""
    found = set()
    for worker in workers():
        try:
            status = Path(f"/proc/{worker}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        except OSError:
            continue
        if int(status[1]) == pid:
            found.add(worker)
    return found


async def begun(pid: int) -> set[int]:
    """Wait until a process has workers; which."""
    async with asyncio.timeout(20):
        while not (found := children(pid)):  # noqa: ASYNC110 - another process starts them
            await asyncio.sleep(0.02)
    return found


async def ended(pids: set[int]) -> None:
    """Wait until none of these workers is left."""
    async with asyncio.timeout(5):
        while pids & workers():  # noqa: ASYNC110 - another process ends them
            await asyncio.sleep(0.02)


async def test_hostile_sources_hold_up_neither_readers_nor_other_sources_nor_the_end(
    wire: Wire, process: Process, server: Server, tmp_path: Path
):
    """Three pages, two feeds and a file that take many seconds; then SIGTERM, and a start that SIGKILL ends."""
    guild = wire.add_guild("Club")
    channel, reader = wire.add_channel(guild, "news"), wire.add_user("reader")
    wire.add_member(guild, reader)
    named = ['contact = "me@example.org"', '[[source]]\nname = "folder"\nkind = "folder"\npath = "issues"']
    (tmp_path / "issues").mkdir()
    (tmp_path / "issues" / "evil.html").write_bytes(PAGE)
    addresses = {f"page {n}": server.says(f"/{n}", PAGE, Content_Type="text/html") for n in range(3)}
    addresses |= {name: server.says(f"/{name[8:]}", data) for name, data in HOSTILE.items() if "feed" in name}
    for name, url in addresses.items():
        kind = "feed" if "feed" in name else "page"
        named.append(f'[[source]]\nname = "{name}"\nkind = "{kind}"\nurl = "{url}"')
    honest = server.says("/good", ISSUE.format(week=1))
    named.append(f'[[source]]\nname = "good"\nkind = "file"\nurl = "{honest}"')
    (tmp_path / "sources.toml").write_text("\n".join(named))
    process.settings |= {"PAPERBOY_SOURCES": str(tmp_path / "sources.toml"), "PAPERBOY_PRIVATE_HOSTS": "127.0.0.1"}
    await process.start()
    await wire.connected()
    await wire.synced()
    await begun(process.pid)
    times: list[float] = []
    for _ in range(200):
        began = time.monotonic()
        answer = await wire.slash(reader, channel, "search", query="Paper")
        times.append(time.monotonic() - began)
        if "Paper 1" in answer.text():
            break
        await asyncio.sleep(0.05)
    else:
        pytest.fail("the issue of the honest source is not there")
    log = process.log.read_text(encoding="utf-8")
    assert log.count("was given up") < len(addresses)  # it did not wait for all of them
    assert max(times) < 1.5, times
    left = await begun(process.pid)
    began = time.monotonic()
    assert await process.stop() == 0
    assert time.monotonic() - began < 5
    await ended(left)

    await process.start()
    await wire.connected(1)
    left = await begun(process.pid)
    await process.kill()
    await ended(left)


async def test_a_command_that_reads_a_hostile_file_ends_when_somebody_presses_ctrl_c(tmp_path: Path):
    """Both those that read one file and the one that reads many."""
    file = tmp_path / "evil.html"
    file.write_bytes(PAGE)
    settings = {"PAPERBOY_DATABASE": str(tmp_path / "paperboy.db"), "PATH": "/usr/bin:/bin"}
    outputs = {words: tmp_path / words for words in ("parse", "check", "ingest")}
    for out in outputs.values():
        out.touch()
    running = [Running((words, str(file)), settings, out, out) for words, out in outputs.items()]
    left = set.union(*[await begun(each.pid) for each in running])
    began = time.monotonic()
    for each in running:
        each.send(signal.SIGINT)
    assert all([await each.ended(5) for each in running])
    assert time.monotonic() - began < 3
    await ended(left)
    assert "1 document is left" in outputs["ingest"].read_text()
