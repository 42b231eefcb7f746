"""The full-text index: two FTS5 tables without a copy of the text, written in the transaction of what they index.

`names` holds what an entry is called, `texts` all of its words. Both are known by a docid whose order is that of
time, so that "the newest that match" is read from the end of a list and no further. FTS5 takes a document out only
by the very words that were put in: they are made anew from the rows, and a digest of them is kept. Where it differs,
the index is declared stale and built again.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from datetime import date

from newsletter.words import SEPARATOR, index_text
from storage.database import Database

VERSION = 1
"""Of what newsletter.words and this module make of a text. An index of another version is built anew."""

SERIAL_BITS = 12  # entries of one day; more than that take the next day's room
_EPOCH = date(1990, 1, 1).toordinal()
_LAST_DAY = 60_000
BATCH = 500
SMALL = 2_000
"""Entries whose index is built while a person waits."""

NAMES = ("kind", "headline", "title", "tags")
TEXTS = ("kind", "text", "official", "abstract")  # text: the newsletter's own words
_TOKENS = "unicode61 remove_diacritics 0 tokenchars '+#.'"
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
                _create(connection, "")
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
        done = 0
        while (count := await self._database.write(_step)) is not None:
            done += count
        return done


def drop(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> None:
    """Take entries out of the index. To be called before anything about them is changed."""
    tables = _writable(connection)
    for row in _documents(connection, entry_ids):
        if row["docid"] is None:
            continue
        names, texts, _ = _words(row)
        if row["digest"] != _digest(names, texts):
            _remember(connection, _STATE, 0)
        else:
            for suffix, end in tables:
                if row["docid"] <= end:
                    _delete(connection, f"names{suffix}", NAMES, row["docid"], names)
                    _delete(connection, f"texts{suffix}", TEXTS, row["docid"], texts)
        connection.execute("DELETE FROM documents WHERE docid = ?", (row["docid"],))


def put(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> None:
    """Put entries into the index that are not in it: after they were written, or what is known of them changed."""
    tables = _writable(connection)
    seen: set[str] = set()
    for row in _documents(connection, entry_ids):
        docid = _place(connection, row)
        names, texts, latin = _words(row)
        connection.execute(
            "INSERT INTO documents (docid, entry_id, digest) VALUES (?, ?, ?)",
            (docid, row["id"], _digest(names, texts)),
        )
        seen |= latin
        for suffix, end in tables:
            if docid <= end:
                _insert(connection, suffix, docid, names, texts)
    _learn(connection, seen)


def day_range(first: date, last: date) -> tuple[int, int]:
    """The docids of all that stands between two days, both included."""
    return _slot(first) << SERIAL_BITS, ((_slot(last) + 1) << SERIAL_BITS) - 1


def in_order(docid: int) -> tuple[int, int]:
    """Sorts docids: newer days first, within a day as they stand."""
    return -(docid >> SERIAL_BITS), docid


def _writable(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The tables that are kept up to date: their suffix, and up to which docid."""
    tables = [("", 2**62)] if _fact(connection, _STATE) == VERSION else []
    progress = _fact(connection, _PROGRESS)
    return tables if progress is None else [*tables, ("_next", progress)]


