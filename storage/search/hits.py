"""Entries with all that is shown of them: their issue, their section, and what arXiv says of their paper."""

import json
import sqlite3
from collections.abc import Mapping

from newsletter.model import Entry, LinkCard, PaperRecord, SectionKind
from storage.records import Hit, IssueRef
from storage.rows import read_day, read_list

COLUMNS = (
    "entries.id, headline, url, entries.arxiv_id, cited_title, summary, images, mentions, card_title, card_site,"
    " sections.kind, issues.id, issues.title, nullif(issues.day, ''), issues.language,"
    " papers.fetched_at, papers.title, authors, abstract, categories, published, updated"
)
"""What `read` needs first in a row, of entries joined with PLACES."""

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
    return tuple(read(row, ranked[row[-1]]) for row in rows)


def read(row: sqlite3.Row, score: float) -> Hit:
    """A hit from a row that begins with COLUMNS; by position, as a page of names to look up is felt."""
    (
        entry_id, headline, url, arxiv_id, cited, summary, images, mentions, card_title, card_site,
        kind, issue_id, title, day, language, fetched_at, official, authors, abstract, categories, published, updated,
        *_,
    ) = row  # fmt: skip
    card = LinkCard(card_title, card_site) if card_title is not None or card_site is not None else None
    entry = Entry(headline, url, arxiv_id, cited, summary, read_list(images), read_list(mentions), card)
    paper = None
    if fetched_at is not None:
        facts = (read_list(authors), abstract or "", read_list(categories), read_day(published), read_day(updated))
        paper = PaperRecord(arxiv_id, official, *facts)
    return Hit(entry_id, entry, IssueRef(issue_id, title, read_day(day), language), SectionKind(kind), score, paper)
