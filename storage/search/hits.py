"""Entries with all that is shown of them: their issue, their section, and what arXiv says of their paper."""

import json
import sqlite3
from collections.abc import Mapping

from newsletter.model import SectionKind
from storage.records import Hit
from storage.refs import REF
from storage.rows import read_entry, read_record, read_ref

COLUMNS = (
    f"entries.*, {REF}, sections.kind AS kind, papers.fetched_at, papers.title AS official, papers.authors,"
    " papers.abstract, papers.categories, papers.published, papers.updated"
)
"""What `read` needs, of entries joined with PLACES."""

PLACES = (
    "JOIN issues ON issues.id = entries.issue_id"
    " JOIN sections ON sections.issue_id = entries.issue_id AND sections.position = entries.section"
    " LEFT JOIN papers ON papers.arxiv_id = entries.arxiv_id"
)


def load(connection: sqlite3.Connection, ranked: Mapping[int, float]) -> tuple[Hit, ...]:
    """The documents of some docids with their scores, in the order given."""
    rows = connection.execute(
        f"SELECT {COLUMNS}, docid FROM json_each(?) AS wanted CROSS JOIN documents ON docid = wanted.value"
        f" JOIN entries ON entries.id = documents.entry_id {PLACES}",
        (json.dumps(list(ranked)),),
    )
    return tuple(read(row, ranked[row["docid"]]) for row in rows)


def read(row: sqlite3.Row, score: float) -> Hit:
    """A hit from a row with COLUMNS."""
    paper = read_record(row, title="official") if row["fetched_at"] is not None else None
    return Hit(row["id"], read_entry(row), read_ref(row), SectionKind(row["kind"]), score, paper)
