"""Reads the header of a SQLite file: https://sqlite.org/fileformat2.html#the_database_header."""

import struct
from pathlib import Path

from storage.errors import StorageError

MAGIC = b"SQLite format 3\0"
SIZE = 100


def check_length(path: Path) -> None:
    """Raise StorageError for a truncated file, such as an interrupted copy.

    SQLite itself reads a missing part of the last page as zeros. While a write-ahead log exists the file may be shorter
    than its header says: the rest is in the log.
    """
    try:
        with path.open("rb") as file:
            header = file.read(SIZE)
        size, log = path.stat().st_size, path.with_name(path.name + "-wal")
        if not header.startswith(MAGIC) or (log.exists() and log.stat().st_size):
            return
    except OSError:
        return  # no file yet, or opening it will raise
    missing = _expected(header, size) - size
    if missing > 0:
        raise StorageError(
            f"{path} is cut short: {missing} bytes are missing at its end, so what it holds is not whole. "
            "Put a backup in its place, or copy it again."
        )


def _expected(header: bytes, size: int) -> int:
    """Expected file length in bytes."""
    if len(header) < SIZE:
        return SIZE
    page = struct.unpack_from(">H", header, 16)[0]
    page = 65536 if page == 1 else page
    (changed, pages), (valid_for,) = struct.unpack_from(">II", header, 24), struct.unpack_from(">I", header, 92)
    whole = -(-size // page) * page if page else size
    return max(whole, page * pages) if changed == valid_for else whole
