"""One running bot a file."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import StorageError


@contextmanager
def hold_lock(path: Path) -> Iterator[None]:
    """Be the only running bot on a database; other commands go on beside it.

    The lock ends with the process, however that ends. Raises StorageError where another process has it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(path.name + ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StorageError(
                f"Another Paperboy is running on {path} already: stop it first, "
                "or set PAPERBOY_DATABASE to another file."
            ) from None
        yield
