"""Bring a database file up to this program's schema, one numbered SQL file at a time."""

import sqlite3
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from storage.engine.connection import BUSY_SECONDS
from storage.errors import StorageError

APPLICATION_ID = 0x50424F59  # "PBOY", in the file's header: this is Paperboy's database


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Run the migrations the file has not seen, each in a transaction of its own.

    `user_version` counts them. Raises StorageError for a file of another program or of a newer Paperboy; such a
    file is left as it is.
    """
    steps = _steps()
    _check(connection, path, len(steps))
    _write_ahead(connection, path)  # not before: another program's file stays untouched
    for number, script in enumerate(steps, start=1):
        connection.execute("BEGIN IMMEDIATE")  # another process may be migrating: ask again inside the lock
        try:
            version = _check(connection, path, len(steps))
            if version < number:
                for statement in _statements(script):
                    connection.execute(statement)
                _check_references(connection, path)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # SQLite itself has rolled back where the disk is full
                connection.execute("ROLLBACK")
            raise


def _write_ahead(connection: sqlite3.Connection, path: Path) -> None:
    """Turn on the write-ahead log. SQLite itself does not wait here while another process makes the same new file.

    Raises StorageError where the file system cannot share memory between processes, which the log needs.
    """
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            break
    if mode != "wal":
        raise StorageError(
            f"{path} cannot be used on its disk, as on some network drives: set PAPERBOY_DATABASE to a local file."
        )


def _check(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    """The file's schema version, or StorageError where the file is not ours to touch."""
    # One statement, one look: between two of them another process may have made a new file ours.
    application, version, tables = connection.execute(
        "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),"
        " (SELECT count(*) FROM sqlite_schema)"
    ).fetchone()
    if application != APPLICATION_ID and (application or version or tables):
        raise StorageError(f"{path} is the database of another program: set PAPERBOY_DATABASE to another file.")
    if version > newest:
        raise StorageError(
            f"{path} was written by a newer Paperboy (schema {version}, this one knows {newest}): "
            "upgrade Paperboy, or set PAPERBOY_DATABASE to another file."
        )
    return int(version)


def _check_references(connection: sqlite3.Connection, path: Path) -> None:
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise StorageError(f"{path} could not be upgraded: {len(broken)} rows point to nothing.")


def _steps() -> list[str]:
    folder = resources.files("storage") / "migrations"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [f.read_text(encoding="utf-8") for f in files]


def _statements(script: str) -> Iterator[str]:
    """Single statements of a script: `executescript` would commit the transaction it runs in."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
