"""Files that only their owner may read, and messages for file system errors."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from storage.errors import StorageError

OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700

_NOT_PERMITTED = (errno.EACCES, errno.EPERM)
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def make_folder(folder: Path) -> None:
    """Create a folder and its parents with owner-only permissions; existing ones keep theirs."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):  # another process created it; a file in its place fails when it is used
        folder.mkdir(OWNER_ONLY_FOLDER)


def make_file(path: Path) -> None:
    """Create an empty owner-only file if there is none. SQLite creates its other files with the same permissions."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY))


def open_to_write(path: Path) -> TextIO:
    """Open a text file for writing; a new file is readable by its owner only."""
    return open(path, "w", encoding="utf-8", opener=lambda name, flags: os.open(name, flags, OWNER_ONLY))


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Translate OSError into StorageError with a message."""
    try:
        yield
    except OSError as error:
        raise StorageError(explain(path, error)) from error


def explain(path: Path, error: OSError) -> str:
    """A message for a file system error: what is wrong and what to do."""
    number, where = error.errno, path.parent
    if path.is_dir():
        return f"{path} is a folder: a file is expected there, so move the folder away or name another file."
    if number in _NOT_PERMITTED:
        user = f" (user id {os.getuid()})" if hasattr(os, "getuid") else ""
        return (
            f"{path} cannot be opened: this user{user} may not write in {where}. "
            "Give the folder and what is in it to that user (chown), or set PAPERBOY_DATABASE to another file."
        )
    if number in _FULL:
        return f"The disk that holds {path} is full: free some space, nothing was changed."
    if number == errno.EROFS:
        return f"{path} cannot be written: {where} is on a read-only disk. Set PAPERBOY_DATABASE to another file."
    if number in (errno.ENOTDIR, errno.EEXIST):
        return f"{path} cannot be opened: a part of this path is a file and not a folder. Correct PAPERBOY_DATABASE."
    return f"{path} cannot be opened: {error.strerror or error}."
