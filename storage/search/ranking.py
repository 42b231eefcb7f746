"""Finds and ranks documents: by the column that matches, then newest first.

Posting lists begin with the newest document. Every statement here returns one row or few: reading row by row makes the
thread wait for the interpreter lock at each row.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from newsletter.model import SectionKind
from newsletter.search.query import Query, Term
from storage.issues.refs import find_refs
from storage.search.documents import day_range
from storage.search.expressions import any_term, token_expressions
from storage.search.planner import nested_and

CAP = 100
"""Hits that are counted and ranked, unless a caller asks for more at once."""

MAX_NAMED_ISSUES = 50
"""Issues that `issue:` in a query may match."""

EVERYTHING = "kind : (" + " OR ".join(f'"{kind.value.replace("_", "")}"' for kind in SectionKind) + ")"

SearchField = tuple[str, str]  # a table and columns of it

NAMES: tuple[SearchField, ...] = (
    ("names", "headline"),
    ("names", "{headline title}"),
    ("names", "{headline title tags}"),
)
TEXTS: tuple[SearchField, ...] = (("texts", "{text official tags}"), ("texts", ""))
EXACT = NAMES + TEXTS
LOOSE = (NAMES[1], *TEXTS)
ANYWHERE = TEXTS[-1]
OWN_WORDS = "text"
"""The column with the newsletter's own text."""

FieldQuery = tuple[str, Sequence[SearchField]]
"""An expression and the columns to match it in, best first."""


Docids = tuple[int, int]
"""A docid range from the newest to the oldest, both inclusive."""

ALL_TIME: Docids = (0, 2**62)


@dataclass(frozen=True, slots=True)
class Scope:
    """The filter of a query: section, year, issue, author and excluded words."""

    connection: sqlite3.Connection
    docids: Docids = ALL_TIME
    chosen: str | None = None  # JSON list of docids; None: no restriction
    required: tuple[str, ...] = ()  # expressions
    excluded: str | None = None  # an expression
    cap: int = CAP  # documents that are counted and ranked

    @classmethod
    def of(cls, connection: sqlite3.Connection, query: Query, cap: int = CAP) -> Self:
        scope = cls(connection, cap=cap)
        if query.year is not None:
            scope = scope.within(day_range(date(query.year, 1, 1), date(query.year, 12, 31)))
        if query.issue is not None:
            docids = _docids_of_issues(connection, query.issue)
            scope = replace(scope.within((docids[0], docids[-1])), chosen=json.dumps(docids))
        required = [f'kind : "{query.section.value.replace("_", "")}"'] if query.section else []
        if query.author is not None:
            names = token_expressions([Term(query.author)])
            required.append(f"tags : ({nested_and(names)})" if names else '""')
        excluded = f"{{text official abstract}} : ({any_term(query.excluded)})" if query.excluded else None
        return replace(scope, required=tuple(required), excluded=excluded)

    def within(self, docids: Docids) -> Self:
        """The same filter, restricted to a docid range."""
        return replace(self, docids=(max(self.docids[0], docids[0]), min(self.docids[1], docids[1])))

    def has(self, words: str, column: str) -> bool:
        """Whether any document matches in a column of `texts`."""
        return bool(self._aggregate("count(*)", words, ("texts", column), limit=1)[0])

    def count(self, words: str) -> int:
        """Number of matching documents, at most the cap."""
        return int(self._aggregate("count(*)", words, ANYWHERE, self.cap)[0])

    def matches(self, words: str) -> "Matches":
        """The matching documents up to the cap, and the scope to rank them in."""
        if self.excluded:
            return self._without_excluded(words)
        total, newest, oldest = self._aggregate("count(*), min(rowid), max(rowid)", words, ANYWHERE, self.cap)
        # Beyond the cap an older document may match in its name and rank first, so do not narrow.
        inner = self.within((newest, oldest)) if 0 < total < self.cap else self
        return Matches(inner, total, newest or 0)

    def _without_excluded(self, words: str) -> "Matches":
        """Match one by one, since an excluded word may stand in a column that the names table does not have."""
        docids = self.newest(words)
        if not docids:
            return Matches(self, 0)
        inner = replace(self.within((docids[0], docids[-1])), excluded=None, chosen=json.dumps(docids))
        return Matches(inner, len(docids), docids[0])

    def best(self, searches: Iterable[FieldQuery], wanted: int) -> list[int]:
        """The first docids of a ranking over columns, in one statement that stops at `wanted`."""
        values: dict[str, Any] = {"limit": wanted}
        arms = []
        for number, (words, place) in enumerate((words, place) for words, places in searches for place in places):
            arms.append(f"SELECT rowid FROM ({_SELECT.format(table=place[0], n=number)})")
            values |= self._values(words, place, number)
        ranking = f"SELECT DISTINCT rowid FROM ({' UNION ALL '.join(arms)}) LIMIT :limit"
        (found,) = self.connection.execute(f"SELECT group_concat(rowid) FROM ({ranking})", values).fetchone()
        return _docids(found)

    def newest(self, words: str, place: SearchField = ANYWHERE) -> list[int]:
        """Docids of the newest documents that match in a column, up to the cap."""
        return _docids(self._aggregate("group_concat(rowid)", words, place, self.cap)[0])

    def match_any(self, words: Sequence[str], wanted: int) -> dict[int, float]:
        """Documents that match any of the words, with scores from 0 to 1: more and rarer words score higher."""
        scores: dict[int, float] = {}
        for word in words:
            docids = self.newest(word)
            for docid in docids:
                scores[docid] = scores.get(docid, 0.0) + round(1 / (1 + len(docids)) ** 0.5, 4)
        best = sorted(scores, key=lambda docid: (-scores[docid], docid))
        return {docid: min(scores[docid], 0.99) for docid in best[:wanted]}

    def _aggregate(self, what: str, words: str, place: SearchField, limit: int) -> sqlite3.Row:
        """An aggregate over the newest documents that match in a column."""
        statement = f"SELECT {what} FROM ({_SELECT.format(table=place[0], n='')})"
        values = {**self._values(words, place, ""), "limit": limit}
        row: sqlite3.Row = self.connection.execute(statement, values).fetchone()
        return row

    def _values(self, words: str, place: SearchField, number: int | str) -> dict[str, Any]:
        """The parameters of _SELECT."""
        expression = f"{place[1]} : ({words})" if place[1] else words
        expression = nested_and([expression, *self.required])
        if self.excluded:
            expression = f"({expression}) NOT ({self.excluded})"
        told = {"words": expression, "newest": self.docids[0], "oldest": self.docids[1]}
        return {f"{name}{number}": value for name, value in told.items()} | {"chosen": self.chosen}


