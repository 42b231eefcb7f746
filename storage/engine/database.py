"""One SQLite file: one writer, a pool of readers, one thread hop per unit of work.

A unit of work is a function of a plain `sqlite3.Connection` that runs to its end in the connection's thread. No other
task runs between two statements of a transaction, and a cancellation cannot leave one half done.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TypeVar

from storage.engine.connection import BUSY_SECONDS, Connection, connect, set_pragmas
from storage.engine.files import explain, make_file, make_folder
from storage.engine.header import check_length
from storage.engine.migrate import migrate
from storage.engine.reader_pool import ReaderPool
from storage.errors import StatementRefusedError, StorageError

T = TypeVar("T")

READER_COUNT = 2
"""One may run a long search while the other answers autocomplete."""

READER_CACHE_KIB = 16_000
"""Page cache of a reader, in KiB."""


class Database:
    """The open file. All access goes through `read` and `write`."""

    def __init__(self, path: Path, writer: Connection, readers: list[Connection]) -> None:
        self.path = path
        self._writer = writer
        self._readers = ReaderPool(readers)
        self._inode = path.stat().st_ino

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the file and migrate its schema.

        Raises StorageError for a file that is not a database, not Paperboy's, or newer than this program.
        """
        with _translated_errors(path):
            await asyncio.to_thread(prepare, path)
        opened: list[Connection] = []
        try:
            for _ in range(1 + READER_COUNT):
                with _translated_errors(path):
                    opened.append(await connect(path))
            for reader in opened[1:]:
                await reader.run(_make_read_only)
        except BaseException:
            for connection in opened:
                await connection.close()
            raise
        return cls(path, opened[0], opened[1:])

    async def close(self) -> None:
        """Close all connections after running work has finished."""
        await self._readers.close()
        await self._writer.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def check(self) -> None:
        """Raise StorageError where the file was deleted or replaced: SQLite would write to the unlinked file."""

        def same() -> bool:
            try:
                return self.path.stat().st_ino == self._inode
            except OSError:
                return False

        if not await asyncio.to_thread(same):
            raise StorageError(f"{self.path} was deleted or replaced while in use: put it back, or restart Paperboy.")

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run work in a read transaction, on one snapshot of the file. Raises StorageError."""

        def snapshot(connection: sqlite3.Connection) -> T:
            with _translated_errors(self.path), _transaction(connection, "BEGIN"):
                return work(connection)

        return await self._readers.run(snapshot)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run work in a write transaction; it is rolled back where the work raises. Raises StorageError."""

        def change(connection: sqlite3.Connection) -> T:
            with _translated_errors(self.path), _transaction(connection, "BEGIN IMMEDIATE"):
                return work(connection)

        return await self._writer.run(change)


def _make_read_only(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA cache_size = {-READER_CACHE_KIB}")


def prepare(path: Path) -> None:
    """Make the file if there is none, and bring its schema up to date."""
    make_folder(path.parent)
    make_file(path)
    check_length(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    try:
        set_pragmas(connection)
        migrate(connection, path)
    finally:
        connection.close()


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def _translated_errors(path: Path) -> Iterator[None]:
    """Translate SQLite's and the file system's errors into StorageError."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _translate(path, error) from error
    except OSError as error:
        raise StorageError(explain(path, error)) from error


def _translate(path: Path, error: sqlite3.DatabaseError) -> StorageError:
    name = getattr(error, "sqlite_errorname", "")
    for prefix, sentence in _MESSAGES.items():
        if name.startswith(prefix):
            return StorageError(sentence.format(path=path))
    return StatementRefusedError(f"{path} refused a statement: {error}.")


_NO_LOCKS = (
    "{path} cannot be locked or shared on its disk, as on some network drives: "
    "set PAPERBOY_DATABASE to a file on a local disk."
)
_FULL_OR_BROKEN = (
    "{path} could not be written: the disk is full or reports an error. "
    "Free some space or look at the disk; nothing was changed."
)
_MESSAGES = {
    "SQLITE_NOTADB": "{path} is not a SQLite database: set PAPERBOY_DATABASE to another file.",
    "SQLITE_CORRUPT": "{path} is damaged: put a backup in its place.",
    "SQLITE_CANTOPEN": "{path} cannot be opened: check that its folder exists and may be written.",
    "SQLITE_READONLY": "{path} cannot be written: check the permissions of the file and its folder.",
    "SQLITE_FULL": "The disk that holds {path} is full: free some space, nothing was changed.",
    "SQLITE_BUSY": f"{{path}} is in use by another program that did not finish in {BUSY_SECONDS:.0f} s: try again.",
    "SQLITE_IOERR_LOCK": _NO_LOCKS,
    "SQLITE_IOERR_RDLOCK": _NO_LOCKS,
    "SQLITE_IOERR_UNLOCK": _NO_LOCKS,
    "SQLITE_IOERR_CHECKRESERVEDLOCK": _NO_LOCKS,
    "SQLITE_IOERR_SHMSIZE": _FULL_OR_BROKEN,
    "SQLITE_IOERR_SHM": _NO_LOCKS,
    "SQLITE_PROTOCOL": _NO_LOCKS,
    "SQLITE_NOLFS": "{path} is too large for its disk's file system: set PAPERBOY_DATABASE to another disk.",
    "SQLITE_IOERR_WRITE": _FULL_OR_BROKEN,
    "SQLITE_IOERR": "{path} could not be read or written: the disk reports an error. Look at the disk.",
}
"""Messages by prefix of SQLite's error name, first match wins: https://sqlite.org/rescode.html."""
