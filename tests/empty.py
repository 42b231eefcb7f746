"""An empty database that has all migrations, copied: to run them takes six times as long as to open a copy."""

import functools
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.engine.database import prepare


@functools.cache
def _migrated() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        prepare(path)
        return path.read_bytes()


def make_empty(path: Path) -> Path:
    """Write an empty, migrated database, for its owner alone as the product makes it."""
    path.touch(0o600)
    path.write_bytes(_migrated())
    return path
