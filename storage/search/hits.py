"""Loads the entries of a result page with their issue, section and paper metadata.

A page is one JSON text: each row that SQLite returns makes the thread wait for the interpreter lock.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from newsletter.model import SectionKind, label_of
from storage.records import Hit, Suggestion
from storage.rows import read_entry, read_record, read_ref

_FIELDS = {  # column names of storage.rows, and their SQL expressions
    "id": "entries.id",
    "headline": "entries.headline",
    "url": "entries.url",
    "arxiv_id": "entries.arxiv_id",
    "cited_title": "entries.cited_title",
    "summary": "entries.summary",
    "images": "entries.images",
    "mentions": "entries.mentions",
    "card_title": "entries.card_title",
    "card_site": "entries.card_site",
    "issue_id": "issues.id",
    "title": "issues.title",
    "day": "nullif(issues.day, '')",
    "language": "issues.language",
    "kind": "sections.kind",
    "fetched_at": "papers.fetched_at",
    "official": "papers.title",
    "authors": "papers.authors",
    "abstract": "papers.abstract",
    "categories": "papers.categories",
    "published": "papers.published",
    "updated": "papers.updated",
}
_PLACES = (
    " JOIN issues ON issues.id = entries.issue_id"
    " JOIN sections ON sections.issue_id = entries.issue_id AND sections.position = entries.section"
    " LEFT JOIN papers ON papers.arxiv_id = entries.arxiv_id"
)
# In the order in which newsletter.model.label_of chooses.
_NAMES = [_FIELDS[name] for name in ("headline", "cited_title", "card_title", "arxiv_id", "url")]
_PAPER = _NAMES.index("entries.arxiv_id")
_TITLE = "coalesce(entries.cited_title, (SELECT title FROM papers WHERE papers.arxiv_id = entries.arxiv_id))"
_DOCUMENTS = (
    "SELECT entry_id, docid AS mark FROM json_each(:docids) AS wanted CROSS JOIN documents ON docid = wanted.value"
)


def load(connection: sqlite3.Connection, ranked: Mapping[int, float]) -> tuple[Hit, ...]:
    """Load the entries of docids with their scores, in the order given."""
    found = _select(connection, _FIELDS.values(), _PLACES, _DOCUMENTS, {"docids": json.dumps(list(ranked))})
    return tuple(_read(row, ranked[docid]) for docid, *row in found)


def select_hits(connection: sqlite3.Connection, statement: str, values: Mapping[str, Any]) -> tuple[Hit, ...]:
    """Load the entries that a statement returns as `entry_id` with their scores as `mark`, in its order."""
    return tuple(_read(row, score) for score, *row in _select(connection, _FIELDS.values(), _PLACES, statement, values))


def load_suggestions(connection: sqlite3.Connection, docids: Sequence[int]) -> tuple[Suggestion, ...]:
    """Load only the names of docids, in the order given, for autocomplete.

    A paper is looked up only where its entry cites no title: each lookup reads through long rows of abstracts.
    """
    fields = ("entries.id", _TITLE, *_NAMES)
    found = _select(connection, fields, "", _DOCUMENTS, {"docids": json.dumps(docids)})
    return tuple(Suggestion(label_of(*names), names[_PAPER], entry, title) for _, entry, title, *names in found)


def _select(
    connection: sqlite3.Connection, fields: Iterable[str], places: str, statement: str, values: Mapping[str, Any]
) -> list[list[Any]]:
    """Fields of the entries that a statement returns as `entry_id`, in its order, each after its `mark`."""
    (found,) = connection.execute(
        f"SELECT json_group_array(json_array(mark, {', '.join(fields)}))"
        f" FROM ({statement} LIMIT -1) AS chosen"  # SQLite keeps the order of a subquery with a LIMIT
        f" CROSS JOIN entries ON entries.id = chosen.entry_id{places}",
        values,
    ).fetchone()
    rows: list[list[Any]] = json.loads(found)
    return rows


def _read(values: Sequence[Any], score: float) -> Hit:
    row = dict(zip(_FIELDS, values, strict=True))
    paper = read_record(row, title="official") if row["fetched_at"] is not None else None
    return Hit(row["id"], read_entry(row), read_ref(row), SectionKind(row["kind"]), score, paper)
