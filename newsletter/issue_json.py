"""Serializes an issue to JSON: the output format of `parse`."""

from typing import Any

from newsletter.model import Entry, Issue, Remark


def as_json(issue: Issue, file: str) -> dict[str, Any]:
    """Convert an issue to plain data for `json.dumps`. `file` is the name of the source document."""
    return {
        "file": file,
        "title": issue.title,
        "source_url": issue.source_url,
        "year": issue.year,
        "week": issue.week,
        "number": issue.number,
        "date": issue.date.isoformat() if issue.date else None,
        "language": issue.language,
        "picks": [_remark(pick) for pick in issue.picks],
        "commentary": [
            {"heading": each.heading, "items": [_remark(item) for item in each.items]} for each in issue.commentary
        ],
        "sections": [
            {
                "number": section.number,
                "title": section.title,
                "kind": section.kind.value,
                "entries": [_entry(entry) for entry in section.entries],
            }
            for section in issue.sections
        ],
    }


def _remark(remark: Remark) -> dict[str, Any]:
    return {"text": remark.text, "urls": list(remark.urls), "arxiv_ids": list(remark.arxiv_ids)}


def _entry(entry: Entry) -> dict[str, Any]:
    card = entry.link_card
    return {
        "headline": entry.headline,
        "url": entry.url,
        "arxiv_id": entry.arxiv_id,
        "cited_title": entry.cited_title,
        "images": list(entry.images),
        "summary": entry.summary,
        "mentions_arxiv": list(entry.mentions_arxiv),
        "link_card": {"title": card.title, "site": card.site} if card else None,
    }
