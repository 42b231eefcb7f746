"""Waiting for something to become true, without sleeping for luck."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Changes:
    """Who waits is woken at each change; there is no polling."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    def poke(self) -> None:
        """Something changed: wake those whose condition holds now."""
        for entry in list(self._waiting):
            holds, future = entry
            if future.done():
                self._waiting.remove(entry)
            elif holds():
                future.set_result(None)
                self._waiting.remove(entry)

    async def until(self, holds: Callable[[], bool], timeout: float, what: str) -> None:  # noqa: ASYNC109
        """Return when `holds()`; raise TimeoutError with `what` in its sentence after `timeout` seconds."""
        if holds():
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (holds, future)
        self._waiting.append(entry)
        try:
            async with asyncio.timeout(timeout):
                await future
        except TimeoutError:
            raise TimeoutError(f"waited {timeout:g} s for {what}, in vain") from None
        finally:
            if entry in self._waiting:
                self._waiting.remove(entry)
