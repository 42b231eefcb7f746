"""What search is compared with, each asked through a thread of its own as our readers are."""

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from newsletter.query import read_query
from newsletter.words import index_text
from tests.bench.archive import make_issues


class Tantivy:
    """The same words in the same fields; the best ten by its own ranking, with their texts and the number found."""

    def __init__(self, folder: Path, entries: int) -> None:
        import tantivy

        folder.mkdir()
        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        for name in ("headline", "title", "summary"):
            builder.add_text_field(name, stored=False, tokenizer_name="whitespace")
        builder.add_text_field("arxiv", stored=False, tokenizer_name="raw")
        for name in ("shown", "text", "issue", "url"):
            builder.add_text_field(name, stored=True, index_option="basic", tokenizer_name="raw")
        self._index = tantivy.Index(builder.build(), path=str(folder))
        writer = self._index.writer(heap_size=128_000_000, num_threads=1)
        for issue in make_issues(entries):
            for entry in issue.entries:
                texts = (entry.headline or "", entry.cited_title or "", entry.summary)
                headline, title, summary = (index_text(text)[0] for text in texts)
                writer.add_document(tantivy.Document(headline=headline, title=title, summary=summary,
                    arxiv=entry.arxiv_id or "", shown=texts[0], issue=issue.title, url=entry.url or ""))  # fmt: skip
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._thread = ThreadPoolExecutor(1)

    async def search(self, text: str) -> object:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._search, text)

    def _search(self, text: str) -> list[Any]:
        query = read_query(text)
        fields = ["headline", "title", "summary"]
        if query.arxiv_id:
            found = self._index.parse_query(f'"{query.arxiv_id}"', ["arxiv"])
        else:
            words = " AND ".join(
                f'"{" ".join(index_text(term.text)[0].split("#")[0].split())}"' for term in query.terms
            )
            found = self._index.parse_query(words or "nothing", fields, field_boosts={"headline": 10.0, "title": 5.0})
        hits = self._searcher.search(found, 10, count=True)
        return [self._searcher.doc(address).to_dict() for _, address in hits.hits]

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
