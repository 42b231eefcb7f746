"""A connection in a thread of its own that runs whole functions.

aiosqlite's public methods offer single statements; the queue behind them takes any callable.
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
"""How long to wait for another process (an ingest beside the bot) that holds the write lock."""

STATEMENTS = 256
"""Statements a connection keeps prepared."""


class Connection(aiosqlite.Connection):
    """aiosqlite's connection with its queue opened to whole functions."""

    began: float | None = None  # when the work that is under way did, on the monotonic clock

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Work from beginning to end in the connection's thread."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self.submit(work, done)
        return await done

    def submit(self, work: Callable[[sqlite3.Connection], T], done: asyncio.Future[T]) -> None:
        """The same without waiting: `done` gets what comes of it. Raises ValueError when closed."""

        def timed() -> T:
            self.began = time.monotonic()
            try:
                return work(self._conn)
            finally:
                self.began = None

        if self._connection is None:
            raise ValueError("Connection closed")
        self._tx.put_nowait((done, timed))


async def connect(path: Path) -> Connection:
    """Open the file as every connection to it is opened."""

    def opened() -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS, cached_statements=STATEMENTS)
        set_pragmas(connection)
        return connection

    connection = Connection(opened, iter_chunk_size=64)
    await connection
    return connection


def set_pragmas(connection: sqlite3.Connection) -> None:
    """How the file is used, by whatever connection."""
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA foreign_keys = ON")
    # FULL: what the outbox says was sent must survive a power cut, or a digest would go out twice.
    connection.execute("PRAGMA synchronous = FULL")
