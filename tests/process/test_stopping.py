"""SIGTERM ends the bot with exit code 0 and in time, whatever it is doing: operators see no failure and no kill."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.process.conftest import ROOT, Process
from tests.wire import Wire

RUN = [sys.executable, "-m", "bot", "run"]


def handles_term(pid: int) -> bool:
    """Whether a process has installed a handler for SIGTERM."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False
    caught = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt"))
    return bool(int(caught, 16) >> (signal.SIGTERM - 1) & 1)


async def term_at_once(pid: Callable[[], int], bot: "subprocess.Popen[bytes]") -> int:
    """Send SIGTERM as soon as there is a handler for it; the exit code."""
    try:
        async with asyncio.timeout(10):
            while not handles_term(pid()):  # noqa: ASYNC110 - another process does it
                await asyncio.sleep(0.002)
            os.kill(pid(), signal.SIGTERM)
            while bot.poll() is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    finally:
        bot.kill()
    return bot.wait()


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="/proc tells of signal handlers on Linux"
)


@needs_proc
async def test_term_before_anything_is_loaded_ends_it(wire: Wire, process: Process):
    """The handler is there before the imports, which take the better part of a second."""
    began = time.monotonic()
    with subprocess.Popen(  # noqa: ASYNC220 - it starts at once
        RUN, cwd=ROOT, env={**os.environ, **process.settings, "PYTHONPROFILEIMPORTTIME": "1"}, stderr=subprocess.PIPE
    ) as bot:
        reading = asyncio.create_task(asyncio.to_thread(bot.stderr.read))  # type: ignore[union-attr]
        assert await term_at_once(lambda: bot.pid, bot) == 0
        assert b"discord" not in await reading, "not loaded yet"
    assert time.monotonic() - began < 5
    assert wire.exchanges == []


@needs_proc
@pytest.mark.skipif(not shutil.which("unshare") or os.geteuid() != 0, reason="a PID namespace needs unshare and root")
async def test_term_as_pid_1_ends_it(wire: Wire, process: Process):
    """The kernel drops a signal to PID 1 that has no handler: `docker stop` would wait for 10 s and kill."""
    command = ["unshare", "--pid", "--fork", "--kill-child", *RUN]
    with subprocess.Popen(  # noqa: ASYNC220
        command, cwd=ROOT, env={**os.environ, **process.settings}, stderr=subprocess.DEVNULL
    ) as bot:

        def child() -> int:
            children = Path(f"/proc/{bot.pid}/task/{bot.pid}/children").read_text().split()
            return int(children[0]) if children else 0

        assert await term_at_once(child, bot) == 0


Arrange = Callable[[Wire, Process], Callable[[], object]]


def hanging_login(wire: Wire, process: Process) -> Callable[[], object]:
    fault = wire.fault("GET", "/users/@me", "delay", seconds=60)
    return lambda: fault.hits


def failing_login(wire: Wire, process: Process) -> Callable[[], object]:
    wire.fault("GET", "/users/@me", status=503, times=99)
    return lambda: "logging in" in process.log.read_text()


def nobody_there(wire: Wire, process: Process) -> Callable[[], object]:
    process.settings["PAPERBOY_DISCORD_URL"] = "http://127.0.0.1:1"
    return lambda: "logging in" in process.log.read_text()


def hanging_sync(wire: Wire, process: Process) -> Callable[[], object]:
    fault = wire.fault("GET", "/applications/*/commands", "delay", seconds=60)
    return lambda: fault.hits


def no_hello(wire: Wire, process: Process) -> Callable[[], object]:
    wire.gateway.troubles.append("silence")
    return lambda: not wire.gateway.troubles


def no_gateway(wire: Wire, process: Process) -> Callable[[], object]:
    wire.gateway.troubles.extend([503] * 99)
    return lambda: len(wire.gateway.troubles) <= 98


def reconnecting(wire: Wire, process: Process) -> Callable[[], object]:
    def has_lost_it() -> bool:
        if wire.gateway.live() and not wire.gateway.troubles:
            wire.gateway.troubles.extend(["reset"] * 99)
            wire.gateway.close(4000)
        return 0 < len(wire.gateway.troubles) <= 98

    return has_lost_it


@pytest.mark.parametrize(
    "arrange", [hanging_login, failing_login, nobody_there, hanging_sync, no_hello, no_gateway, reconnecting]
)
async def test_term_ends_every_phase_of_connecting(wire: Wire, process: Process, arrange: Arrange):
    """Also where a server does not answer, and while it waits to try again."""
    reached = arrange(wire, process)
    await process.start()
    async with asyncio.timeout(20):
        while not reached():  # noqa: ASYNC110 - another process gets there
            await asyncio.sleep(0.05)
    began = time.monotonic()
    assert await process.stop() == 0
    assert time.monotonic() - began < 5
    assert "Traceback" not in process.log.read_text()


async def test_more_than_one_signal_is_one(wire: Wire, process: Process):
    """A supervisor that sends SIGINT after SIGTERM, and again: exit code 0."""
    await process.start()
    await wire.connected()
    os.kill(process.pid, signal.SIGINT)
    os.kill(process.pid, signal.SIGTERM)
    assert await process.stop() == 0
    assert "Traceback" not in process.log.read_text()
