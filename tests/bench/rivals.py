"""What search is compared with, each asked through a thread of its own as our readers are."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from newsletter.model import Entry
from newsletter.search.query import Term, read_query
from newsletter.search.tokenizer import index_text
from tests.bench.archive import make_issues

FIELDS = {"headline": 10.0, "title": 5.0, "summary": 1.0}


class Tantivy:
    """The same words in the same fields: the best ten by its own ranking, with their texts and the number found."""

    def __init__(self, folder: Path, entries: int) -> None:
        import tantivy

        folder.mkdir()
        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        for name in FIELDS:
            builder.add_text_field(name, stored=False, tokenizer_name="whitespace")
        builder.add_text_field("arxiv", stored=False, tokenizer_name="raw")
        for name in ("shown", "text", "issue", "url"):
            builder.add_text_field(name, stored=True, index_option="basic", tokenizer_name="raw")
        self._schema = builder.build()
        index = tantivy.Index(self._schema, path=str(folder))
        writer = index.writer(heap_size=128_000_000, num_threads=1)
        for issue in make_issues(entries):
            for entry in issue.entries:
                writer.add_document(self._document(entry, issue.title))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()
        self._thread = ThreadPoolExecutor(1)

    async def words(self, text: str) -> object:
        """All the words as they are: less than our search does."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._search, text, False)

    async def same(self, text: str) -> object:
        """The last word as a beginning too, as our search takes it."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._search, text, True)

    def _document(self, entry: Entry, issue: str) -> Any:
        texts = dict(zip(FIELDS, (entry.headline or "", entry.cited_title or "", entry.summary), strict=True))
        words = {name: index_text(text)[0] for name, text in texts.items()}
        return self._tantivy.Document(
            arxiv=entry.arxiv_id or "", shown=texts["headline"], text=texts["summary"], issue=issue,
            url=entry.url or "", **words,
        )  # fmt: skip

    def _search(self, text: str, begun: bool) -> list[Any]:
        query, kinds, occur = read_query(text), self._tantivy.Query, self._tantivy.Occur
        if query.arxiv_id:
            asked = kinds.term_query(self._schema, "arxiv", query.arxiv_id, "basic")
        else:
            last = len(query.terms) - 1
            parts = [self._term(term, begun and number == last) for number, term in enumerate(query.terms)]
            asked = kinds.boolean_query([(occur.Must, part) for part in parts if part])
        hits = self._searcher.search(asked, 10, count=True)
        return [self._searcher.doc(address).to_dict() for _, address in hits.hits]

    def _term(self, term: Term, begun: bool) -> Any:
        kinds, words = self._tantivy.Query, index_text(term.text)[0].split("#")[0].split()
        if not words:
            return None
        ways = []
        for field, boost in FIELDS.items():
            if len(words) > 1:
                ways.append(
                    kinds.boost_query(
                        kinds.phrase_query(self._schema, field, list[str | tuple[int, str]](words)), boost
                    )
                )
            else:
                ways.append(kinds.boost_query(kinds.term_query(self._schema, field, words[0], "position"), boost))
            if begun and not term.exact and len(words) == 1 and words[0].isalnum() and len(words[0]) > 3:
                begins = kinds.regex_query(self._schema, field, f"{words[0]}.*")
                ways.append(kinds.boost_query(begins, boost / 2))
        return kinds.boolean_query([(self._tantivy.Occur.Should, way) for way in ways])

    def close(self) -> None:
        self._thread.shutdown()


class Like:
    """LIKE over the same rows, newest first, with the number found."""

    def __init__(self, path: Path) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._connection = sqlite3.connect(path, check_same_thread=False)

    async def search(self, text: str) -> object:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._search, text)

    def _search(self, text: str) -> list[Any]:
        words = [f"%{word}%" for word in text.replace('"', "").split()[:8]]
        where = " AND ".join(["(coalesce(headline, '') || coalesce(cited_title, '') || summary) LIKE ?"] * len(words))
        return self._connection.execute(
            f"SELECT * FROM entries WHERE {where} ORDER BY id DESC LIMIT 500", words
        ).fetchall()

    def close(self) -> None:
        self._connection.close()
        self._thread.shutdown()
