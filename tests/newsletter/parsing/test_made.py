"""Issues put together from the odd forms in which headlines, citations, cards and pictures come."""

import pytest

from newsletter.model import Entry
from newsletter.parsing import parse_markdown
from tests.newsletter.parsing.made import make_issue


def _flat(text: str | None) -> str:
    return " ".join((text or "").split())


def _facts(entry: Entry) -> dict[str, object]:
    card = entry.link_card
    return {
        "headline": _flat(entry.headline) or None,
        "url": entry.url,
        "arxiv_id": entry.arxiv_id,
        "cited_title": entry.cited_title,
        "images": entry.images,
        "mentions": entry.mentions_arxiv,
        "summary": _flat(entry.summary),
        "card": (card.title, card.site) if card else None,
    }


@pytest.mark.parametrize("seed", range(120))
def test_a_made_up_issue_is_read_entry_by_entry(seed: int):
    """However the forms come together, each entry is there once, in order, with the right paper and texts."""
    made = make_issue(seed)
    issue = parse_markdown(made.text).issue
    counted: dict[str, object] = {"year": issue.year, "week": issue.week, "number": issue.number}
    counted["date"] = issue.date and issue.date.isoformat()
    assert (issue.language, counted) == (made.lang, made.counted)
    assert [pick.arxiv_ids for pick in issue.picks] == made.picks
    assert [(each.heading, [item.arxiv_ids for item in each.items]) for each in issue.commentary] == made.commentary
    assert [(each.number, each.title, each.kind) for each in issue.sections] == [
        (each["number"], each["title"], each["kind"]) for each in made.sections
    ]
    for section, wanted in zip(issue.sections, made.sections, strict=True):
        assert [_facts(entry) for entry in section.entries] == [
            each | {"headline": _flat(each["headline"]) or None, "summary": _flat(each["summary"])}
            for each in wanted["entries"]
        ]
