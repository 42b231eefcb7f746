"""A lock file that allows one running bot per database."""

import errno
import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.engine.files import explained, make_folder, open_to_write
from storage.errors import StorageError

_HELD = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Hold the lock of a database; other commands still run beside the bot.

    The operating system releases the lock when the process ends. Raises StorageError where another process holds it, or
    where the file cannot be created or locked.
    """
    beside = path.with_name(path.name + ".lock")
    with explained(beside):
        make_folder(path.parent)
        file = open_to_write(beside)
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StorageError(_refused(path, error)) from error
        yield


def _refused(path: Path, error: OSError) -> str:
    if error.errno in _HELD:
        return (
            f"Another Paperboy is running on {path} already: stop it first, or set PAPERBOY_DATABASE to another file."
        )
    return (
        f"Files cannot be locked on the disk that holds {path} ({error.strerror or error}), as on some network drives: "
        "set PAPERBOY_DATABASE to a file on a local disk."
    )
