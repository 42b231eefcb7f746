"""Processes of this project, beside the one that measures."""

import asyncio
import os
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


async def start(words: list[str], settings: dict[str, str]) -> asyncio.subprocess.Process:
    """A Python process that says nothing."""
    quiet = asyncio.subprocess.DEVNULL
    return await asyncio.create_subprocess_exec(
        sys.executable, *words, cwd=ROOT, env={**os.environ, **settings}, stdout=quiet, stderr=quiet
    )
