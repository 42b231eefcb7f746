"""The two contentless FTS5 tables of the index. Deleting a document needs the same tokens it was inserted with."""

import sqlite3
from collections.abc import Iterable

from storage.search.documents import IndexedDocument

# The longest column is the first: position lists take two more bytes for any other column.
NAMES = ("headline", "title", "tags", "begun", "kind")
TEXTS = ("text", "official", "tags", "abstract", "kind")  # text: the newsletter's own words
_TOKENS = "ascii tokenchars '+#.'"  # newsletter.search.tokenizer has already folded and split the text


def create(connection: sqlite3.Connection, suffix: str) -> None:
    """Create empty tables, replacing any of the same name."""
    for table, columns in _tables(suffix):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5 ({', '.join(columns)}, content = '', columnsize = 0,"
            f' tokenize = "{_TOKENS}")'
        )
        # A bulk ingest writes fewer, larger segments.
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', 16777216)")


def insert(connection: sqlite3.Connection, suffix: str, documents: Iterable[tuple[int, IndexedDocument]]) -> None:
    """Insert documents in ascending docid order: FTS5 flushes a segment whenever a rowid is lower than the last."""
    found = list(documents)
    for (table, columns), rows in zip(
        _tables(suffix),
        ([(docid, *d.names) for docid, d in found], [(docid, *d.texts) for docid, d in found]),
        strict=True,
    ):
        connection.executemany(f"INSERT INTO {table} (rowid, {', '.join(columns)}) VALUES (?, ?, ?, ?, ?, ?)", rows)


def delete(connection: sqlite3.Connection, suffix: str, docid: int, document: IndexedDocument) -> None:
    """Delete a document; its tokens must be those that were inserted."""
    for (table, columns), values in zip(_tables(suffix), (document.names, document.texts), strict=True):
        connection.execute(
            f"INSERT INTO {table} ({table}, rowid, {', '.join(columns)}) VALUES ('delete', ?, ?, ?, ?, ?, ?)",
            (docid, *values),
        )


def replace(connection: sqlite3.Connection, suffix: str) -> None:
    """Replace the live tables with those that have the suffix."""
    for (table, _), (other, _) in zip(_tables(""), _tables(suffix), strict=True):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(f"ALTER TABLE {other} RENAME TO {table}")


def segment_count(connection: sqlite3.Connection) -> int:
    """Number of index segments of the larger table; a search reads each of them."""
    (segments,) = connection.execute(
        "WITH RECURSIVE segments (id) AS (SELECT min(segid) FROM texts_idx UNION ALL"
        " SELECT (SELECT min(segid) FROM texts_idx WHERE segid > id) FROM segments WHERE id IS NOT NULL)"
        " SELECT count(id) FROM segments"
    ).fetchone()
    return int(segments)


def merge(connection: sqlite3.Connection, pages: int) -> bool:
    """Merge segments, about `pages` pages of 4 KB; a negative number starts a full merge. Returns whether it did
    anything.

    https://www.sqlite.org/fts5.html#the_merge_command
    """
    before = connection.total_changes
    for table, _ in _tables(""):
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
    return connection.total_changes - before >= 2 * len(_tables(""))  # each command counts as a change itself


def _tables(suffix: str) -> tuple[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]]:
    return (f"names{suffix}", NAMES), (f"texts{suffix}", TEXTS)
