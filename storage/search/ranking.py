"""Which documents have a query's words, and in which order: by where the words stand, then the newest first.

Every list of the index begins with the newest document, and every answer of SQLite here is one row or a few: a
thread that reads row by row waits for the interpreter at each of them while others run.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

from newsletter.model import SectionKind
from newsletter.query import Query, Term
from storage.refs import matching
from storage.search.documents import day_range
from storage.search.match import exclude, units

CAP = 200
"""Hits that are counted and ranked, unless more are asked for at once. Who finds more needs a word, not page 21."""

NAMED = 50
"""Issues that `issue:` in a query may name."""

EVERYTHING = "kind : (" + " OR ".join(f'"{kind.value.replace("_", "")}"' for kind in SectionKind) + ")"

Place = tuple[str, str]  # a table and columns of it

NAMES: tuple[Place, ...] = (("names", "headline"), ("names", "{headline title}"), ("names", "{headline title tags}"))
TEXTS: tuple[Place, ...] = (("texts", "{text official tags}"), ("texts", ""))
EXACT = NAMES + TEXTS
LOOSE = (NAMES[1], *TEXTS)
OWN = "text"
"""The column of what the newsletter itself wrote."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the archive that a query keeps to: its section, year, issue, author and excluded words."""

    connection: sqlite3.Connection
    condition: str = ""  # of WHERE
    values: dict[str, Any] = field(default_factory=dict)
    required: tuple[str, ...] = ()  # expressions
    excluded: str | None = None  # an expression
    cap: int = CAP  # documents that are counted and ranked

    @classmethod
    def of(cls, connection: sqlite3.Connection, query: Query, cap: int = CAP) -> Self:
        condition = ""
        values: dict[str, Any] = {}
        if query.year is not None:
            values["first"], values["last"] = day_range(date(query.year, 1, 1), date(query.year, 12, 31))
            condition += " AND rowid BETWEEN :first AND :last"
        if query.issue is not None:
            docids = _of_issues(connection, query.issue)
            values |= {"issue_first": docids[0], "issue_last": docids[-1], "issue": json.dumps(docids)}
            # The range first, or a word that is everywhere would be followed through the whole archive.
            condition += (
                " AND rowid BETWEEN :issue_first AND :issue_last AND +rowid IN (SELECT value FROM json_each(:issue))"
            )
        required = [f'kind : "{query.section.value.replace("_", "")}"'] if query.section else []
        if query.author is not None:
            names = units([Term(query.author)])
            required.append(f"tags : ({' AND '.join(f'({name})' for name in names)})" if names else '""')
        excluded = f"{{text official abstract}} : ({exclude(query.excluded)})" if query.excluded else None
        return cls(connection, condition, values, tuple(required), excluded, cap)

    def has(self, words: str, column: str) -> bool:
        """Whether any document has the words in a column of `texts`."""
        expression = self._within(f"{column} : ({words})")
        statement = f"SELECT 1 FROM texts WHERE texts MATCH :words{self.condition} LIMIT 1"
        return self.connection.execute(statement, {**self.values, "words": expression}).fetchone() is not None

    def matches(self, words: str) -> "Matches":
        """What has the words: the newest documents up to the cap, and the scope that is left to rank them in."""
        if self.excluded:
            return self._without_excluded(words)
        total, newest, oldest = self.connection.execute(
            "SELECT count(*), min(rowid), max(rowid) FROM"
            f" (SELECT rowid FROM texts WHERE texts MATCH :words{self.condition} ORDER BY rowid LIMIT :limit)",
            {**self.values, "words": self._within(words), "limit": self.cap},
        ).fetchone()
        # Where there are more, one that is older still may be called by these words and come first.
        inner = self._narrowed(newest, oldest) if 0 < total < self.cap else self
        return Matches(inner, total, newest)

    def _without_excluded(self, words: str) -> "Matches":
        """Excluded words may stand where a name does not show them: what is left is told one by one."""
        docids = self._newest(words)
        if not docids:
            return Matches(self, 0)
        inner = replace(self._narrowed(docids[0], docids[-1], " AND +rowid IN (SELECT value FROM json_each(:chosen))"),
                        excluded=None)  # fmt: skip
        inner.values["chosen"] = json.dumps(docids)
        return Matches(inner, len(docids), docids[0])

    def _narrowed(self, newest: int, oldest: int, condition: str = "") -> Self:
        return replace(
            self,
            condition=f"{self.condition} AND rowid BETWEEN :newest AND :oldest{condition}",
            values={**self.values, "newest": newest, "oldest": oldest},
        )

    def best(self, searches: Iterable[tuple[str, Sequence[Place]]], wanted: int) -> list[int]:
        """The first docids of a ranking: words in places, the better before the worse.

        All of it is one statement that stops as soon as enough are known.
        """
        arms = [
            (table, self._within(f"{columns} : ({words})" if columns else words))
            for words, places in searches
            for table, columns in places
        ]
        statement = " UNION ALL ".join(
            f"SELECT rowid FROM (SELECT rowid FROM {table} WHERE {table} MATCH :words{number}{self.condition}"
            " ORDER BY rowid LIMIT :limit)"
            for number, (table, _) in enumerate(arms)
        )
        values = {f"words{number}": expression for number, (_, expression) in enumerate(arms)}
        (found,) = self.connection.execute(
            f"SELECT group_concat(rowid) FROM (SELECT DISTINCT rowid FROM ({statement}) LIMIT :limit)",
            {**self.values, **values, "limit": wanted},
        ).fetchone()
        return [int(docid) for docid in found.split(",")] if found else []

    def with_any(self, words: Sequence[str], wanted: int) -> dict[int, float]:
        """Documents with any of the words and their scores; those with more and rarer words before others."""
        scores: dict[int, float] = {}
        for word in words:
            docids = self._newest(word)
            for docid in docids:
                scores[docid] = scores.get(docid, 0.0) + round(1 / (1 + len(docids)) ** 0.5, 4)
        best = sorted(scores, key=lambda docid: (-scores[docid], docid))
        return {docid: min(scores[docid], 0.99) for docid in best[:wanted]}

    def _newest(self, words: str) -> list[int]:
        (found,) = self.connection.execute(
            f"SELECT group_concat(rowid) FROM (SELECT rowid FROM texts WHERE texts MATCH :words{self.condition}"
            " ORDER BY rowid LIMIT :limit)",
            {**self.values, "words": self._within(words), "limit": self.cap},
        ).fetchone()
        return [int(docid) for docid in found.split(",")] if found else []

    def _within(self, expression: str) -> str:
        if self.required:
            expression = " AND ".join(f"({each})" for each in (*self.required, expression))
        return f"({expression}) NOT ({self.excluded})" if self.excluded else expression


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

    def best(self, searches: Iterable[tuple[str, Sequence[Place]]], wanted: int) -> list[int]:
        """The first docids of a ranking."""
        return [self.newest] if self.total == 1 else self.scope.best(searches, min(wanted, self.total))
