"""Tells a database that was restored from a backup from the one that went on.

A number in the database is counted up before anything is sent, and then written into a file beside it, which no
backup of the database alone brings back. A database whose number is behind that of the file is a copy, and so is one
that has sent something before and lies where no such file is: what it says is due may have been sent by the original
since. (After a crash between the two steps the file is one behind; that is no copy.)

A backup of the whole folder brings the file back too: bot.delivery.restore_check asks Discord about that.
"""

import asyncio
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from storage.deliveries.outbox import OPEN
from storage.deliveries.restores import note_restored
from storage.engine.database import Database
from storage.engine.files import explain, open_to_write
from storage.errors import StorageError

_FACT = "generation"

MISSING = -1
LONGEST = 20  # bytes of the file
HOW_TO_GO_ON = "`python -m bot resume --dry-run` lists what is due, `python -m bot resume` goes on."


class Generation:
    """The number, in the database and beside it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._file = database.path.with_name(database.path.name + ".generation")

    async def why_held(self) -> str | None:
        """Why delivery has to wait for the operator, in a sentence; None where it may go on."""
        number, beside = await self._database.read(_read), await self._beside()
        if beside is None:
            return f"{self._file} does not hold a number: this archive may be a copy that was put back. {HOW_TO_GO_ON}"
        if number == 0 and beside > 0:
            if not await self._database.read(_has_deliveries):
                return None
            return (
                f"This archive has never sent anything, but the one that was here before has ({self._file}): "
                f"put that one back, or go on with this one. {HOW_TO_GO_ON}"
            )
        if beside > number or (beside == MISSING and number > 0):
            return (
                "This archive is a copy that was put back: what it says is due may have been sent since. "
                f"{HOW_TO_GO_ON}"
            )
        return None

    async def adopt(self) -> bool:
        """Let an empty archive count on from the file of the one that was there before; whether that was so.

        So a backup of the old one is still recognised when it is put back later.
        """
        if await self._database.read(_read) or await self._database.read(_has_deliveries):
            return False
        beside = await self._beside()
        if beside is None or beside <= 0:
            return False
        await self._database.write(
            lambda c: c.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (_FACT, str(beside)))
        )
        return True

    async def advance(self) -> None:
        """Count up, before something is sent and after it."""
        await self._write_beside(await self._database.write(_count_up))

    async def accept(self, now: datetime) -> int:
        """Go on with this database as it is; how many deliveries are open.

        The original may have made each of them, so each is looked up before it is sent.
        """

        beside = await self._beside()

        def work(connection: sqlite3.Connection) -> tuple[int, int]:
            note_restored(connection, now)
            (waiting,) = connection.execute(f"SELECT count(*) FROM deliveries WHERE {OPEN}").fetchone()
            return waiting, _count_up(connection, at_least=beside or 0)

        opened, number = await self._database.write(work)
        await self._write_beside(number)
        return opened

    async def _beside(self) -> int | None:
        """The number in the file; MISSING where there is no file, None where it holds something else."""

        def read() -> int | None:
            try:
                with self._file.open("rb") as file:
                    text = file.read(LONGEST + 1).strip()
            except FileNotFoundError:
                return MISSING
            return int(text) if text.isdigit() and len(text) <= LONGEST else None

        try:
            return await asyncio.to_thread(read)
        except OSError as error:
            raise StorageError(explain(Path(error.filename or self._file), error)) from error

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


def _count_up(connection: sqlite3.Connection, at_least: int = 0) -> int:
    number = max(_read(connection), at_least) + 1
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
