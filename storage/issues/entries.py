"""Entries of an issue; a correction keeps their ids."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import count

from newsletter.model import Entry, Issue
from storage.json_columns import dump


def write(connection: sqlite3.Connection, issue_id: int, issue: Issue) -> list[int]:
    """Replace the stored entries of an issue. Returns their ids, to be indexed.

    Runs inside the caller's transaction. An entry that was there before (same paper, else same link, else same
    headline)
    keeps its id, so that references to it stay valid.
    """
    old = connection.execute(
        "SELECT id, arxiv_id, url, headline FROM entries WHERE issue_id = ? ORDER BY section, position",
        (issue_id,),
    ).fetchall()
    placed = [(s, p, entry) for s, section in enumerate(issue.sections) for p, entry in enumerate(section.entries)]
    kept = match([entry for _, _, entry in placed], old)
    for gone in {row["id"] for row in old} - set(kept):
        connection.execute("DELETE FROM entries WHERE id = ?", (gone,))
    connection.executemany("DELETE FROM mentions WHERE entry_id = ?", [(row["id"],) for row in old])
    ids = _numbered(connection, kept)
    connection.executemany(
        _WRITE,
        [_values(issue_id, entry_id, *one) for entry_id, one in zip(ids, placed, strict=True)],
    )
    connection.executemany(
        "INSERT OR IGNORE INTO mentions VALUES (?, ?)",
        [(paper, entry_id) for entry_id, (_, _, entry) in zip(ids, placed, strict=True)
         for paper in entry.mentions_arxiv],
    )  # fmt: skip
    return ids


def match(entries: Sequence[Entry], old: Sequence[sqlite3.Row]) -> list[int | None]:
    """For each entry its previous id, each id at most once; None for a new entry."""
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


def _numbered(connection: sqlite3.Connection, ids: Sequence[int | None]) -> list[int]:
    """The ids, with new ones in place of None."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM entries").fetchone()
    fresh = count(last + 1)
    return [next(fresh) if entry_id is None else entry_id for entry_id in ids]


_COLUMNS = (
    "id", "issue_id", "section", "position", "headline", "url", "arxiv_id", "cited_title", "summary", "images",
    "mentions", "card_title", "card_site",
)  # fmt: skip
_WRITE = (
    f"INSERT INTO entries ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) ON CONFLICT (id) DO UPDATE"
    f" SET {', '.join(f'{column} = excluded.{column}' for column in _COLUMNS[1:])}"
)


def _values(issue_id: int, entry_id: int, section: int, position: int, entry: Entry) -> tuple[object, ...]:
    card = entry.link_card
    return (
        entry_id,
        issue_id,
        section,
        position,
        entry.headline,
        entry.url,
        entry.arxiv_id,
        entry.cited_title,
        entry.summary,
        dump(entry.images),
        dump(entry.mentions_arxiv),
        card.title if card else None,
        card.site if card else None,
    )


def about(connection: sqlite3.Connection, arxiv_ids: Iterable[str]) -> list[int]:
    """Ids of the entries about papers."""
    rows = (connection.execute("SELECT id FROM entries WHERE arxiv_id = ?", (paper,)) for paper in arxiv_ids)
    return [row["id"] for found in rows for row in found]


def of_issue(connection: sqlite3.Connection, issue_id: int) -> list[int]:
    """Ids of an issue's entries, in order."""
    rows = connection.execute("SELECT id FROM entries WHERE issue_id = ? ORDER BY section, position", (issue_id,))
    return [row["id"] for row in rows]
