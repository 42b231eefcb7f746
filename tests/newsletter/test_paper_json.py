"""Official titles as a JSON file: read whole, or refused with a sentence that names what is wrong."""

import json
from datetime import date
from pathlib import Path

import pytest

from newsletter.errors import NewsletterError
from newsletter.model import PaperRecord
from newsletter.paper_json import read_records


def test_all_that_a_file_knows_of_a_paper_is_read(tmp_path: Path):
    """Ids with a version too, titles that were broken over lines, a primary category alone."""
    file = tmp_path / "papers.json"
    full = {
        "title": "Attention Is\n  All You Need",
        "authors": ["A. Vaswani", "N. Shazeer"],
        "abstract": "The dominant\nmodels …",
        "primary_category": "cs.CL",
        "published": "2017-06-12T17:57:34Z",
        "updated": "2023-08-02",
    }
    file.write_text(json.dumps({"1706.03762v7": full, "2102.00554": {}}), encoding="utf-8-sig")
    assert read_records(file) == [
        PaperRecord(
            "1706.03762",
            "Attention Is All You Need",
            ("A. Vaswani", "N. Shazeer"),
            "The dominant models …",
            ("cs.CL",),
            date(2017, 6, 12),
            date(2023, 8, 2),
        ),
        PaperRecord("2102.00554", None),
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "is not there: name a JSON file of papers"),
        ("{", "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ("[]", "expected an object of arXiv ids, found list"),
        ('{"nonsense": {}}', "“nonsense” is no arXiv id"),
        ('{"1706.03762": "Attention"}', "expected an object with a title for 1706.03762"),
        ('{"1706.03762": {"published": "June"}}', 'published of 1706.03762 is a day such as 2021-01-31, not "June"'),
        ('{"1706.03762": {"authors": "A. Vaswani"}}', 'authors of 1706.03762 is a list of texts, not "A. Vaswani"'),
        ('{"1706.03762": {"authors": ["A", {}]}}', "authors of 1706.03762 is a list of texts, not {}"),
        ('{"1706.03762": {"title": ["Attention"]}}', r'title of 1706.03762 is a text, not \["Attention"\]'),
    ],
)
def test_what_cannot_be_read_gets_a_sentence(tmp_path: Path, content: str | None, sentence: str):
    file = tmp_path / "papers.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(NewsletterError, match=sentence):
        read_records(file)
