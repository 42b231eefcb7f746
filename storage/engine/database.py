"""One SQLite file: one writer, a few readers, every piece of work a single hop into a thread.

Work is a function over a plain `sqlite3.Connection` that runs from beginning to end in the connection's own
thread. So no other task can get between two statements of a transaction, no cancellation can leave one half
done, and a search of several statements costs one hop instead of one a statement.
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
from storage.engine.readers import Readers
from storage.errors import StatementRefusedError, StorageError

T = TypeVar("T")

READERS = 2
"""One may be busy with a long search while the other answers a keystroke."""

CACHE = 16_000
"""Kilobytes of the file that a reader keeps, as far as there are so many."""


class Database:
    """The open file. `read` and `write` are the only ways in."""

    def __init__(self, path: Path, writer: Connection, readers: list[Connection]) -> None:
        self.path = path
        self._writer = writer
        self._readers = Readers(readers)
        self._inode = path.stat().st_ino

    @classmethod
    async def open(cls, path: Path) -> Self:
        """Open or create the file and bring its schema up to date.

        Raises StorageError with a sentence for a file that is no database, not Paperboy's, or newer than this
        program.
        """
        with _sentences(path):
            await asyncio.to_thread(prepare, path)
        opened: list[Connection] = []
        try:
            for _ in range(1 + READERS):
                with _sentences(path):
                    opened.append(await connect(path))
            for reader in opened[1:]:
                await reader.run(_only_read)
        except BaseException:
            for connection in opened:
                await connection.close()
            raise
        return cls(path, opened[0], opened[1:])

    async def close(self) -> None:
        """Close all connections; work that is under way is finished first."""
        await self._readers.close()
        await self._writer.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def check(self) -> None:
        """Raise StorageError where the file was taken away: SQLite would go on writing into nowhere."""

        def same() -> bool:
            try:
                return self.path.stat().st_ino == self._inode
            except OSError:
                return False

        if not await asyncio.to_thread(same):
            raise StorageError(f"{self.path} was deleted or replaced while in use: put it back, or restart Paperboy.")

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run work that only reads; it sees one state of the file."""

        def snapshot(connection: sqlite3.Connection) -> T:
            with _sentences(self.path), _transaction(connection, "BEGIN"):
                return work(connection)

        return await self._readers.run(snapshot)

    async def write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run work in a transaction of its own: all of it is kept, or, where it raises, nothing."""

        def change(connection: sqlite3.Connection) -> T:
            with _sentences(self.path), _transaction(connection, "BEGIN IMMEDIATE"):
                return work(connection)

        return await self._writer.run(change)


def _only_read(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute(f"PRAGMA cache_size = {-CACHE}")


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
def _sentences(path: Path) -> Iterator[None]:
    """Translate SQLite's errors into sentences, in the one place where they leave this package."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _translate(path, error) from error
    except OSError as error:
        raise StorageError(explain(path, error)) from error


def _translate(path: Path, error: sqlite3.DatabaseError) -> StorageError:
    name = getattr(error, "sqlite_errorname", "")
    for prefix, sentence in _SENTENCES.items():
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
_SENTENCES = {
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
"""By the beginning of SQLite's name of an error: https://sqlite.org/rescode.html. The first that fits counts."""
