"""Maintains the full-text index in the transaction of the change, and rebuilds it when its version changes.

FTS5 deletes a document only by the tokens it was inserted with. They are computed again from the rows and compared by
digest; where the digest differs, the index is marked stale and rebuilt.
"""

import sqlite3
from collections.abc import Iterable
from functools import partial

from storage.engine.database import Database
from storage.search import fts5_tables, vocabulary
from storage.search.documents import IndexedDocument, assign_docids, select

VERSION = 3
"""Version of the tokenizer and the document layout. An index of another version is rebuilt."""

BATCH = 500
MAX_SEGMENTS = 4
"""Segments that a search can read without a noticeable delay."""

MERGE_PAGES = 250
"""Pages merged in one transaction."""

SMALL_ARCHIVE = 2_000
"""Entries up to which the index is rebuilt while the caller waits."""

_NEXT = "_next"  # suffix of the tables under construction
_STATE, _REBUILT_UP_TO = "search index", "search index in the making"


class Index:
    """The index as a whole: reports whether it is stale, rebuilds and merges it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prepare(self) -> None:
        """Build the index of a new or small archive; a large stale one is left to `rebuild`."""

        def work(connection: sqlite3.Connection) -> bool:
            if _read_state(connection, _STATE) == VERSION:
                return False
            if _read_state(connection, _STATE) is None:
                fts5_tables.create(connection, "")
                _write_state(connection, _STATE, 0)
            rows = connection.execute("SELECT id FROM entries LIMIT ?", (SMALL_ARCHIVE + 1,)).fetchall()
            return len(rows) <= SMALL_ARCHIVE

        if await self._database.read(lambda connection: _read_state(connection, _STATE)) == VERSION:
            return
        if await self._database.write(work):
            await self.rebuild()

    async def is_stale(self) -> bool:
        """Whether the index has another version or differs from the archive."""
        return await self._database.read(lambda connection: _read_state(connection, _STATE) != VERSION)

    async def rebuild(self) -> int:
        """Build a new index beside the live one and swap it in. Returns the number of entries.

        Each batch is its own transaction, so that other writers wait milliseconds.
        """
        await self._database.write(_begin)
        last: int | None = 0
        while last is not None:
            last = await self._database.write(partial(_assign_missing, after=last))
        done = 0
        while (count := await self._database.write(_index_batch)) is not None:
            done += count
        await self.merge_segments()
        return done

    async def merge_segments(self) -> None:
        """Merge the index's segments after a bulk ingest, in transactions of milliseconds."""
        if await self._database.read(fts5_tables.segment_count) <= MAX_SEGMENTS:
            return
        pages = -MERGE_PAGES
        while await self._database.write(partial(fts5_tables.merge, pages=pages)):
            pages = MERGE_PAGES


def remove(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> None:
    """Remove entries from the index. Call it before the rows change."""
    tables = _writable(connection)
    for row in select(connection, entry_ids):
        if row["docid"] is None:
            continue
        document = IndexedDocument.read(row)
        if row["digest"] != document.digest:
            _write_state(connection, _STATE, 0)
        else:
            for suffix, end in tables:
                if row["docid"] <= end:
                    fts5_tables.delete(connection, suffix, row["docid"], document)
        connection.execute("DELETE FROM documents WHERE docid = ?", (row["docid"],))


def add(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> None:
    """Add entries that are not in the index, after their rows or their metadata changed."""
    rows = [row for row in select(connection, entry_ids) if row["docid"] is None]
    found = [
        (docid, row["id"], IndexedDocument.read(row))
        for docid, row in zip(assign_docids(connection, rows), rows, strict=True)
    ]
    found.sort(key=lambda one: one[0])
    connection.executemany(
        "INSERT INTO documents (docid, entry_id, digest) VALUES (?, ?, ?)",
        [(docid, entry_id, document.digest) for docid, entry_id, document in found],
    )
    for suffix, end in _writable(connection):
        fts5_tables.insert(connection, suffix, [(docid, document) for docid, _, document in found if docid <= end])
    vocabulary.add_counts(connection, (document.latin for _, _, document in found))


def _writable(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The tables to keep up to date: suffix and highest docid."""
    tables = [("", 2**62)] if _read_state(connection, _STATE) == VERSION else []
    progress = _read_state(connection, _REBUILT_UP_TO)
    return tables if progress is None else [*tables, (_NEXT, progress)]


def _begin(connection: sqlite3.Connection) -> None:
    fts5_tables.create(connection, _NEXT)
    if _read_state(connection, _STATE) != VERSION:
        # A document of another version cannot be deleted by its tokens; the old index stays read-only until the swap.
        connection.execute("UPDATE documents SET digest = 0")
    vocabulary.reset_counts(connection)
    _write_state(connection, _REBUILT_UP_TO, -1)


def _assign_missing(connection: sqlite3.Connection, after: int) -> int | None:
    """Assign docids to the next entries without one. Returns the last entry id looked at, None at the end."""
    rows = connection.execute(
        "SELECT entries.id, docid FROM entries LEFT JOIN documents ON entry_id = entries.id"
        " WHERE entries.id > ? ORDER BY entries.id LIMIT ?",
        (after, BATCH * 10),
    ).fetchall()
    missing = select(connection, [row["id"] for row in rows if row["docid"] is None])
    connection.executemany(
        "INSERT INTO documents (docid, entry_id, digest) VALUES (?, ?, 0)",
        [(docid, row["id"]) for docid, row in zip(assign_docids(connection, missing), missing, strict=True)],
    )
    return int(rows[-1]["id"]) if rows else None


def _index_batch(connection: sqlite3.Connection) -> int | None:
    """Index the next batch. Returns its size, or None after the new index was swapped in."""
    progress = _read_state(connection, _REBUILT_UP_TO)
    if progress is None:
        return None
    batch = connection.execute(
        "SELECT entry_id FROM documents WHERE docid > ? ORDER BY docid LIMIT ?", (progress, BATCH)
    ).fetchall()
    if not batch:
        fts5_tables.replace(connection, _NEXT)
        vocabulary.prune(connection)
        connection.execute("DELETE FROM facts WHERE name = ?", (_REBUILT_UP_TO,))
        _write_state(connection, _STATE, VERSION)
        return None
    documents = [
        (row["docid"], IndexedDocument.read(row)) for row in select(connection, [row["entry_id"] for row in batch])
    ]
    fts5_tables.insert(connection, _NEXT, documents)
    connection.executemany(
        "UPDATE documents SET digest = ? WHERE docid = ?", [(document.digest, docid) for docid, document in documents]
    )
    vocabulary.add_counts(connection, (document.latin for _, document in documents))
    _write_state(connection, _REBUILT_UP_TO, documents[-1][0])
    return len(batch)


def _read_state(connection: sqlite3.Connection, name: str) -> int | None:
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return int(row["value"]) if row else None


def _write_state(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, str(value)))
