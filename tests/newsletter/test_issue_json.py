"""The JSON document that `parse` prints."""

import datetime
import json

from newsletter.issue_json import as_json
from newsletter.model import Commentary, Entry, Issue, LinkCard, Remark, Section, SectionKind

ENTRY = Entry(
    headline="Forgetting",
    url="https://arxiv.org/abs/2102.00554",
    arxiv_id="2102.00554",
    cited_title="Learning to Forget",
    summary="They forget.",
    images=("img/a.png",),
    mentions_arxiv=("2010.02772",),
    link_card=LinkCard("A card", "arxiv.org"),
)
ISSUE = Issue(
    title="Sample News",
    sections=(Section(1, "Papers", SectionKind.PAPERS, (ENTRY,)),),
    source_url="https://medium.com/sample",
    year=2021,
    week=7,
    date=datetime.date(2021, 2, 7),
    picks=(Remark("A pick", ("https://example.com/",), ()),),
    image="https://medium.com/cover.png",
    commentary=(Commentary("Papers", (Remark("An opinion", (), ("2102.00554",)),)),),
)


def test_an_issue_is_printed_with_all_it_holds():
    printed = json.loads(json.dumps(as_json(ISSUE, "sample.md")))
    assert printed == {
        "file": "sample.md",
        "title": "Sample News",
        "source_url": "https://medium.com/sample",
        "year": 2021,
        "week": 7,
        "number": None,
        "date": "2021-02-07",
        "language": "en",
        "image": "https://medium.com/cover.png",
        "picks": [{"text": "A pick", "urls": ["https://example.com/"], "arxiv_ids": []}],
        "commentary": [
            {"heading": "Papers", "items": [{"text": "An opinion", "urls": [], "arxiv_ids": ["2102.00554"]}]}
        ],
        "sections": [
            {
                "number": 1,
                "title": "Papers",
                "kind": "papers",
                "entries": [
                    {
                        "headline": "Forgetting",
                        "url": "https://arxiv.org/abs/2102.00554",
                        "arxiv_id": "2102.00554",
                        "cited_title": "Learning to Forget",
                        "images": ["img/a.png"],
                        "summary": "They forget.",
                        "mentions_arxiv": ["2010.02772"],
                        "link_card": {"title": "A card", "site": "arxiv.org"},
                    }
                ],
            }
        ],
    }
