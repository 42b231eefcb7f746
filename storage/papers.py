"""Search over everything the newsletter ever covered."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from newsletter.model import SectionKind
from newsletter.query import Query, Term
from storage import vocabulary
from storage.database import Database
from storage.index import SERIAL_BITS, day_range, in_order
from storage.issues import NEWEST_FIRST, REF, matching
from storage.match import EVERYTHING, exclude, express, meanings, units
from storage.records import Found, Hit, Matching
from storage.rows import read_entry, read_record, read_ref

CAP = 500
"""Hits that are ranked: the newest of each rank. Whoever finds more needs another word, not page 51."""

FEW = 10
"""Where fewer entries match, and none by the newsletter's own words, those that mean the same are shown too."""

_HIT = f"entries.*, {REF}, sections.kind AS kind"
_PLACES = (
    "JOIN issues ON issues.id = entries.issue_id"
    " JOIN sections ON sections.issue_id = entries.issue_id AND sections.position = entries.section"
)
_BY_PAPER = """
    SELECT id AS entry_id, 2.0 AS score FROM entries WHERE arxiv_id = :paper
    UNION ALL
    SELECT entry_id, 1.0 AS score FROM mentions WHERE arxiv_id = :paper
        AND entry_id NOT IN (SELECT id FROM entries WHERE arxiv_id = :paper)
"""
# The ranks: where the words stand.
_NAMES = (("names", "headline"), ("names", "{headline title}"), ("names", "{headline title tags}"))
_TEXTS = (("texts", "{text official}"), ("texts", "{text official abstract}"))
_OWN = (("texts", "text"),)  # what the newsletter itself wrote
_LOWEST = 20.0

Ranked = dict[int, float]  # docid to score


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
        """One page of the entries that match, best first: those about a paper, or those with all the words.

        Where the words stand decides, headline before title before tags before summary before abstract; then the
        newer entry comes first. Where nothing has all the words: those that mean the same, then any of them.
        """
        asked = replace(query, section=section or query.section, year=year or query.year)

        def work(connection: sqlite3.Connection) -> Found:
            if asked.arxiv_id:
                return _by_paper(connection, asked, limit, offset)
            if not asked:
                return Found(0, ())
            return _by_words(connection, asked, limit, offset)

        return await self._database.read(work)

    async def load(self, entry_id: int) -> Hit | None:
        """An entry by its id."""

        def work(connection: sqlite3.Connection) -> Hit | None:
            row = connection.execute(
                f"SELECT {_HIT} FROM entries {_PLACES} WHERE entries.id = ?", (entry_id,)
            ).fetchone()
            return _read_hit(connection, row, 0.0) if row else None

        return await self._database.read(work)

    async def suggest(self, query: Query, limit: int = 25) -> tuple[Hit, ...]:
        """Entries for what somebody has typed so far, by their names, newest first; the newest ones for nothing."""

        def work(connection: sqlite3.Connection) -> tuple[Hit, ...]:
            if query.arxiv_id:
                return _by_paper(connection, query, limit, 0).hits
            if not query.terms:
                docids = [row["docid"] for row in connection.execute(
                    "SELECT docid FROM documents ORDER BY docid DESC LIMIT ?", (limit,))]  # fmt: skip
            else:
                words = express(connection, query.terms)
                rows = _matches(connection, "names", f"{{headline title}} : ({words.prefix or words.exact})", {}, limit)
                docids = [row["rowid"] for row in rows]
            return _load(connection, dict.fromkeys(sorted(docids, key=in_order), 0.0))

        return await self._database.read(work)


def _by_paper(connection: sqlite3.Connection, query: Query, limit: int, offset: int) -> Found:
    values = {"paper": query.arxiv_id, "section": query.section, "year": str(query.year) if query.year else None}
    source = (
        f"FROM ({_BY_PAPER}) AS matched JOIN entries ON entries.id = matched.entry_id {_PLACES}"
        " WHERE (:section IS NULL OR sections.kind = :section) AND (:year IS NULL OR substr(issues.day, 1, 4) = :year)"
    )
    rows = connection.execute(
        f"SELECT {_HIT}, matched.score {source} ORDER BY matched.score DESC, {NEWEST_FIRST}, section, entries.position",
        values,
    ).fetchall()
    chosen = tuple(_read_hit(connection, row, row["score"]) for row in rows[offset : offset + limit])
    return Found(len(rows), chosen)


def _by_words(connection: sqlite3.Connection, query: Query, limit: int, offset: int) -> Found:
    cap = max(CAP, limit + offset)
    narrowed = _Narrowed(connection, query, cap)
    how, spelling = Matching.ALL, None
    if not query.terms:
        ranked = narrowed.rank(EVERYTHING, (("texts", ""),), _LOWEST)
    else:
        words = express(connection, query.terms)
        ranked = narrowed.rank(words.exact, _NAMES + _TEXTS, _LOWEST)
        if words.prefix and len(ranked) < cap and (not ranked or len(query.terms[-1].runs[-1]) > 3):
            ranked = narrowed.rank(words.prefix, (_NAMES[1], _TEXTS[1]), _LOWEST / 2) | ranked
        if not ranked and words.loose:
            ranked = narrowed.rank(words.loose, (_NAMES[1], _TEXTS[1]), _LOWEST / 4)
        if len(ranked) < FEW and not narrowed.rank(words.exact, _OWN, 0) and (other := meanings(query.terms)):
            how = how if ranked else Matching.MEANING
            ranked = narrowed.rank(other, (_NAMES[1], _TEXTS[1]), _LOWEST / 8) | ranked
        if not ranked:
            spelling = None if query.clipped else vocabulary.nearest(connection, query)
            how, ranked = Matching.ANY, narrowed.any_of(units(query.terms))
    order = sorted(ranked, key=lambda docid: (-ranked[docid], -(docid >> SERIAL_BITS), docid))
    page = {docid: ranked[docid] for docid in order[offset : offset + limit]}
    return Found(len(ranked), _load(connection, page), len(ranked) >= cap, how, spelling)


