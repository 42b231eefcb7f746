"""Which documents have a query's words, and in which order: by where the words stand, then the newest first.

Every list of the index begins with the newest document, and every answer of SQLite here is one row or a few: a
thread that reads row by row waits for the interpreter at each of them while others run.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self

from newsletter.model import SectionKind
from newsletter.search.query import Query, Term
from storage.issues.refs import matching
from storage.search.documents import day_range
from storage.search.expressions import exclude, units
from storage.search.planner import narrowing

CAP = 100
"""Hits that are counted and ranked, unless more are asked for at once. Who finds more needs a word, not page 11."""

NAMED = 50
"""Issues that `issue:` in a query may name."""

EVERYTHING = "kind : (" + " OR ".join(f'"{kind.value.replace("_", "")}"' for kind in SectionKind) + ")"

Place = tuple[str, str]  # a table and columns of it

NAMES: tuple[Place, ...] = (("names", "headline"), ("names", "{headline title}"), ("names", "{headline title tags}"))
TEXTS: tuple[Place, ...] = (("texts", "{text official tags}"), ("texts", ""))
EXACT = NAMES + TEXTS
LOOSE = (NAMES[1], *TEXTS)
ANYWHERE = TEXTS[-1]
OWN = "text"
"""The column of what the newsletter itself wrote."""

Search = tuple[str, Sequence[Place]]
"""Words, and the places to look for them, the better first."""


Docids = tuple[int, int]
"""From the newest to the oldest, both included."""

ALL_TIME: Docids = (0, 2**62)


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the archive that a query keeps to: its section, year, issue, author and excluded words."""

    connection: sqlite3.Connection
    docids: Docids = ALL_TIME
    chosen: str | None = None  # JSON of the only docids of those that count
    required: tuple[str, ...] = ()  # expressions
    excluded: str | None = None  # an expression
    cap: int = CAP  # documents that are counted and ranked

    @classmethod
    def of(cls, connection: sqlite3.Connection, query: Query, cap: int = CAP) -> Self:
        scope = cls(connection, cap=cap)
        if query.year is not None:
            scope = scope.within(day_range(date(query.year, 1, 1), date(query.year, 12, 31)))
        if query.issue is not None:
            docids = _of_issues(connection, query.issue)
            scope = replace(scope.within((docids[0], docids[-1])), chosen=json.dumps(docids))
        required = [f'kind : "{query.section.value.replace("_", "")}"'] if query.section else []
        if query.author is not None:
            names = units([Term(query.author)])
            required.append(f"tags : ({narrowing(names)})" if names else '""')
        excluded = f"{{text official abstract}} : ({exclude(query.excluded)})" if query.excluded else None
        return replace(scope, required=tuple(required), excluded=excluded)

    def within(self, docids: Docids) -> Self:
        """The same, but only between these docids."""
        return replace(self, docids=(max(self.docids[0], docids[0]), min(self.docids[1], docids[1])))

    def has(self, words: str, column: str) -> bool:
        """Whether any document has the words in a column of `texts`."""
        return bool(self._aggregate("count(*)", words, ("texts", column), limit=1)[0])

    def count(self, words: str) -> int:
        """How many documents have the words, up to the cap."""
        return int(self._aggregate("count(*)", words, ANYWHERE, self.cap)[0])

    def matches(self, words: str) -> "Matches":
        """What has the words: the newest documents up to the cap, and the scope that is left to rank them in."""
        if self.excluded:
            return self._without_excluded(words)
        total, newest, oldest = self._aggregate("count(*), min(rowid), max(rowid)", words, ANYWHERE, self.cap)
        # Where there are more, one that is older still may be called by these words and come first.
        inner = self.within((newest, oldest)) if 0 < total < self.cap else self
        return Matches(inner, total, newest or 0)

    def _without_excluded(self, words: str) -> "Matches":
        """Excluded words may stand where a name does not show them: what is left is told one by one."""
        docids = self.newest(words)
        if not docids:
            return Matches(self, 0)
        inner = replace(self.within((docids[0], docids[-1])), excluded=None, chosen=json.dumps(docids))
        return Matches(inner, len(docids), docids[0])

    def best(self, searches: Iterable[Search], wanted: int) -> list[int]:
        """The first docids of a ranking: words in places, the better before the worse.

        All of it is one statement that stops as soon as enough are known.
        """
        values: dict[str, Any] = {"limit": wanted}
        arms = []
        for number, (words, place) in enumerate((words, place) for words, places in searches for place in places):
            arms.append(f"SELECT rowid FROM ({_SELECT.format(table=place[0], n=number)})")
            values |= self._values(words, place, number)
        ranking = f"SELECT DISTINCT rowid FROM ({' UNION ALL '.join(arms)}) LIMIT :limit"
        (found,) = self.connection.execute(f"SELECT group_concat(rowid) FROM ({ranking})", values).fetchone()
        return _numbers(found)

    def newest(self, words: str, place: Place = ANYWHERE) -> list[int]:
        """The docids of the newest documents that have words in a place, up to the cap."""
        return _numbers(self._aggregate("group_concat(rowid)", words, place, self.cap)[0])

    def with_any(self, words: Sequence[str], wanted: int) -> dict[int, float]:
        """Documents with any of the words and their scores; those with more and rarer words before others."""
        scores: dict[int, float] = {}
        for word in words:
            docids = self.newest(word)
            for docid in docids:
                scores[docid] = scores.get(docid, 0.0) + round(1 / (1 + len(docids)) ** 0.5, 4)
        best = sorted(scores, key=lambda docid: (-scores[docid], docid))
        return {docid: min(scores[docid], 0.99) for docid in best[:wanted]}

    def _aggregate(self, what: str, words: str, place: Place, limit: int) -> sqlite3.Row:
        """An aggregate of the newest documents that have words in a place."""
        statement = f"SELECT {what} FROM ({_SELECT.format(table=place[0], n='')})"
        values = {**self._values(words, place, ""), "limit": limit}
        row: sqlite3.Row = self.connection.execute(statement, values).fetchone()
        return row

    def _values(self, words: str, place: Place, number: int | str) -> dict[str, Any]:
        """The values of _SELECT."""
        expression = f"{place[1]} : ({words})" if place[1] else words
        expression = narrowing([expression, *self.required])
        if self.excluded:
            expression = f"({expression}) NOT ({self.excluded})"
        told = {"words": expression, "newest": self.docids[0], "oldest": self.docids[1]}
        return {f"{name}{number}": value for name, value in told.items()} | {"chosen": self.chosen}


