"""The file: what is kept, what is refused, what other programs' files are safe from."""

import asyncio
import sqlite3
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.engine.connection import set_pragmas
from storage.engine.database import Database
from storage.engine.migrate import APPLICATION_ID, migrate
from storage.errors import StorageError


async def put(database: Database, name: str, value: str) -> None:
    """Keep a value under a name."""
    await database.write(lambda c: c.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value)))


async def get(database: Database, name: str) -> str | None:
    """The value under a name, if any."""
    row = await database.read(lambda c: c.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone())
    return row["value"] if row else None


async def test_a_failed_change_leaves_nothing_behind(tmp_path: Path):
    """What raises in the middle of a transaction is undone as a whole."""

    def half(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO facts VALUES ('a', '1')")
        raise ValueError("stop")

    async with await Database.open(tmp_path / "p.db") as database:
        with pytest.raises(ValueError, match="stop"):
            await database.write(half)
        assert await database.read(lambda c: c.execute("SELECT count(*) FROM facts").fetchone()[0]) == 0


async def test_a_cancelled_writer_does_not_leave_a_transaction_open(tmp_path: Path):
    """Whoever asked may go away; the change is whole or not there, and the next one goes through."""
    async with await Archive.open(tmp_path / "p.db") as archive:
        tasks = [asyncio.create_task(put(archive.database, f"n{i}", "v")) for i in range(50)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await put(archive.database, "last", "there")
        assert await get(archive.database, "last") == "there"
        assert [await get(archive.database, f"n{i}") for i in range(1, 50, 2)] == ["v"] * 25


async def test_readers_cannot_write(tmp_path: Path):
    """Work given to `read` by mistake cannot change the archive."""
    async with await Database.open(tmp_path / "p.db") as database:
        with pytest.raises(StorageError):
            await database.read(lambda c: c.execute("INSERT INTO facts VALUES ('a', '1')"))


async def test_the_archive_survives_closing(tmp_path: Path):
    """What was kept is there after a restart, in WAL mode and with FULL synchronisation."""
    path = tmp_path / "folder" / "p.db"
    async with await Archive.open(path) as archive:
        await put(archive.database, "name", "value")
    async with await Archive.open(path) as archive:
        assert await get(archive.database, "name") == "value"
        modes = await archive.database.read(
            lambda c: [c.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        )
        assert modes == ["wal", 2]


async def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path):
    """A sentence, and not a byte changed."""
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, and no database at all " * 100)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="not a SQLite database"):
        await Database.open(path)
    assert path.read_bytes() == before


async def test_the_database_of_another_program_is_left_alone(tmp_path: Path):
    """A sentence, and not a byte changed, not even the journal mode."""
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="another program"):
        await Database.open(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["other.db"]


async def test_a_database_of_a_newer_version_is_refused_with_the_way_out(tmp_path: Path):
    """The schema's number and what to do."""
    path = tmp_path / "p.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE x (y)")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StorageError, match=r"schema 999.*upgrade Paperboy"):
        await Database.open(path)


async def test_a_folder_in_the_files_place_is_a_sentence(tmp_path: Path):
    """Neither a traceback nor a new file."""
    with pytest.raises(StorageError, match="is a folder: a file is expected there"):
        await Database.open(tmp_path)


async def test_two_processes_may_create_the_same_file_at_once(tmp_path: Path):
    """Both find the schema whole."""
    for name in range(6):  # of so many files one is likely to be looked at just while another process makes it
        opened = await asyncio.gather(*(Archive.open(tmp_path / f"{name}.db") for _ in range(6)))
        for archive in opened:
            assert await get(archive.database, "nothing") is None
            await archive.close()


async def test_a_file_that_was_taken_away_is_noticed(tmp_path: Path):
    """SQLite would go on writing into nowhere; put back, it is the same again."""
    path, away = tmp_path / "p.db", tmp_path / "away.db"
    async with await Database.open(path) as database:
        await database.check()
        path.rename(away)
        with pytest.raises(StorageError, match="was deleted or replaced while in use"):
            await database.check()
        path.touch()
        with pytest.raises(StorageError, match="was deleted or replaced while in use"):
            await database.check()
        away.rename(path)
        await database.check()


@pytest.mark.parametrize("pages", [3, 12, 20])
async def test_a_disk_that_is_full_in_a_migration_is_named_and_the_file_can_be_used_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int
):
    """SQLite has rolled back by itself then."""
    path = tmp_path / "p.db"

    def small(connection: sqlite3.Connection) -> None:
        set_pragmas(connection)
        connection.execute(f"PRAGMA max_page_count = {pages}")

    with monkeypatch.context() as patched:
        patched.setattr("storage.engine.database.set_pragmas", small)
        with pytest.raises(StorageError, match="is full: free some space, nothing was changed"):
            await Archive.open(path)
    async with await Archive.open(path) as archive:
        assert await archive.issues.latest() is None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("SQLITE_IOERR_LOCK", "local disk"),
        ("SQLITE_IOERR_SHMMAP", "local disk"),
        ("SQLITE_PROTOCOL", "local disk"),
        ("SQLITE_IOERR_SHMSIZE", "Free some space"),
        ("SQLITE_IOERR_WRITE", "Free some space"),
        ("SQLITE_IOERR_FSYNC", "Look at the disk"),
        ("SQLITE_FULL", "free some space"),
        ("SQLITE_READONLY_DIRECTORY", "check the permissions"),
    ],
)
async def test_each_refusal_of_the_disk_says_what_to_do(tmp_path: Path, code: str, sentence: str):
    def fail(_: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("as SQLite raises it")
        error.sqlite_errorname = code
        raise error

    async with await Database.open(tmp_path / "p.db") as database:
        with pytest.raises(StorageError, match=sentence):
            await database.write(fail)


async def test_a_file_system_without_a_write_ahead_log_gets_a_sentence(
    tmp_path: Path,
):
    """SQLite says it by staying in another mode."""
    path = tmp_path / "p.db"
    connection = sqlite3.connect(":memory:", isolation_level=None)  # it stays in the mode "memory"
    with pytest.raises(StorageError, match="set PAPERBOY_DATABASE to a local file"):
        migrate(connection, path)
    connection.close()
