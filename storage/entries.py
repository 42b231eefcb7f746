"""Entries of an issue, kept with their ids over corrections, and their words in the full-text index."""

import sqlite3
from collections.abc import Iterable, Sequence

from newsletter.model import Entry, Issue
from storage import index
from storage.rows import dump


def write(connection: sqlite3.Connection, issue_id: int, issue: Issue) -> None:
    """Make the archive's entries of an issue those it has now.

    Runs inside the caller's transaction. An entry that was there before (same paper, else same link, else same
    headline) keeps its id, so that what points to it goes on doing so.
    """
    old = connection.execute(
        "SELECT id, arxiv_id, url, headline FROM entries WHERE issue_id = ? ORDER BY section, position",
        (issue_id,),
    ).fetchall()
    placed = [(s, p, entry) for s, section in enumerate(issue.sections) for p, entry in enumerate(section.entries)]
    ids = match([entry for _, _, entry in placed], old)
    for gone in {row["id"] for row in old} - set(ids):
        connection.execute("DELETE FROM entries WHERE id = ?", (gone,))
    written = [
        _write_entry(connection, issue_id, entry_id, section, position, entry)
        for (section, position, entry), entry_id in zip(placed, ids, strict=True)
    ]
    index.put(connection, written)


def match(entries: Sequence[Entry], old: Sequence[sqlite3.Row]) -> list[int | None]:
    """For each entry the id it had before, each old id at most once; None for what is new."""
    ids: list[int | None] = [None] * len(entries)
    free = list(old)
    for attribute in ("arxiv_id", "url", "headline"):
        for number, entry in enumerate(entries):
            value = getattr(entry, attribute)
            if ids[number] is not None or value is None:
                continue
            for row in free:
                if row[attribute] == value:
                    ids[number] = row["id"]
                    free.remove(row)
                    break
    return ids


def _write_entry(
    connection: sqlite3.Connection,
    issue_id: int,
    entry_id: int | None,
    section: int,
    position: int,
    entry: Entry,
) -> int:
    card = entry.link_card
    values = {
        "id": entry_id,
        "issue_id": issue_id,
        "section": section,
        "position": position,
        "headline": entry.headline,
        "url": entry.url,
        "arxiv_id": entry.arxiv_id,
        "cited_title": entry.cited_title,
        "summary": entry.summary,
        "images": dump(entry.images),
        "mentions": dump(entry.mentions_arxiv),
        "card_title": card.title if card else None,
        "card_site": card.site if card else None,
    }
    updates = ", ".join(f"{column} = excluded.{column}" for column in values if column != "id")
    (row,) = connection.execute(
        f"INSERT INTO entries ({', '.join(values)}) VALUES ({', '.join(':' + column for column in values)})"
        f" ON CONFLICT (id) DO UPDATE SET {updates} RETURNING id",
        values,
    ).fetchall()
    connection.execute("DELETE FROM mentions WHERE entry_id = ?", (row["id"],))
    connection.executemany(
        "INSERT OR IGNORE INTO mentions VALUES (?, ?)", [(paper, row["id"]) for paper in entry.mentions_arxiv]
    )
    return int(row["id"])


def about(connection: sqlite3.Connection, arxiv_ids: Iterable[str]) -> list[int]:
    """The entries about papers."""
    rows = (connection.execute("SELECT id FROM entries WHERE arxiv_id = ?", (paper,)) for paper in arxiv_ids)
    return [row["id"] for found in rows for row in found]


def of_issue(connection: sqlite3.Connection, issue_id: int) -> list[int]:
    """The entries of an issue, in its order."""
    rows = connection.execute("SELECT id FROM entries WHERE issue_id = ? ORDER BY section, position", (issue_id,))
    return [row["id"] for row in rows]