_SELECT = (
    "SELECT rowid FROM {table} WHERE {table} MATCH :words{n} AND rowid BETWEEN :newest{n} AND :oldest{n}"
    " AND (:chosen IS NULL OR +rowid IN (SELECT value FROM json_each(:chosen))) ORDER BY rowid LIMIT :limit"
)


def _numbers(text: str | None) -> list[int]:
    return [int(docid) for docid in text.split(",")] if text else []


def _of_issues(connection: sqlite3.Connection, name: str) -> list[int]:
    """The docids of all entries of issues that a text names, ascending; one that nothing has for none."""
    ids = [ref.id for ref in matching(connection, name, NAMED)]
    (found,) = connection.execute(
        "SELECT group_concat(docid) FROM json_each(?) AS wanted CROSS JOIN entries ON issue_id = wanted.value"
        " JOIN documents ON documents.entry_id = entries.id",
        (json.dumps(ids),),
    ).fetchone()
    return sorted(int(docid) for docid in found.split(",")) if found else [-1]


@dataclass(frozen=True, slots=True)
class Matches:
    """The documents that have a query's words: how many, up to the cap, and how to rank them."""

    scope: Scope
    total: int
    newest: int = 0

    def best(self, searches: Sequence[Search], wanted: int) -> list[int]:
        """The first docids of a ranking."""
        if self.total <= 1:
            return [self.newest][: self.total]
        (words, places), *looser = searches
        names = [place for place in places if place[0] == "names"]
        if self.total > wanted or not names:
            return self.scope.best(searches, min(wanted, self.total))
        # All are wanted, so each rank would be read to its end; in which part of a name the words stand makes a
        # difference only between several.
        named = self.scope.newest(words, names[-1])
        if len(named) > 1:
            return self.scope.best(searches, self.total)
        texts = [place for place in places if place not in names]
        return list(dict.fromkeys([*named, *self.scope.best([(words, texts), *looser], self.total)]))
