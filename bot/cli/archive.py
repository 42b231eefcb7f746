"""What commands share: the archive that the settings name, and counting."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from config.settings import load
from storage.archive import Archive

T = TypeVar("T")


def with_archive(work: Callable[[Archive], Awaitable[T]]) -> T:
    """Run work on the open archive, also beside a running bot."""

    async def opened() -> T:
        async with await Archive.open(load().database) as archive:
            return await work(archive)

    return asyncio.run(opened())


def count(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"
