"""Starting, watching, killing and starting again the bot's process."""

import asyncio
import itertools
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from tests.process.forked import fork
from tests.wire import Wire

ROOT = Path(__file__).parents[2]
TICK = 0.2


class Process:
    """`python -m bot` with its settings; stands for one running bot at a time."""

    def __init__(self, settings: dict[str, str], folder: Path) -> None:
        self.settings = settings
        self.log = folder / "bot.log"
        self._folder = folder
        self._running: Running | None = None
        self._commands = itertools.count()

    async def start(self) -> None:
        """`python -m bot run`, in the background."""
        self.log.touch()
        self._running = self._begin(("run",), self.log, self.log)

    @property
    def pid(self) -> int:
        """Of the running process."""
        assert self._running is not None
        return self._running.pid

    async def says(self, words: str, within: float = 20) -> None:
        """Wait for words in its log."""
        async with asyncio.timeout(within):
            while words not in self.log.read_text(encoding="utf-8"):  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(TICK / 4)

    async def kill(self) -> None:
        """SIGKILL: no chance to clean up."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        return await self._end(signal.SIGTERM)

    async def ended(self) -> int:
        """Wait until it ends by itself; the exit code."""
        assert self._running is not None
        code, self._running = await self._running.ended(20), None
        return code

    async def run(self, *words: str, wait: float = 30) -> tuple[int, str, str]:
        """Any command to its end: exit code, standard output, standard error."""
        number = next(self._commands)
        out, err = (self._folder / f"command-{number}.{name}" for name in ("out", "err"))
        running = self._begin(words, out, err)
        try:
            code = await running.ended(wait)
        finally:
            running.send(signal.SIGKILL)
        return code, out.read_text("utf-8"), err.read_text("utf-8")

    def _begin(self, words: tuple[str, ...], out: Path, err: Path) -> "Running":
        environment = {**os.environ, "PYTHONUNBUFFERED": "1", **self.settings}
        return Running(words, environment, out, err)

    async def _end(self, number: signal.Signals) -> int:
        assert self._running is not None
        self._running.send(number)
        return await self.ended()

    async def close(self) -> None:
        if self._running is not None:
            await self.kill()


class Running:
    """A process under way; anew from the interpreter on where coverage is measured, which forks would escape."""

    def __init__(self, words: tuple[str, ...], environment: dict[str, str], out: Path, err: Path) -> None:
        self._process: subprocess.Popen[bytes] | ForkServerProcess
        if "COVERAGE_RUN" in os.environ:
            with out.open("ab") as told, err.open("ab") as complained:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "bot", *words], cwd=ROOT, env=environment, stdout=told, stderr=complained
                )
        else:
            self._process = fork(words, environment, out, err)

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def send(self, number: signal.Signals) -> None:
        """A signal, if it is still there."""
        if self._code() is None:
            os.kill(self.pid, number)

    async def ended(self, within: float) -> int:
        """Wait for its end; the exit code. Raises TimeoutError."""
        async with asyncio.timeout(within):
            while (code := self._code()) is None:  # noqa: ASYNC110 - another process ends
                await asyncio.sleep(0.01)
        return code

    def _code(self) -> int | None:
        process = self._process
        return process.poll() if isinstance(process, subprocess.Popen) else process.exitcode


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
            "PAPERBOY_PICTURES": "false",
        },
        tmp_path,
    )
    yield process
    await process.close()
