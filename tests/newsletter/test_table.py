"""A table of what is read right in each document, as Markdown and as HTML made from it; all of it has to be.

Shown at the end of a test run where PAPERBOY_CORPUS names a folder of issues with answers.
"""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from newsletter.errors import NewsletterError
from newsletter.issue_json import as_json
from newsletter.parsing import parse_markdown, parse_text
from tests.newsletter.parsing.published import published, rendered
from tests.table import add_row

_FOLDER = os.environ.get("PAPERBOY_CORPUS")
_DOCUMENTS = sorted(Path(_FOLDER).glob("*.md")) if _FOLDER else []
pytestmark = pytest.mark.skipif(not _FOLDER, reason="PAPERBOY_CORPUS names no folder of issues with answers")

FORMS: dict[str, Callable[[str], str]] = {"Markdown": str, "HTML, rendered": rendered, "HTML, published": published}
Pair = tuple[int, int]


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def _compare(read: dict[str, Any], wanted: dict[str, Any]) -> dict[str, Pair]:
    """For each thing how many are right and how many there should be."""
    sections, answers = read["sections"], wanted["sections"]
    entries = [entry for section in sections for entry in section["entries"]]
    rights = [entry for section in answers for entry in section["entries"]]
    pairs = list(zip(entries, rights, strict=False))
    same = [
        len(s["entries"]) == len(a["entries"]) and s["kind"] == a["kind"]
        for s, a in zip(sections, answers, strict=False)
    ]
    return {
        "sections": (sum(same), len(answers)),
        "entries": (min(len(entries), len(rights)) - max(0, len(entries) - len(rights)), len(rights)),
        "ids": (sum(entry["arxiv_id"] == right["arxiv_id"] for entry, right in pairs), len(rights)),
        "headlines": (sum(_headline(*pair) for pair in pairs), len(rights)),
        "urls": (sum(entry["url"] == right["url"] for entry, right in pairs), len(rights)),
        "summaries": (sum(_summary(*pair) for pair in pairs), len(rights)),
    }


def _headline(entry: dict[str, Any], right: dict[str, Any]) -> bool:
    headline = _flat(entry["headline"])
    if "headline_sha1_8" in right:
        digest = hashlib.sha1(headline.encode(), usedforsecurity=False).hexdigest()[:8] if headline else None
        return bool(digest == right["headline_sha1_8"])
    return headline == _flat(right["headline"])


def _summary(entry: dict[str, Any], right: dict[str, Any]) -> bool:
    summary = _flat(entry["summary"])
    if "summary_len" in right:
        return bool(abs(len(summary) - right["summary_len"]) <= max(12, 0.08 * right["summary_len"]))
    return summary.startswith(_flat(right["summary_start"])) and summary.endswith(_flat(right["summary_end"]))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda path: path.stem)
def test_every_document_is_read_completely(document: Path, form: str, record_property: Callable[[str, object], None]):
    wanted = json.loads((document.parent / "expected" / f"{document.stem}.json").read_text("utf-8"))
    text = FORMS[form](document.read_text("utf-8"))
    found = _compare(as_json(parse_text(text, document.name).issue, document.name), wanted)
    add_row(record_property, document.stem, form, found)
    assert all(right == number for right, number in found.values()), found


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda path: path.stem)
def test_a_broken_document_is_read_or_refused_and_nothing_made_up(document: Path):
    """Cut, doubled, shuffled, with marks stripped, as Markdown and as HTML."""
    whole = document.read_text("utf-8")
    for seed in range(2):
        random = Random(seed)  # noqa: S311
        lines = whole.split("\n")
        at = random.randrange(len(whole))
        doubled = [line for line in lines for _ in range(random.choice((1, 1, 2)))]
        stripped = "".join(mark for mark in whole if mark not in "#*[]()" or random.random() < 0.7)
        random.shuffle(lines)
        for text in (whole[:at], whole[at:], "\n".join(doubled), "\n".join(lines), stripped):
            for form in FORMS.values():
                try:
                    issue = parse_text(form(text), document.name).issue
                except NewsletterError:
                    continue
                assert all(e.arxiv_id is None or e.arxiv_id.rpartition("/")[2] in text for e in issue.entries)


def test_the_recorded_documents_are_the_seven():
    assert len(_DOCUMENTS) == 7
    assert sum(len(parse_markdown(d.read_text("utf-8")).issue.entries) for d in _DOCUMENTS) == 94
