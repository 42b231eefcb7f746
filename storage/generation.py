"""Tells a database that was restored from a backup from the one that went on.

A number in the database is counted up before anything is sent, and then written into a file beside it, which no
backup of the database brings back. A database whose number is behind that of the file is a copy, and so is one that
has sent something before and lies where no such file is: what it says is due may have been sent by the original
since. (After a crash between the two steps the file is one behind; that is no copy.)
"""

import asyncio
import os
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

from storage.database import Database
from storage.errors import StorageError
from storage.files import explain, open_to_write
from storage.ledger import OPEN, nonce_of
from storage.rows import instant, read_instant

_FACT = "generation"

MARGIN = timedelta(minutes=10)
"""So much before a delivery was due its channel's history is searched from: long enough not to trust a nonce."""


class Generation:
    """The number, in the database and beside it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file = database.path.with_name(database.path.name + ".generation")

    async def is_copy(self) -> bool:
        """Whether delivery has to wait for the operator."""
        number, beside = await self._database.read(_read), await self._beside()
        if number == 0 and (beside == -1 or not await self._database.read(_has_deliveries)):
            if beside != 0:  # a new archive, maybe in the place of one that was thrown away
                await self._write_beside(0)
            return False
        return beside == -1 or beside > number

    async def advance(self) -> None:
        """Count up, before something is sent and after it."""
        await self._write_beside(await self._database.write(_count_up))

    async def accept(self, now: datetime) -> int:
        """Go on with this database as it is; how many deliveries are open.

        Each of them is in doubt from now on, as the original may have made it: it is looked up before it is sent.
        """

        def work(connection: sqlite3.Connection) -> tuple[int, int]:
            rows = connection.execute(
                "SELECT d.id, d.issue_id, s.channel_id, d.due_at FROM deliveries AS d"
                f" JOIN subscriptions AS s ON s.id = d.subscription_id WHERE d.{OPEN}"
            ).fetchall()
            for row in rows:
                nonce = nonce_of(row["id"], row["issue_id"], row["channel_id"], 0)
                since = min(read_instant(row["due_at"]), now) - MARGIN
                connection.execute(
                    "INSERT OR IGNORE INTO messages (delivery_id, part, nonce, attempted_at) VALUES (?, 0, ?, ?)",
                    (row["id"], nonce, instant(since)),
                )
            connection.execute(f"UPDATE deliveries SET state = 'unknown' WHERE {OPEN}")
            return len(rows), _count_up(connection)

        opened, number = await self._database.write(work)
        await self._write_beside(number)
        return opened

    async def _beside(self) -> int:
        def read() -> int:
            try:
                return int(self._file.read_text(encoding="ascii"))
            except (FileNotFoundError, ValueError):
                return -1
            except OSError as error:
                raise StorageError(explain(Path(error.filename or self._file), error)) from error

        return await asyncio.to_thread(read)

    async def _write_beside(self, number: int) -> None:
        try:
            await asyncio.to_thread(_replace, self._file, f"{number}\n")
        except OSError as error:
            raise StorageError(explain(Path(error.filename or self._file), error)) from error


def _read(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (_FACT,)).fetchone()
    return int(row["value"]) if row else 0


def _has_deliveries(connection: sqlite3.Connection) -> bool:
    return connection.execute("SELECT 1 FROM deliveries LIMIT 1").fetchone() is not None


def _count_up(connection: sqlite3.Connection) -> int:
    number = _read(connection) + 1
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (_FACT, str(number)))
    return number


def _replace(file: Path, text: str) -> None:
    """Put a file in the place of another, whole or not at all."""
    draft = file.with_name(file.name + ".new")
    with open_to_write(draft) as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)
