"""Files are for their owner alone, and what a file system refuses is told with what to do."""

import errno
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.archive import Archive
from storage.engine.files import explained, make_file, open_to_write
from storage.engine.lock import hold_lock
from storage.errors import StorageError
from tests.samples import make_issue


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


async def test_every_file_and_folder_is_for_its_owner_alone(tmp_path: Path):
    """Database, log, shared memory, lock, generation, exports; whatever the process's own mask allows."""
    path = tmp_path / "a" / "b" / "p.db"
    with umask(0):
        with hold_lock(path):
            async with await Archive.open(path) as archive:
                await archive.issues.save(make_issue(9), datetime.now(UTC))
                await archive.generation.why_held()
                await archive.generation.advance()
                with open_to_write(path.with_name("export.jsonl")) as out:
                    out.write("{}\n")
                modes = {one.name: one.stat().st_mode & 0o777 for one in path.parent.iterdir()}
        folders = [one.stat().st_mode & 0o777 for one in (path.parent, path.parent.parent)]
    assert {name.removeprefix("p.db") for name in modes} >= {"", "-wal", "-shm", ".lock", ".generation", "export.jsonl"}
    assert set(modes.values()) == {0o600}
    assert folders == [0o700, 0o700]


async def test_what_was_there_keeps_its_rights(tmp_path: Path):
    """An operator may have given a group the right to read it."""
    path = tmp_path / "p.db"
    async with await Archive.open(path):
        pass
    path.chmod(0o640)
    async with await Archive.open(path):
        assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EWOULDBLOCK, "Another Paperboy is running on"),
        (errno.ENOLCK, "Files cannot be locked on the disk"),
        (errno.EOPNOTSUPP, "Files cannot be locked on the disk"),
        (errno.ENOSYS, "Files cannot be locked on the disk"),
        (errno.EINVAL, "Files cannot be locked on the disk"),
    ],
)
def test_a_disk_without_locks_is_told_from_another_bot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
):
    def flock(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", flock)
    with pytest.raises(StorageError, match=sentence), hold_lock(tmp_path / "p.db"):
        pass


def refuse(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing can be made from now on: tests run as root, whom no folder refuses."""

    def opened(*_: object, **__: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", opened)


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EACCES, r"this user \(user id \d+\) may not write in .*chown"),
        (errno.EPERM, r"may not write in .*PAPERBOY_DATABASE"),
        (errno.EROFS, "read-only disk. Set PAPERBOY_DATABASE"),
        (errno.ENOSPC, "is full: free some space"),
        (errno.EDQUOT, "is full: free some space"),
        (errno.ENOTDIR, "is a file and not a folder"),
        (errno.EIO, "cannot be opened: Input/output error"),
    ],
)
async def test_a_folder_that_cannot_be_written_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
):
    """By the lock, which comes first when the bot starts, and by the database."""
    refuse(number, monkeypatch)
    with pytest.raises(StorageError, match=sentence), hold_lock(tmp_path / "p.db"):
        pass
    with pytest.raises(StorageError, match=sentence):
        await Archive.open(tmp_path / "p.db")


async def test_a_file_in_the_place_of_the_folder_gets_a_sentence(tmp_path: Path):
    (tmp_path / "data").write_text("a file")
    for path in (tmp_path / "data" / "p.db", tmp_path / "data" / "deeper" / "p.db"):
        with pytest.raises(StorageError, match="is a file and not a folder"), hold_lock(path):
            pass
        with pytest.raises(StorageError, match="is a file and not a folder"):
            await Archive.open(path)


@pytest.mark.parametrize("name", ["p.db.lock", "p.db", "p.db.generation", "p.db.generation.new"])
async def test_a_folder_in_the_place_of_a_file_gets_a_sentence(tmp_path: Path, name: str):
    path = tmp_path / "p.db"
    (tmp_path / name).mkdir()

    async def use() -> None:
        with hold_lock(path):
            async with await Archive.open(path) as archive:
                await archive.generation.why_held()
                await archive.generation.advance()

    with pytest.raises(StorageError, match=f"{name} is a folder: a file is expected there"):
        await use()


async def make_database(path: Path) -> bytes:
    async with await Archive.open(path) as archive:
        await archive.issues.save(make_issue(9), datetime.now(UTC))
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path.read_bytes()


@pytest.mark.parametrize("missing", [1, 100, 4095, 4096, 5000, 40960])
async def test_a_database_that_was_cut_short_is_not_used(tmp_path: Path, missing: int):
    """Also by less than a page, which SQLite would take for zeros."""
    path = tmp_path / "p.db"
    whole = await make_database(path)
    path.write_bytes(whole[:-missing])
    with pytest.raises(StorageError, match=f"cut short: {missing} bytes are missing.*backup"):
        await Archive.open(path)
    assert path.read_bytes() == whole[:-missing]


async def test_a_database_of_which_only_the_beginning_is_there_is_not_used(tmp_path: Path):
    path = tmp_path / "p.db"
    whole = await make_database(path)
    path.write_bytes(whole[:50])
    with pytest.raises(StorageError, match="cut short"):
        await Archive.open(path)


async def test_what_is_still_in_the_log_is_not_missing(tmp_path: Path):
    """A process was killed: the file is shorter than it will be, the log has the rest."""
    path, copy = tmp_path / "p.db", tmp_path / "copy" / "p.db"
    copy.parent.mkdir()
    async with await Archive.open(path) as archive:
        for week in range(1, 9):
            await archive.issues.save(make_issue(week), datetime.now(UTC))
        for name in ("p.db", "p.db-wal"):
            (copy.parent / name).write_bytes((tmp_path / name).read_bytes())
    async with await Archive.open(copy) as archive:
        assert len(await archive.issues.find("")) == 8


def test_a_file_is_made_once(tmp_path: Path):
    """What is in it stays."""
    (tmp_path / "x").write_text("kept")
    make_file(tmp_path / "x")
    assert (tmp_path / "x").read_text() == "kept"


def test_what_is_not_the_file_systems_fault_is_left_alone(tmp_path: Path):
    with pytest.raises(KeyError), explained(tmp_path):
        raise KeyError("x")
