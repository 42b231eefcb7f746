"""The full-text index: written in the transaction of what it indexes, and built anew where its form has changed.

A document is taken out of FTS5 only by the very words that were put in: they are made anew from the rows, and a
digest of them is kept. Where it differs, the index is declared stale and built again.
"""

import sqlite3
from collections.abc import Iterable
from functools import partial

from storage.engine.database import Database
from storage.search import fts5_tables, vocabulary
from storage.search.documents import Document, place, select

VERSION = 3
"""Of what newsletter.words and storage.documents make of a text. An index of another version is built anew."""

BATCH = 500
SCATTERED = 4
"""Segments that a search looks into without being felt."""

MERGED = 250
"""Pages that are merged in one transaction."""

SMALL = 2_000
"""Entries whose index is built while a person waits."""

_NEXT = "_next"  # suffix of the tables that are being built
_STATE, _PROGRESS = "search index", "search index in the making"


class Index:
    """The index as a whole: whether it is up to date, and making it so."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def prepare(self) -> None:
        """Make the index of a new or small archive; a large one of another version is left to `rebuild`."""

        def work(connection: sqlite3.Connection) -> bool:
            if _fact(connection, _STATE) == VERSION:
                return False
            if _fact(connection, _STATE) is None:
                fts5_tables.create(connection, "")
                _remember(connection, _STATE, 0)
            rows = connection.execute("SELECT id FROM entries LIMIT ?", (SMALL + 1,)).fetchall()
            return len(rows) <= SMALL

        if await self._database.read(lambda connection: _fact(connection, _STATE)) == VERSION:
            return
        if await self._database.write(work):
            await self.rebuild()

    async def is_stale(self) -> bool:
        """Whether the index is of another version, or was found to differ from the archive."""
        return await self._database.read(lambda connection: _fact(connection, _STATE) != VERSION)

    async def rebuild(self) -> int:
        """Build the index anew beside the old one, which goes on being read, and put it in its place; entries done.

        Every batch is a transaction of its own, so that other writers wait milliseconds.
        """
        await self._database.write(_begin)
        last: int | None = 0
        while last is not None:
            last = await self._database.write(partial(_place_missing, after=last))
        done = 0
        while (count := await self._database.write(_step)) is not None:
            done += count
        await self.tidy()
        return done

    async def tidy(self) -> None:
        """After much has come in: merge the index's segments, in transactions of milliseconds."""
        if await self._database.read(fts5_tables.scattered) <= SCATTERED:
            return
        pages = -MERGED
        while await self._database.write(partial(fts5_tables.merge, pages=pages)):
            pages = MERGED


def drop(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> None:
    """Take entries out of the index. To be called before anything about them is changed."""
    tables = _writable(connection)
    for row in select(connection, entry_ids):
        if row["docid"] is None:
            continue
        document = Document.read(row)
        if row["digest"] != document.digest:
            _remember(connection, _STATE, 0)
        else:
            for suffix, end in tables:
                if row["docid"] <= end:
                    fts5_tables.delete(connection, suffix, row["docid"], document)
        connection.execute("DELETE FROM documents WHERE docid = ?", (row["docid"],))


def put(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> None:
    """Put entries into the index that are not in it: after they were written, or what is known of them changed."""
    rows = [row for row in select(connection, entry_ids) if row["docid"] is None]
    found = [(docid, row["id"], Document.read(row)) for docid, row in zip(place(connection, rows), rows, strict=True)]
    found.sort(key=lambda one: one[0])
    connection.executemany(
        "INSERT INTO documents (docid, entry_id, digest) VALUES (?, ?, ?)",
        [(docid, entry_id, document.digest) for docid, entry_id, document in found],
    )
    for suffix, end in _writable(connection):
        fts5_tables.insert(connection, suffix, [(docid, document) for docid, _, document in found if docid <= end])
    vocabulary.learn(connection, (document.latin for _, _, document in found))


def _writable(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The tables that are kept up to date: their suffix, and up to which docid."""
    tables = [("", 2**62)] if _fact(connection, _STATE) == VERSION else []
    progress = _fact(connection, _PROGRESS)
    return tables if progress is None else [*tables, (_NEXT, progress)]


def _begin(connection: sqlite3.Connection) -> None:
    fts5_tables.create(connection, _NEXT)
    if _fact(connection, _STATE) != VERSION:
        # Nothing of another version can be taken out of the index entry by entry; it is only read until it goes.
        connection.execute("UPDATE documents SET digest = 0")
    vocabulary.count_anew(connection)
    _remember(connection, _PROGRESS, -1)


def _place_missing(connection: sqlite3.Connection, after: int) -> int | None:
    """Give the next entries that have none their place in the index; the last of those looked at, None at the end."""
    rows = connection.execute(
        "SELECT entries.id, docid FROM entries LEFT JOIN documents ON entry_id = entries.id"
        " WHERE entries.id > ? ORDER BY entries.id LIMIT ?",
        (after, BATCH * 10),
    ).fetchall()
    missing = select(connection, [row["id"] for row in rows if row["docid"] is None])
    connection.executemany(
        "INSERT INTO documents (docid, entry_id, digest) VALUES (?, ?, 0)",
        [(docid, row["id"]) for docid, row in zip(place(connection, missing), missing, strict=True)],
    )
    return int(rows[-1]["id"]) if rows else None


def _step(connection: sqlite3.Connection) -> int | None:
    """Index the next batch; None after the new index was put in the old one's place."""
    progress = _fact(connection, _PROGRESS)
    if progress is None:
        return None
    batch = connection.execute(
        "SELECT entry_id FROM documents WHERE docid > ? ORDER BY docid LIMIT ?", (progress, BATCH)
    ).fetchall()
    if not batch:
        fts5_tables.replace(connection, _NEXT)
        vocabulary.forget(connection)
        connection.execute("DELETE FROM facts WHERE name = ?", (_PROGRESS,))
        _remember(connection, _STATE, VERSION)
        return None
    documents = [(row["docid"], Document.read(row)) for row in select(connection, [row["entry_id"] for row in batch])]
    fts5_tables.insert(connection, _NEXT, documents)
    connection.executemany(
        "UPDATE documents SET digest = ? WHERE docid = ?", [(document.digest, docid) for docid, document in documents]
    )
    vocabulary.learn(connection, (document.latin for _, document in documents))
    _remember(connection, _PROGRESS, documents[-1][0])
    return len(batch)


def _fact(connection: sqlite3.Connection, name: str) -> int | None:
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return int(row["value"]) if row else None


def _remember(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, str(value)))
