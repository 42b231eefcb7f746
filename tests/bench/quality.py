"""How much of what labelled queries should find is found, and how much of what is given is right.

The real issues and the queries beside them are where PAPERBOY_CORPUS says. A label is a pattern over the newsletter's
words and, for queries in English over Chinese issues (“concepts”), the papers' official titles.
"""

import json
import os
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsletter.model import Entry
from newsletter.paper_json import read_records
from newsletter.parsing import read_document
from newsletter.search.query import read_query
from storage.archive import Archive

CORPUS = Path(os.environ.get("PAPERBOY_CORPUS", ""))
QUERIES = CORPUS.parent / "search" / "queries.json"
PAPERS = CORPUS.parent / "arxiv" / "metadata.json"
ISSUES = ("2021-w07", "2021-w08", "2021-w09", "2021-w12", "no-22")
NOW = datetime(2026, 11, 21, tzinfo=UTC)
IS_HERE = "PAPERBOY_CORPUS" in os.environ and QUERIES.exists()
MISSING = "PAPERBOY_CORPUS does not name the real issues with labelled queries beside them"

Key = tuple[str | None, str | None]


@dataclass
class Quality:
    """Shares from 0 to 1, averages over the queries that should find something."""

    recall: float
    precision: float
    worst: float  # the lowest recall of a query


async def fill(archive: Archive) -> list[Entry]:
    """Put the issues into an archive; all their entries."""
    issues = [read_document(CORPUS / f"{name}.md").issue for name in ISSUES]
    for issue in issues:
        await archive.issues.save(issue, NOW)
    return [entry for issue in issues for entry in issue.entries]


async def measure(archive: Archive, entries: list[Entry], queries: str) -> Quality:
    """Of the queries that the file has under that name, `lexical` or `concepts`."""
    titles = {record.arxiv_id: record.title or "" for record in read_records(PAPERS)}
    recall, precision = [], []
    for query in json.loads(QUERIES.read_text(encoding="utf-8"))[queries]:
        if right := _right(entries, query["truth"], titles if queries == "concepts" else None):
            found = await archive.papers.search(read_query(query["query"]), limit=100)
            given: set[Key] = {(hit.entry.url, hit.entry.headline) for hit in found.hits}
            recall.append(len(given & right) / len(right))
            precision.append(len(given & right) / len(given) if given else 1.0)
    return Quality(sum(recall) / len(recall), sum(precision) / len(precision), min(recall))


def _right(entries: list[Entry], truth: str, titles: dict[str, str] | None) -> set[Key]:
    """The entries that a labelled query should find."""
    found = set()
    for entry in entries:
        text = unicodedata.normalize("NFKC", " ".join(filter(None, [entry.headline, entry.cited_title, entry.summary])))
        title = (titles or {}).get(entry.arxiv_id or "", "")
        if (titles is None or entry.arxiv_id) and re.search(truth, f"{text} {title or entry.arxiv_id or ''}"):
            found.add((entry.url, entry.headline))
    return found


async def report(folder: Path) -> dict[str, Any]:
    """Words, concepts, and concepts where the official titles are known; printed too. Empty without the issues."""
    if not IS_HERE:
        print(f"\nNo labelled queries: {MISSING}.")
        return {}
    async with await Archive.open(folder / "quality.db") as archive:
        entries = await fill(archive)
        measured = {name: await measure(archive, entries, name) for name in ("lexical", "concepts")}
        await archive.metadata.save(read_records(PAPERS), NOW)
        measured["concepts, titles known"] = await measure(archive, entries, "concepts")
    print()
    for name, quality in measured.items():
        print(f"{name}: recall {quality.recall:.3f} (lowest {quality.worst:.2f}), precision {quality.precision:.3f}")
    return {name: asdict(quality) for name, quality in measured.items()}
