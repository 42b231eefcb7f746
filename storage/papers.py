"""Search over everything the newsletter ever covered."""

import sqlite3

from newsletter.model import SectionKind
from newsletter.query import Query
from storage.database import Database
from storage.issues import NEWEST_FIRST, REF
from storage.records import Found, Hit
from storage.rows import read_entry, read_ref

_HIT = f"entries.*, {REF}, sections.kind AS kind"
_PLACES = (
    "JOIN issues ON issues.id = entries.issue_id"
    " JOIN sections ON sections.issue_id = entries.issue_id AND sections.position = entries.section"
)
_FILTERS = "(:section IS NULL OR sections.kind = :section) AND (:year IS NULL OR substr(issues.day, 1, 4) = :year)"
_WEIGHTS = "10.0, 5.0, 1.0"  # headline, title, summary


class Papers:
    """The entries of all issues, found by paper or by words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def search(
        self,
        query: Query,
        *,
        section: SectionKind | None = None,
        year: int | None = None,
        limit: int = 10,
        offset: int = 0,
    ) -> Found:
        """One page of the entries that match, best first: those about a paper, or those with all the words."""

        def work(connection: sqlite3.Connection) -> Found:
            if query.arxiv_id:
                matches, values = _BY_PAPER, {"paper": query.arxiv_id}
            elif query.terms:
                matches, values = _BY_WORDS, {"words": _match(query)}
            else:
                return Found(0, ())
            every = {**values, "section": section, "year": str(year) if year else None}
            source = (
                f"FROM ({matches}) AS matched JOIN entries ON entries.id = matched.entry_id {_PLACES} WHERE {_FILTERS}"
            )
            (total,) = connection.execute(f"SELECT count(*) {source}", every).fetchone()
            rows = connection.execute(
                f"SELECT {_HIT}, matched.score {source}"
                f" ORDER BY matched.score DESC, {NEWEST_FIRST}, section, position LIMIT :limit OFFSET :offset",
                {**every, "limit": limit, "offset": offset},
            )
            return Found(total, tuple(_read_hit(row) for row in rows))

        return await self._database.read(work)

    async def suggest(self, query: Query, limit: int = 25) -> tuple[Hit, ...]:
        """Entries for what somebody has typed so far; the newest ones for nothing."""
        if query:
            return (await self.search(query, limit=limit)).hits

        def work(connection: sqlite3.Connection) -> tuple[Hit, ...]:
            rows = connection.execute(
                f"SELECT {_HIT}, 0.0 AS score FROM entries {_PLACES}"
                f" ORDER BY {NEWEST_FIRST}, section, position LIMIT ?",
                (limit,),
            )
            return tuple(_read_hit(row) for row in rows)

        return await self._database.read(work)


_BY_PAPER = """
    SELECT id AS entry_id, 2.0 AS score FROM entries WHERE arxiv_id = :paper
    UNION ALL
    SELECT entry_id, 1.0 AS score FROM mentions WHERE arxiv_id = :paper
"""

_BY_WORDS = f"""
    SELECT rowid AS entry_id, round(-bm25(words, {_WEIGHTS}), 4) AS score FROM words WHERE words MATCH :words
"""


def _match(query: Query) -> str:
    """An FTS5 expression: every term a quoted phrase, so that nothing a person types is syntax."""
    phrases = ['"' + " ".join(term) + '"' for term in query.terms]
    return " ".join(phrases) + "*"  # the last word may be the beginning of one


def _read_hit(row: sqlite3.Row) -> Hit:
    return Hit(row["id"], read_entry(row), read_ref(row), SectionKind(row["kind"]), row["score"])
