"""A SQLite connection in its own thread that runs whole functions.

aiosqlite's public methods run single statements; the queue behind them takes any callable.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import aiosqlite

T = TypeVar("T")

BUSY_SECONDS = 10.0
"""Time to wait for another process that holds the write lock, such as an ingest beside the bot."""

CACHED_STATEMENTS = 256
"""Prepared statements that a connection caches."""


class Connection(aiosqlite.Connection):
    """An aiosqlite connection that also runs whole functions."""

    busy_since: float | None = None  # start of the running work, on the monotonic clock

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run a function in the connection's thread and return its result."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.submit(work, done)
        return await done

    def submit(self, work: Callable[[sqlite3.Connection], T], done: asyncio.Future[T]) -> None:
        """Queue a function; `done` receives its result or exception. Raises ValueError when closed."""

        def timed() -> T:
            self.busy_since = time.monotonic()
            try:
                return work(self._conn)
            finally:
                self.busy_since = None

        if self._connection is None:
            raise ValueError("Connection closed")
        self._tx.put_nowait((done, timed))


async def connect(path: Path) -> Connection:
    """Open the file with the settings of every connection."""

    def opened() -> sqlite3.Connection:
        connection = sqlite3.connect(
            path, isolation_level=None, timeout=BUSY_SECONDS, cached_statements=CACHED_STATEMENTS
        )
        set_pragmas(connection)
        return connection

    connection = Connection(opened, iter_chunk_size=64)
    await connection
    return connection


def set_pragmas(connection: sqlite3.Connection) -> None:
    """Apply the settings that every connection needs."""
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: a recorded delivery must survive a power cut, or the digest would be sent twice.
    connection.execute("PRAGMA synchronous = FULL")
