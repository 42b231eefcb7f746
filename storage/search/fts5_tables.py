"""The two FTS5 tables of the index. They keep no copy of a text, so a document leaves by the words it came in with."""

import sqlite3
from collections.abc import Iterable

from storage.search.documents import Document

# The longest column stands first: in every position list FTS5 spends two bytes on any other.
NAMES = ("headline", "title", "tags", "begun", "kind")
TEXTS = ("text", "official", "tags", "abstract", "kind")  # text: the newsletter's own words
_TOKENS = "ascii tokenchars '+#.'"  # newsletter.words has folded and parted the words already


def create(connection: sqlite3.Connection, suffix: str) -> None:
    """Empty tables in place of any of the same name."""
    for table, columns in _tables(suffix):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5 ({', '.join(columns)}, content = '', columnsize = 0,"
            f' tokenize = "{_TOKENS}")'
        )
        # A bulk ingest writes fewer, larger segments.
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('hashsize', 16777216)")


def insert(connection: sqlite3.Connection, suffix: str, documents: Iterable[tuple[int, Document]]) -> None:
    """Put documents in by their docids, ascending: FTS5 writes a segment whenever an id is lower than the last."""
    found = list(documents)
    for (table, columns), rows in zip(
        _tables(suffix),
        ([(docid, *d.names) for docid, d in found], [(docid, *d.texts) for docid, d in found]),
        strict=True,
    ):
        connection.executemany(f"INSERT INTO {table} (rowid, {', '.join(columns)}) VALUES (?, ?, ?, ?, ?, ?)", rows)


def delete(connection: sqlite3.Connection, suffix: str, docid: int, document: Document) -> None:
    """Take a document out; its words must be those that were put in."""
    for (table, columns), values in zip(_tables(suffix), (document.names, document.texts), strict=True):
        connection.execute(
            f"INSERT INTO {table} ({table}, rowid, {', '.join(columns)}) VALUES ('delete', ?, ?, ?, ?, ?, ?)",
            (docid, *values),
        )


def replace(connection: sqlite3.Connection, suffix: str) -> None:
    """Put the tables with a suffix in the place of those without."""
    for (table, _), (other, _) in zip(_tables(""), _tables(suffix), strict=True):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(f"ALTER TABLE {other} RENAME TO {table}")


def scattered(connection: sqlite3.Connection) -> int:
    """In how many segments the larger table's words are looked up, each with a search of its own."""
    (segments,) = connection.execute(
        "WITH RECURSIVE segments (id) AS (SELECT min(segid) FROM texts_idx UNION ALL"
        " SELECT (SELECT min(segid) FROM texts_idx WHERE segid > id) FROM segments WHERE id IS NOT NULL)"
        " SELECT count(id) FROM segments"
    ).fetchone()
    return int(segments)


def merge(connection: sqlite3.Connection, pages: int) -> bool:
    """Merge segments for about so many pages of 4 KB; whether that did anything. Negative: of all there are.

    https://www.sqlite.org/fts5.html#the_merge_command
    """
    before = connection.total_changes
    for table, _ in _tables(""):
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,))
    return connection.total_changes - before >= 2 * len(_tables(""))  # each command counts as a change itself


def _tables(suffix: str) -> tuple[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...]]]:
    return (f"names{suffix}", NAMES), (f"texts{suffix}", TEXTS)