def _documents(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> list[sqlite3.Row]:
    """All that is indexed of entries, in the order of their docids where they have any, else as given."""
    found = []
    for entry_id in entry_ids:
        found += connection.execute(
            "SELECT entries.id, entries.headline, entries.cited_title, entries.card_title, entries.summary,"
            " papers.title, papers.authors, papers.abstract, papers.categories, sections.kind,"
            " issues.certainty, issues.day, issues.place, documents.docid, documents.digest"
            " FROM entries JOIN issues ON issues.id = entries.issue_id"
            " JOIN sections ON sections.issue_id = entries.issue_id AND sections.position = entries.section"
            " LEFT JOIN papers ON papers.arxiv_id = entries.arxiv_id"
            " LEFT JOIN documents ON documents.entry_id = entries.id WHERE entries.id = ?",
            (entry_id,),
        ).fetchall()
    return found


def _words(row: sqlite3.Row) -> tuple[tuple[str, ...], tuple[str, ...], set[str]]:
    """The columns of `names` and of `texts`, and the Latin words in them."""
    kind = row["kind"].replace("_", "")
    tags = [*json.loads(row["authors"] or "[]"), *json.loads(row["categories"] or "[]")]
    parts = (row["headline"], row["cited_title"] or row["card_title"], row["title"], row["summary"], row["abstract"])
    (headline, *a), (cited, *b), (title, *c), (summary, *d), (abstract, *e) = (index_text(part or "") for part in parts)
    tag, _ = index_text("\n".join(tags))
    names = (kind, headline, _join(cited, title), tag)
    texts = (kind, _join(headline, cited, summary), _join(title, tag), abstract)
    return names, texts, set().union(*a, *b, *c, *d, *e)


def _join(*columns: str) -> str:
    return f" {SEPARATOR} ".join(filter(None, columns))


def _digest(names: Sequence[str], texts: Sequence[str]) -> int:
    return zlib.crc32("\n".join((*names, *texts)).encode())


def _slot(day: date) -> int:
    return min(max(day.toordinal() - _EPOCH, 1), _LAST_DAY)


def _place(connection: sqlite3.Connection, row: sqlite3.Row) -> int:
    """A free docid at the entry's time; issues that nothing dates come first, those with a number alone last."""
    slot = 0
    if row["certainty"] == 1:
        slot = _slot(date.fromisoformat(row["day"]))
    elif row["certainty"] == 2:
        slot = _LAST_DAY + 1 + min(row["place"], 2**20)
    while True:
        first, end = slot << SERIAL_BITS, (slot + 1) << SERIAL_BITS
        (last,) = connection.execute(
            "SELECT max(docid) FROM documents WHERE docid >= ? AND docid < ?", (first, end)
        ).fetchone()
        if last is None or last + 1 < end:
            return first if last is None else int(last) + 1
        slot += 1


def _insert(
    connection: sqlite3.Connection, suffix: str, docid: int, names: tuple[str, ...], texts: tuple[str, ...]
) -> None:
    connection.execute(f"INSERT INTO names{suffix} (rowid, {', '.join(NAMES)}) VALUES (?, ?, ?, ?, ?)", (docid, *names))
    connection.execute(f"INSERT INTO texts{suffix} (rowid, {', '.join(TEXTS)}) VALUES (?, ?, ?, ?, ?)", (docid, *texts))


def _delete(
    connection: sqlite3.Connection, table: str, columns: Sequence[str], docid: int, values: tuple[str, ...]
) -> None:
    marks = ", ".join("?" * len(values))
    connection.execute(
        f"INSERT INTO {table} ({table}, rowid, {', '.join(columns)}) VALUES ('delete', ?, {marks})", (docid, *values)
    )


def _learn(connection: sqlite3.Connection, words: set[str]) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO vocabulary VALUES (?, ?, ?)",
        sorted((word[0], len(word), word) for word in words if len(word) > 1 and not word[0].isdigit()),
    )


def _create(connection: sqlite3.Connection, suffix: str) -> None:
    for table, columns, extra in (("names", NAMES, ", prefix = '2 3'"), ("texts", TEXTS, "")):
        connection.execute(f"DROP TABLE IF EXISTS {table}{suffix}")
        connection.execute(
            f"CREATE VIRTUAL TABLE {table}{suffix} USING fts5 ({', '.join(columns)}, content = '', columnsize = 0,"
            f' tokenize = "{_TOKENS}"{extra})'
        )
        # A bulk ingest writes fewer, larger segments.
        connection.execute(f"INSERT INTO {table}{suffix} ({table}{suffix}, rank) VALUES ('hashsize', 16777216)")


def _begin(connection: sqlite3.Connection) -> None:
    """Order what is in the archive anew: an issue may have moved in time since it was indexed."""
    _create(connection, "_next")
    if _fact(connection, _STATE) != VERSION:
        # Nothing of another version can be taken out of the index entry by entry; it is only read until it goes.
        connection.execute("UPDATE documents SET digest = 0")
    _remember(connection, _PROGRESS, -1)


def _step(connection: sqlite3.Connection) -> int | None:
    """Index the next batch; None after the new index was put in the old one's place."""
    progress = _fact(connection, _PROGRESS)
    if progress is None:
        return None
    for row in connection.execute(
        "SELECT entries.id FROM entries LEFT JOIN documents ON entry_id = entries.id WHERE docid IS NULL"
        " ORDER BY entries.id LIMIT ?", (BATCH,)
    ).fetchall():  # fmt: skip
        (full,) = _documents(connection, [row["id"]])
        connection.execute(
            "INSERT INTO documents (docid, entry_id, digest) VALUES (?, ?, 0)", (_place(connection, full), row["id"])
        )
    batch = connection.execute(
        "SELECT entry_id, docid FROM documents WHERE docid > ? ORDER BY docid LIMIT ?", (progress, BATCH)
    ).fetchall()
    if not batch:
        _swap(connection)
        return None
    seen: set[str] = set()
    for row in _documents(connection, [row["entry_id"] for row in batch]):
        names, texts, latin = _words(row)
        _insert(connection, "_next", row["docid"], names, texts)
        connection.execute("UPDATE documents SET digest = ? WHERE docid = ?", (_digest(names, texts), row["docid"]))
        seen |= latin
    _learn(connection, seen)
    _remember(connection, _PROGRESS, batch[-1]["docid"])
    return len(batch)


def _swap(connection: sqlite3.Connection) -> None:
    for table in ("names", "texts"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
        connection.execute(f"ALTER TABLE {table}_next RENAME TO {table}")
    connection.execute("DELETE FROM facts WHERE name = ?", (_PROGRESS,))
    _remember(connection, _STATE, VERSION)


def _fact(connection: sqlite3.Connection, name: str) -> int | None:
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return int(row["value"]) if row else None


def _remember(connection: sqlite3.Connection, name: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, str(value)))
