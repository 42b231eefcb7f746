"""Schedules reads across connections."""

import asyncio
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from storage.engine.connection import Connection

T = TypeVar("T")

HANDOVER_SECONDS = 0.0002
"""Time one unit of work may run before waiting work moves to another connection."""

CROWD = 4
"""Queue length above which the next unit of work is submitted before the running one has ended."""


class ReaderPool:
    """Read connections: the first does the work, the others help while it is busy with a long one.

    Python runs one thread at a time. Two concurrent searches alternate at every statement, which gains little; but
    autocomplete must not wait for a long search.
    """

    def __init__(self, connections: list[Connection]) -> None:
        self._first, *self._others = connections
        self._in_flight = dict.fromkeys(connections, 0)  # units of work running or submitted
        self._waiting: deque[tuple[Callable[[sqlite3.Connection], Any], asyncio.Future[Any]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run work on the next free connection, first come, first served."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        self._serve()
        return await done

    async def close(self) -> None:
        """Run the queued work, then close all connections."""
        while self._waiting:
            self._dispatch(self._first)
        for reader in self._in_flight:
            await reader.close()

    def _serve(self) -> None:
        """Dispatch queued work to free connections; check again after HANDOVER_SECONDS while some is left."""
        while self._waiting and (reader := self._next_reader()):
            self._dispatch(reader)
        if self._waiting and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(HANDOVER_SECONDS, self._on_timer)

    def _dispatch(self, reader: Connection) -> None:
        work, done = self._waiting.popleft()
        if not done.done():  # otherwise the caller was cancelled
            self._in_flight[reader] += 1
            done.add_done_callback(partial(self._on_done, reader))
            reader.submit(work, done)

    def _on_done(self, reader: Connection, _: asyncio.Future[Any]) -> None:
        self._in_flight[reader] -= 1
        self._serve()

    def _on_timer(self) -> None:
        self._timer = None
        self._serve()

    def _next_reader(self) -> Connection | None:
        busy_since = self._first.busy_since
        held_up = busy_since is not None and time.monotonic() - busy_since > HANDOVER_SECONDS
        room = 2 if len(self._waiting) > CROWD and not held_up else 1
        if self._in_flight[self._first] < room:
            return self._first
        return next((one for one in self._others if not self._in_flight[one]), None) if held_up else None
