"""Real issues with answers made by hand, where a folder of them is at hand.

PAPERBOY_CORPUS names a folder of `*.md` with `expected/*.json`. An answer is full, or holds facts only: ids, urls,
counts and the hash of headlines.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from newsletter.issue_json import as_json
from newsletter.parsing import read_document

_FOLDER = os.environ.get("PAPERBOY_CORPUS")
_ANSWERS = sorted(Path(_FOLDER, "expected").glob("*.json")) if _FOLDER else []

pytestmark = pytest.mark.skipif(not _FOLDER, reason="PAPERBOY_CORPUS names no folder of issues with answers")


@pytest.fixture(params=_ANSWERS or [Path("none.json")], ids=lambda path: path.stem)
def issue(request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    """The answer and what is read."""
    path: Path = request.param
    wanted = json.loads(path.read_text("utf-8"))
    if "sections" not in wanted:
        pytest.skip("no answer of an issue")
    document = path.parent.parent / f"{path.stem}.md"
    return wanted, as_json(read_document(document).issue, document.name)


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def test_an_issue_is_counted_and_dated_as_it_says(issue: tuple[dict[str, Any], dict[str, Any]]):
    wanted, read = issue
    keys = ["year", "week", "number", "date"] + [key for key in ("source_url", "language") if key in wanted]
    assert {key: read[key] for key in keys} == {key: wanted[key] for key in keys}
    assert "title" not in wanted or _flat(read["title"]) == _flat(wanted["title"])


def test_picks_and_commentary_are_the_editors(issue: tuple[dict[str, Any], dict[str, Any]]):
    wanted, read = issue
    if "picks_arxiv_ids" in wanted:
        assert [each for pick in read["picks"] for each in pick["arxiv_ids"]] == wanted["picks_arxiv_ids"]
        assert [len(block["items"]) for block in read["commentary"]] == wanted["commentary_items"]
        return
    assert [(_flat(pick["text"]), pick["urls"], pick["arxiv_ids"]) for pick in read["picks"]] == [
        (_flat(pick["text"]), pick["urls"], pick["arxiv_ids"]) for pick in wanted["picks"]
    ]
    assert len(read["commentary"]) == len(wanted["commentary"])
    for block, answer in zip(read["commentary"], wanted["commentary"], strict=True):
        assert _flat(block["heading"]) == _flat(answer["heading"])
        for item, right in zip(block["items"], answer["items"], strict=True):
            assert (item["urls"], item["arxiv_ids"]) == (right["urls"], right["arxiv_ids"])
            assert _flat(item["text"]).startswith(_flat(right["text_start"]))


def test_every_entry_is_there_once_and_in_order(issue: tuple[dict[str, Any], dict[str, Any]]):
    wanted, read = issue
    assert [(section["number"], section["kind"], len(section["entries"])) for section in read["sections"]] == [
        (section["number"], section["kind"], len(section["entries"])) for section in wanted["sections"]
    ]
    for section, answer in zip(read["sections"], wanted["sections"], strict=True):
        for entry, right in zip(section["entries"], answer["entries"], strict=True):
            assert (entry["url"], entry["arxiv_id"]) == (right["url"], right["arxiv_id"])
            _compare_facts(entry, right) if "headline_len" in right else _compare(entry, right)


def _compare_facts(entry: dict[str, Any], right: dict[str, Any]) -> None:
    headline = _flat(entry["headline"])
    digest = hashlib.sha1(headline.encode(), usedforsecurity=False).hexdigest()[:8] if headline else None
    assert (len(headline), digest) == (right["headline_len"], right["headline_sha1_8"])
    assert len(entry["images"]) == right["images"]
    assert abs(len(_flat(entry["summary"])) - right["summary_len"]) <= max(12, 0.08 * right["summary_len"])


def _compare(entry: dict[str, Any], right: dict[str, Any]) -> None:
    for key in ("headline", "cited_title"):
        assert _flat(entry[key]) == _flat(right[key])
    for key in ("images", "mentions_arxiv", "link_card"):
        assert (entry[key] or None) == (right[key] or None)
    summary = _flat(entry["summary"])
    assert summary.startswith(_flat(right["summary_start"]))
    assert summary.endswith(_flat(right["summary_end"]))
