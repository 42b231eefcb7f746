"""The small Discord of the tests as a process of its own, and the calls a bench makes of it (tests/wire/control.py)."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from tests.wire.service import TOKEN

ROOT = Path(__file__).parents[2]


@dataclass
class StandIn:
    """A Discord on this machine, at `url`."""

    url: str
    token: str
    session: aiohttp.ClientSession

    async def call(self, name: str, *args: object, **kwargs: object) -> Any:
        """One call of the control API; what it gives. Raises RuntimeError with its sentence."""
        body = {"args": args, "kwargs": kwargs}
        async with self.session.post(f"{self.url}/_wire/{name}", json=body) as answer:
            told = await answer.json()
        if "error" in told:
            raise RuntimeError(told["error"])
        return told["result"]


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    """Start it, and end it afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.wire", cwd=ROOT, stdout=asyncio.subprocess.PIPE, limit=2**20
    )
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip()
        patient = aiohttp.ClientTimeout(total=600)
        async with aiohttp.ClientSession(timeout=patient) as session:
            yield StandIn(url, TOKEN, session)
    finally:
        process.kill()
        await process.wait()


async def start(words: list[str], settings: dict[str, str]) -> asyncio.subprocess.Process:
    """A Python process of this project that says nothing."""
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, env={**os.environ, **settings}, stdout=quiet, stderr=quiet
    )
