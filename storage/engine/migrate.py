"""Migrates a database file to this program's schema, one numbered SQL file at a time."""

import sqlite3
import time
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from storage.engine.connection import BUSY_SECONDS
from storage.errors import StorageError

APPLICATION_ID = 0x50424F59  # "PBOY", in the file's header: this is Paperboy's database


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Run the pending migrations, each in its own transaction.

    `user_version` is the number of the last one. Raises StorageError for a file of another program or of a newer
    Paperboy
    and leaves such a file unchanged.
    """
    steps = _steps()
    _check(connection, path, len(steps))
    _enable_wal(connection, path)  # after the check, so that another program's file stays untouched
    for number, script in enumerate(steps, start=1):
        connection.execute("BEGIN IMMEDIATE")  # another process may be migrating: check again inside the lock
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
            if connection.in_transaction:  # SQLite rolls back by itself where the disk is full
                connection.execute("ROLLBACK")
            raise


def _enable_wal(connection: sqlite3.Connection, path: Path) -> None:
    """Enable the write-ahead log. Retries while another process creates the same file, which SQLite itself does not.

    Raises StorageError where the file system has no shared memory, which the log needs.
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
    """The schema version of the file. Raises StorageError where the file is not Paperboy's or is newer."""
    # One statement, one snapshot: another process may create the schema between two statements.
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
    """Split a script into statements: `executescript` would commit the open transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
