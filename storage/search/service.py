"""Search over all entries of the archive."""

import sqlite3
from dataclasses import replace

from newsletter.model import SectionKind
from newsletter.search.query import Query
from storage.engine.database import Database
from storage.issues.refs import NEWEST_FIRST
from storage.records import Found, Hit, Matching, Suggestion
from storage.search import hits, vocabulary
from storage.search.expressions import build_expressions, synonym_expression, token_expressions
from storage.search.ranking import CAP, EVERYTHING, EXACT, LOOSE, OWN_WORDS, TEXTS, Scope
from storage.search.segmentation import segment_terms

SYNONYMS_BELOW = 10
"""Below this number of hits, and if none is in the newsletter's own text, synonyms are searched too."""

MAX_PARTIAL = 50
"""Hits that match only some of the words, shown where none matches all."""

_BY_PAPER = f"""
    SELECT entry_id, score AS mark FROM (
        SELECT id AS entry_id, 2.0 AS score FROM entries WHERE arxiv_id = :paper
        UNION ALL
        SELECT entry_id, 1.0 AS score FROM mentions WHERE mentions.arxiv_id = :paper
            AND entry_id NOT IN (SELECT id FROM entries WHERE arxiv_id = :paper)
    ) AS matched JOIN entries ON entries.id = matched.entry_id JOIN issues ON issues.id = entries.issue_id
    JOIN sections ON sections.issue_id = entries.issue_id AND sections.position = entries.section
    WHERE (:section IS NULL OR sections.kind = :section) AND (:year IS NULL OR substr(issues.day, 1, 4) = :year)
    ORDER BY score DESC, {NEWEST_FIRST}, section, entries.position
"""


class Papers:
    """Entries of all issues, found by paper or by words."""

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
        """One page of hits, best first: entries about a paper, or entries with all the words.

        Ranked by column (headline, title, tags, summary, abstract), then newest first. Where nothing matches all words:
        synonyms, then any of the words.
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
        """Load an entry by its id; None where there is none."""

        def work(connection: sqlite3.Connection) -> Hit | None:
            found = hits.select_hits(connection, "SELECT :entry AS entry_id, 0.0 AS mark", {"entry": entry_id})
            return found[0] if found else None

        return await self._database.read(work)

    async def suggest(self, query: Query, limit: int = 25) -> tuple[Suggestion, ...]:
        """Autocomplete: entries whose name matches what was typed so far, newest first; the newest ones for an empty
        query.
        """

        def work(connection: sqlite3.Connection) -> tuple[Suggestion, ...]:
            if query.arxiv_id:
                found = _by_paper(connection, query, limit, 0).hits
                return tuple(Suggestion(hit.entry.label, hit.entry.arxiv_id, hit.entry_id, hit.title) for hit in found)
            if not query.terms:
                rows = connection.execute("SELECT docid FROM documents ORDER BY docid LIMIT ?", (limit,))
                return hits.load_suggestions(connection, [row["docid"] for row in rows])
            words = build_expressions(connection, query.terms)
            expression = words.begun or f"{{headline title}} : ({words.prefix or words.exact})"
            return hits.load_suggestions(connection, Scope(connection).best([(expression, [("names", "")])], limit))

        return await self._database.read(work)


def _by_paper(connection: sqlite3.Connection, query: Query, limit: int, offset: int) -> Found:
    values = {"paper": query.arxiv_id, "section": query.section, "year": str(query.year) if query.year else None}
    found = hits.select_hits(connection, _BY_PAPER, values)
    return Found(len(found), found[offset : offset + limit])


def _by_words(connection: sqlite3.Connection, query: Query, limit: int, offset: int) -> Found:
    """One page of word matches: all words, else as prefixes, apart, by synonym, segmented, any of them."""
    wanted = offset + limit
    scope = Scope.of(connection, query, max(CAP, wanted))
    if not query.terms:
        everything = scope.matches(EVERYTHING)
        return _page(scope, everything.best([(EVERYTHING, TEXTS[-1:])], wanted), everything.total, offset)
    words = build_expressions(connection, query.terms)
    widest = words.prefix or words.exact
    places = TEXTS if query.clipped else EXACT  # a pasted paragraph can only match a text column
    searches = [(words.exact, places), *([(words.prefix, LOOSE)] if words.prefix else [])]
    matches = scope.matches(widest)
    if not matches.total and words.begun and not query.excluded:
        found = scope.best([(words.begun, (("names", ""),))], scope.cap)
        if found:
            return _page(scope, found[:wanted], len(found), offset)
    if not matches.total and words.loose:
        widest, searches = words.loose, [(words.loose, LOOSE)]
        matches = scope.matches(widest)
    how = Matching.ALL
    if (
        matches.total < SYNONYMS_BELOW
        and (other := synonym_expression(query.terms))
        and not scope.has(words.exact, OWN_WORDS)
    ):
        how = Matching.ALL if matches.total else Matching.MEANING
        widest, searches = f"({widest}) OR ({other})", [*searches, (other, LOOSE)]
        matches = scope.matches(widest)
    if matches.total:
        return _page(scope, matches.best(searches, wanted), matches.total, offset, how)
    if not query.clipped and (words_apart := segment_terms(Scope(connection), query.terms)):
        apart = _by_words(connection, replace(query, terms=words_apart), limit, offset)
        if apart.how is not Matching.ANY:
            return apart
    spelling = None if query.clipped else vocabulary.correct_spelling(connection, query)
    some = scope.match_any(token_expressions(query.terms), MAX_PARTIAL)
    page = dict(list(some.items())[offset:wanted])
    return Found(len(some), hits.load(connection, page), how=Matching.ANY, spelling=spelling)


def _page(scope: Scope, docids: list[int], total: int, offset: int, how: Matching = Matching.ALL) -> Found:
    page = {docid: float(scope.cap - place) for place, docid in enumerate(docids) if place >= offset}
    return Found(total, hits.load(scope.connection, page), total >= scope.cap, how)