class _Narrowed:
    """Searches that keep to a query's section, year, issue, author and excluded words."""

    def __init__(self, connection: sqlite3.Connection, query: Query, cap: int) -> None:
        self._connection = connection
        self._cap = cap
        self._condition, self._values = _narrow(connection, query)
        self._section = f'kind : "{query.section.value.replace("_", "")}"' if query.section else None
        self._excluded = exclude(query.excluded) if query.excluded else None

    def rank(self, words: str, places: Sequence[tuple[str, str]], highest: float) -> Ranked:
        """The newest documents with the words in each of the places, each with the score of its best place."""
        ranked: Ranked = {}
        for number, (table, columns) in enumerate(places):
            expression = f"{columns} : ({words})" if columns else words
            if self._section:
                expression = f"({self._section}) AND ({expression})"
            for row in _matches(self._connection, table, expression, self._values, self._cap, self._condition):
                ranked.setdefault(row["rowid"], highest - number)
            if len(ranked) >= self._cap:
                break
        if self._excluded and ranked:
            gone = self._marked(f"{{text abstract}} : ({self._excluded})", ranked)
            ranked = {docid: score for docid, score in ranked.items() if docid not in gone}
        return ranked

    def any_of(self, words: Sequence[str]) -> Ranked:
        """The newest documents with any of the words; those with more and rarer words before others."""
        ranked: Ranked = {}
        for word in words:
            found = self.rank(word, _TEXTS[1:], 0)
            for docid in found:
                ranked[docid] = ranked.get(docid, 0.0) + round(1 / (1 + len(found)) ** 0.5, 4)
        best = sorted(ranked, key=lambda docid: (-ranked[docid], in_order(docid)))[:50]
        return {docid: min(ranked[docid], 0.99) for docid in best}

    def _marked(self, expression: str, docids: Ranked) -> set[int]:
        """Those of the documents that match."""
        rows = self._connection.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? AND rowid BETWEEN ? AND ?",
            (expression, min(docids), max(docids)),
        )
        return {row["rowid"] for row in rows}


def _narrow(connection: sqlite3.Connection, query: Query) -> tuple[str, dict[str, Any]]:
    """The part of WHERE that no word decides."""
    conditions = ""
    values: dict[str, Any] = {}
    if query.year is not None:
        values["first"], values["last"] = day_range(date(query.year, 1, 1), date(query.year, 12, 31))
        conditions += " AND rowid BETWEEN :first AND :last"
    if query.issue is not None:
        ids = [ref.id for ref in matching(connection, query.issue, 50)]
        docids = "SELECT docid FROM documents JOIN entries ON entries.id = entry_id"
        conditions += f" AND rowid IN ({docids} WHERE issue_id IN ({', '.join(map(str, ids))}))"
    if query.author is not None:
        names = _author(query.author)
        values["author"] = f"tags : ({names})" if names else '""'
        conditions += " AND rowid IN (SELECT rowid FROM names WHERE names MATCH :author)"
    return conditions, values


def _author(text: str) -> str:
    """An author's names, in whatever order, as an expression."""

    return " AND ".join(f"({word})" for word in units([Term(text)]))


def _matches(
    connection: sqlite3.Connection, table: str, expression: str, values: dict[str, Any], limit: int, condition: str = ""
) -> list[sqlite3.Row]:
    return connection.execute(
        f"SELECT rowid FROM {table} WHERE {table} MATCH :words{condition} ORDER BY rowid DESC LIMIT :limit",
        {**values, "words": expression, "limit": limit},
    ).fetchall()


def _load(connection: sqlite3.Connection, page: Ranked) -> tuple[Hit, ...]:
    """The documents of a page, in its order."""
    rows = connection.execute(
        f"SELECT {_HIT}, docid FROM documents JOIN entries ON entries.id = documents.entry_id {_PLACES}"
        f" WHERE docid IN ({', '.join(map(str, page))})"
    )
    hits = {row["docid"]: _read_hit(connection, row, page[row["docid"]]) for row in rows}
    return tuple(hits[docid] for docid in page if docid in hits)


def _read_hit(connection: sqlite3.Connection, row: sqlite3.Row, score: float) -> Hit:
    paper = None
    if row["arxiv_id"]:
        known = connection.execute("SELECT * FROM papers WHERE arxiv_id = ?", (row["arxiv_id"],)).fetchone()
        paper = read_record(known) if known else None
    return Hit(row["id"], read_entry(row), read_ref(row), SectionKind(row["kind"]), score, paper)
