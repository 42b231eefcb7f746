"""What is done beside an answer, and that the answer neither waits for nor fails with."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger()

PATIENCE = 0.5
"""Seconds that an answer waits for what is mostly done in a millisecond, so that it may know of it."""

_under_way: set[asyncio.Task[None]] = set()


async def beside(name: str, work: Coroutine[Any, Any, object]) -> None:
    """Do work, waiting for it no longer than PATIENCE; it goes on where that is too short. A failure is logged."""
    task = asyncio.create_task(_attempt(name, work))
    _under_way.add(task)  # asyncio itself would forget a task that nobody holds
    task.add_done_callback(_under_way.discard)
    await asyncio.wait({task}, timeout=PATIENCE)


async def _attempt(name: str, work: Coroutine[Any, Any, object]) -> None:
    try:
        await work
    except Exception as error:
        log.warning("not done beside an answer", what=name, reason=str(error), kind=type(error).__name__)
