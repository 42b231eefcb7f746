"""Documents of the full-text index: docids in time order, and the tokens of each column."""

import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Self

from newsletter.search.tokenizer import SEPARATOR, index_text
from storage.json_columns import read_texts

SERIAL_BITS = 12  # entries per day; further ones overflow into the day before
_EPOCH = date(1990, 1, 1).toordinal()
_LAST_DAY = 60_000
_UNDATED = 2**20  # issues with only a number
_TOP = _LAST_DAY + _UNDATED + 2
_PREFIX_LENGTH = 3

UNDATED = _TOP << SERIAL_BITS
"""First docid of entries without a date."""


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """An entry as the index stores it: columns of tokens, and its Latin words."""

    names: tuple[str, str, str, str, str]  # columns of fts5_tables.NAMES
    texts: tuple[str, str, str, str, str]  # columns of fts5_tables.TEXTS
    latin: frozenset[str]  # its words in Latin script

    @property
    def digest(self) -> int:
        """CRC-32 of all tokens; it changes when any token changes."""
        return zlib.crc32("\n".join((*self.names, *self.texts)).encode())

    @classmethod
    def read(cls, row: sqlite3.Row) -> Self:
        """Build the document of a row of `select`."""
        kind: str = row["kind"].replace("_", "")
        tags = [*read_texts(row["authors"]), *read_texts(row["categories"])] if row["authors"] else []
        cited = row["cited_title"] or row["card_title"]
        written = (row["headline"], cited, row["title"], row["summary"], row["abstract"], "\n".join(tags))
        (headline, *a), (short, *b), (title, *c), (summary, *d), (abstract, *e), (tag, *f) = map(_words, written)
        called = _join(short, title)
        latin = frozenset().union(*a, *b, *c)
        return cls(
            names=(headline, called, tag, _prefixes(latin), kind),
            texts=(_join(headline, short, summary), title, tag, abstract, kind),
            latin=latin.union(*d, *e, *f),
        )


def select(connection: sqlite3.Connection, entry_ids: Iterable[int]) -> list[sqlite3.Row]:
    """Rows to index for entries, in the order given, with docid and digest of those already indexed."""
    return connection.execute(
        "SELECT entries.id, entries.headline, entries.cited_title, entries.card_title, entries.summary,"
        " papers.title, papers.authors, papers.abstract, papers.categories, sections.kind,"
        " issues.certainty, issues.day, issues.place, documents.docid, documents.digest"
        " FROM json_each(?) AS wanted CROSS JOIN entries ON entries.id = wanted.value"
        " JOIN issues ON issues.id = entries.issue_id"
        " JOIN sections ON sections.issue_id = entries.issue_id AND sections.position = entries.section"
        " LEFT JOIN papers ON papers.arxiv_id = entries.arxiv_id"
        " LEFT JOIN documents ON documents.entry_id = entries.id",
        (json.dumps(list(entry_ids)),),
    ).fetchall()


def assign_docids(connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]) -> list[int]:
    """Assign a free docid to each row of `select`: newer days get lower docids, entries of a day keep the order given.

    Every posting list therefore begins with the newest entries, and a year is a docid range. Issues with only a number
    come first, issues without any date last.
    """
    free: dict[int, int] = {}
    docids: list[int] = []
    for row in rows:
        slot = _slot(row)
        while True:
            docid = free.get(slot) or _first_free(connection, slot)
            if docid < (slot + 1) << SERIAL_BITS:
                break
            slot += 1
        free[slot] = docid + 1
        docids.append(docid)
    return docids


def day_range(first: date, last: date) -> tuple[int, int]:
    """The docid range from the first to the last day, both inclusive."""
    return _slot_of(last) << SERIAL_BITS, ((_slot_of(first) + 1) << SERIAL_BITS) - 1


def _slot(row: sqlite3.Row) -> int:
    if row["certainty"] == 1:
        return _slot_of(date.fromisoformat(row["day"]))
    if row["certainty"] == 2:
        return _TOP - _LAST_DAY - 1 - min(int(row["place"]), _UNDATED)
    return _TOP


def _slot_of(day: date) -> int:
    return _TOP - min(max(day.toordinal() - _EPOCH, 1), _LAST_DAY)


def _first_free(connection: sqlite3.Connection, slot: int) -> int:
    first, end = slot << SERIAL_BITS, (slot + 1) << SERIAL_BITS
    (last,) = connection.execute(
        "SELECT max(docid) FROM documents WHERE docid >= ? AND docid < ?", (first, end)
    ).fetchone()
    return first if last is None else int(last) + 1


def _words(text: str | None) -> tuple[str, set[str]]:
    return index_text(text) if text else ("", set())


def _prefixes(words: Iterable[str]) -> str:
    """Prefixes of the words, sorted, so that an unfinished word matches like a whole one."""
    return " ".join(dict.fromkeys(chain.from_iterable(map(_prefixes_of, sorted(words)))))


@lru_cache(maxsize=100_000)
def _prefixes_of(word: str) -> tuple[str, ...]:
    return tuple(word[:n] for n in range(1, min(len(word), _PREFIX_LENGTH) + 1))


def _join(*columns: str) -> str:
    return f" {SEPARATOR} ".join(filter(None, columns))
