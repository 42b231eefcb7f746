"""Starting, watching, killing and starting again the bot's process."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.wire import Wire

ROOT = Path(__file__).parents[2]
TICK = 0.2


class Process:
    """`python -m bot` with its settings; stands for one process at a time."""

    def __init__(self, settings: dict[str, str], folder: Path) -> None:
        self.settings = settings
        self.log = folder / "bot.log"
        self._running: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """`python -m bot run`, in the background."""
        with self.log.open("ab") as log:
            self._running = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=ROOT, env=self._environment(), stdout=log, stderr=log
            )

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._running is not None
        return self._running.pid

    async def says(self, words: str, within: float = 20) -> None:
        """Wait for words in its log."""
        async with asyncio.timeout(within):
            while words not in self.log.read_text(encoding="utf-8"):  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(TICK)

    async def kill(self) -> None:
        """SIGKILL: no chance to clean up."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        return await self._end(signal.SIGTERM)

    async def ended(self) -> int:
        """Wait until it ends by itself; the exit code."""
        assert self._running is not None
        code, self._running = await asyncio.wait_for(self._running.wait(), 20), None
        return code

    async def run(self, *words: str, wait: float = 30) -> tuple[int, str, str]:
        """Any command to its end: exit code, standard output, standard error."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words, cwd=ROOT, env=self._environment(),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            out, err = await asyncio.wait_for(process.communicate(), wait)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        return process.returncode or 0, out.decode(), err.decode()

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONUNBUFFERED": "1", **self.settings}

    async def _end(self, number: signal.Signals) -> int:
        assert self._running is not None
        if self._running.returncode is None:
            self._running.send_signal(number)
        code = await asyncio.wait_for(self._running.wait(), 20)
        self._running = None
        return code

    async def close(self) -> None:
        if self._running is not None:
            await self.kill()


@pytest.fixture
async def process(wire: Wire, tmp_path: Path) -> AsyncIterator[Process]:
    """The bot on that wire, with an empty archive; not started yet."""
    process = Process(
        {
            "PAPERBOY_DISCORD_TOKEN": wire.token,
            "PAPERBOY_DISCORD_URL": wire.url,
            "PAPERBOY_DATABASE": str(tmp_path / "paperboy.db"),
            "PAPERBOY_TICK_SECONDS": str(TICK),
            "PAPERBOY_METADATA": "false",  # nothing leaves this machine
        },
        tmp_path,
    )
    yield process
    await process.close()
