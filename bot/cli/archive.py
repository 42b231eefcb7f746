"""Shared by commands: opening the archive, reading the sources, counting."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from config.settings import load
from sources.config import Catalog, read_catalog
from storage.archive import Archive

T = TypeVar("T")


def with_archive(work: Callable[[Archive], Awaitable[T]]) -> T:
    """Run work on the open archive; a bot may be running beside it."""

    async def opened() -> T:
        async with await Archive.open(load().database) as archive:
            return await work(archive)

    return asyncio.run(opened())


def read_sources() -> Catalog:
    """Read sources.toml; an empty catalog where there is none."""
    file = load().catalog
    return read_catalog(file) if file else Catalog()


def count(number: int, one: str, many: str) -> str:
    """A number with its noun, singular or plural."""
    return f"{number} {one if number == 1 else many}"