_SELECT = (
    "SELECT rowid FROM {table} WHERE {table} MATCH :words{n} AND rowid BETWEEN :newest{n} AND :oldest{n}"
    " AND (:chosen IS NULL OR +rowid IN (SELECT value FROM json_each(:chosen))) ORDER BY rowid LIMIT :limit"
)


def _docids(text: str | None) -> list[int]:
    return [int(docid) for docid in text.split(",")] if text else []


def _docids_of_issues(connection: sqlite3.Connection, name: str) -> list[int]:
    """The docids of the entries of issues that a text names, ascending; [-1] where there are none."""
    ids = [ref.id for ref in find_refs(connection, name, MAX_NAMED_ISSUES)]
    (found,) = connection.execute(
        "SELECT group_concat(docid) FROM json_each(?) AS wanted CROSS JOIN entries ON issue_id = wanted.value"
        " JOIN documents ON documents.entry_id = entries.id",
        (json.dumps(ids),),
    ).fetchone()
    return sorted(int(docid) for docid in found.split(",")) if found else [-1]


@dataclass(frozen=True, slots=True)
class Matches:
    """The matching documents: how many, up to the cap, and the scope to rank them in."""

    scope: Scope
    total: int
    newest: int = 0

    def best(self, searches: Sequence[FieldQuery], wanted: int) -> list[int]:
        """The first `wanted` docids of a ranking."""
        if self.total <= 1:
            return [self.newest][: self.total]
        (words, places), *looser = searches
        names = [place for place in places if place[0] == "names"]
        if self.total > wanted or not names:
            return self.scope.best(searches, min(wanted, self.total))
        # All matches are wanted, so each column would be read to its end. Which part of a name matches makes a
        # difference only between several.
        named = self.scope.newest(words, names[-1])
        if len(named) > 1:
            return self.scope.best(searches, self.total)
        texts = [place for place in places if place not in names]
        return list(dict.fromkeys([*named, *self.scope.best([(words, texts), *looser], self.total)]))
