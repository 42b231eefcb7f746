"""Rows of SQLite to the model and back: how values that SQL has no type for are written down."""

import sqlite3
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from newsletter.model import Entry, LinkCard, PaperRecord
from storage.json_columns import read_texts
from storage.records import IssueRef

Row = sqlite3.Row | Mapping[str, Any]
"""A row with its columns by name, as SQLite gives it or out of JSON."""


def instant(moment: datetime) -> str:
    """An aware instant as text whose order is time order."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


LONG_AGO = datetime(2015, 1, 1, tzinfo=UTC)  # when Discord began


def read_instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def read_leniently(text: str) -> datetime:
    """An instant; long ago where it cannot be read, so that one row holds up no other."""
    try:
        return read_instant(text)
    except ValueError:
        return LONG_AGO


def read_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def read_entry(row: Row) -> Entry:
    """An entry from a row with the columns of `entries`."""
    card = None
    if row["card_title"] is not None or row["card_site"] is not None:
        card = LinkCard(row["card_title"], row["card_site"])
    return Entry(
        headline=row["headline"],
        url=row["url"],
        arxiv_id=row["arxiv_id"],
        cited_title=row["cited_title"],
        summary=row["summary"],
        images=read_texts(row["images"]),
        mentions_arxiv=read_texts(row["mentions"]),
        link_card=card,
    )


def read_record(row: Row, title: str = "title") -> PaperRecord:
    """What arXiv says of a paper from a row with the columns of `papers`; its title may go by another name."""
    return PaperRecord(
        arxiv_id=row["arxiv_id"],
        title=row[title],
        authors=read_texts(row["authors"]),
        abstract=row["abstract"] or "",
        categories=read_texts(row["categories"]),
        published=read_day(row["published"]),
        updated=read_day(row["updated"]),
    )


def read_ref(row: Row) -> IssueRef:
    """An issue's name from a row with its id as `issue_id`, `title`, `day` and `language`."""
    return IssueRef(row["issue_id"], row["title"], read_day(row["day"]), row["language"])
