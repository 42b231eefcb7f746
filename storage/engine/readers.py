"""The way reads are shared out among connections."""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from storage.engine.connection import Connection

T = TypeVar("T")

LONG = 0.0002
"""Seconds of one piece of work after which others no longer wait behind it."""

CROWD = 4
"""Where more than so many wait, the next piece of work is handed over before the one under way has ended."""


class Readers:
    """Connections that read: the first does all it can, the others help while it is held up.

    Python runs one thread at a time. Two that search at once take turns at every statement, which gains little and
    makes some wait for long; but nobody who types is to wait for somebody's long search.
    """

    def __init__(self, connections: list[Connection]) -> None:
        self._first, *self._others = connections
        self._taken = dict.fromkeys(connections, 0)  # pieces of work that are under way or next
        self._waiting: deque[tuple[Callable[[sqlite3.Connection], Any], asyncio.Future[Any]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Work on the connection whose turn it is; first come, first served."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        self._serve()
        return await done

    async def close(self) -> None:
        """Close all; work that was asked for is finished first."""
        while self._waiting:
            self._give(self._first)
        for reader in self._taken:
            await reader.close()

    def _serve(self) -> None:
        """Give a connection what waits, as far as there is one; else look again when the first may be held up."""
        while self._waiting and (reader := self._free()):
            self._give(reader)
        if self._waiting and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LONG, self._look_again)

    def _give(self, reader: Connection) -> None:
        work, done = self._waiting.popleft()
        if not done.done():  # else who asked was cancelled
            self._taken[reader] += 1
            done.add_done_callback(partial(self._ended, reader))
            reader.submit(work, done)

    def _ended(self, reader: Connection, _: asyncio.Future[Any]) -> None:
        self._taken[reader] -= 1
        self._serve()

    def _look_again(self) -> None:
        self._timer = None
        self._serve()

    def _free(self) -> Connection | None:
        began = self._first.began
        held_up = began is not None and time.monotonic() - began > LONG
        room = 2 if len(self._waiting) > CROWD and not held_up else 1
        if self._taken[self._first] < room:
            return self._first
        return next((one for one in self._others if not self._taken[one]), None) if held_up else None
