"""Labelled queries over real issues: what is found of what should be, and how much of what is given is right."""

import json
import os
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.model import Entry
from newsletter.parsing import read_document
from newsletter.query import read_query
from newsletter.record import read_records
from storage.archive import Archive

CORPUS = Path(os.environ.get("PAPERBOY_CORPUS", ""))
QUERIES = CORPUS.parent / "search" / "queries.json"
PAPERS = CORPUS.parent / "arxiv" / "metadata.json"
ISSUES = ("2021-w07", "2021-w08", "2021-w09", "2021-w12", "no-22")
NOW = datetime(2026, 11, 21, tzinfo=UTC)

pytestmark = pytest.mark.skipif(
    "PAPERBOY_CORPUS" not in os.environ or not QUERIES.exists(),
    reason="PAPERBOY_CORPUS does not name the real issues with labelled queries beside them",
)


@pytest.fixture
async def library(archive: Archive) -> tuple[Archive, list[Entry]]:
    issues = [read_document(CORPUS / f"{name}.md").issue for name in ISSUES]
    for issue in issues:
        await archive.issues.save(issue, NOW)
    return archive, [entry for issue in issues for entry in issue.entries]


def right(entries: list[Entry], truth: str, titles: dict[str, str] | None = None) -> set[tuple[str | None, str | None]]:
    """The entries that a labelled query should find."""
    found = set()
    for entry in entries:
        text = unicodedata.normalize("NFKC", " ".join(filter(None, [entry.headline, entry.cited_title, entry.summary])))
        title = (titles or {}).get(entry.arxiv_id or "", "")
        if (titles is None or entry.arxiv_id) and re.search(truth, f"{text} {title or entry.arxiv_id or ''}"):
            found.add((entry.url, entry.headline))
    return found


async def given(archive: Archive, query: str) -> set[tuple[str | None, str | None]]:
    found = await archive.papers.search(read_query(query), limit=100)
    return {(hit.entry.url, hit.entry.headline) for hit in found.hits}


async def test_words_find_what_has_them_and_little_else(library: tuple[Archive, list[Entry]]):
    archive, entries = library
    recall, precision = [], []
    for query in json.loads(QUERIES.read_text())["lexical"]:
        if truth := right(entries, query["truth"]):
            hits = await given(archive, query["query"])
            recall.append(len(hits & truth) / len(truth))
            precision.append(len(hits & truth) / len(hits) if hits else 1.0)
    assert sum(recall) / len(recall) >= 0.97
    assert sum(precision) / len(precision) >= 0.97


@pytest.mark.parametrize("known", [True, False])
async def test_english_finds_what_was_written_in_chinese(library: tuple[Archive, list[Entry]], known: bool):
    """By official titles where they are known, and by the table of synonyms in any case."""
    archive, entries = library
    records = read_records(PAPERS)
    if known:
        await archive.metadata.save(records, NOW)
    titles = {record.arxiv_id: record.title or "" for record in records}
    recall = {}
    for query in json.loads(QUERIES.read_text())["concepts"]:
        if truth := right(entries, query["truth"], titles):
            recall[query["query"]] = len(await given(archive, query["query"]) & truth) / len(truth)
    assert sum(recall.values()) / len(recall) >= 0.85, recall
    assert min(recall.values()) > 0, recall
