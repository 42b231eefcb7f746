"""What commands share: the archive that the settings name, and counting."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

from config.settings import load
from newsletter.sources.catalog import Catalog, read_catalog
from storage.archive import Archive

T = TypeVar("T")


def with_archive(work: Callable[[Archive], Awaitable[T]]) -> T:
    """Run work on the open archive, also beside a running bot."""

    async def opened() -> T:
        async with await Archive.open(load().database) as archive:
            return await work(archive)

    return asyncio.run(opened())


def step_aside() -> None:
    """Let a running bot go first: its readers wait for an answer, a long command can wait for its turn."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(19)


def read_sources() -> Catalog:
    """What the file of sources says; nothing where there is none."""
    file = load().catalog
    return read_catalog(file) if file else Catalog()


def count(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many}"
