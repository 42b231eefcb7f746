"""Reads paper metadata from a JSON file: an object that maps arXiv ids to metadata.

{"2102.00554": {"title": "…", "authors": ["…"], "abstract": "…", "categories": ["cs.LG"], "published": "2021-01-31"}}
"""

import datetime
import json
from pathlib import Path

from newsletter.arxiv_id import find_id
from newsletter.errors import NewsletterError
from newsletter.model import PaperRecord


def read_records(path: Path) -> list[PaperRecord]:
    """Read all papers of a file. Missing fields are unknown. Raises NewsletterError if the file is not valid."""
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise NewsletterError(f"{path} is not there: name a JSON file of papers.") from None
    except (OSError, ValueError, RecursionError) as error:
        raise NewsletterError(f"{path} cannot be read as JSON: {error}.") from error
    if not isinstance(data, dict):
        raise NewsletterError(f"{path}: expected an object of arXiv ids, found {type(data).__name__}.")
    return [_parse_record(path, key, value) for key, value in data.items()]


def _parse_record(path: Path, key: str, data: object) -> PaperRecord:
    arxiv_id = find_id(key)
    if arxiv_id is None:
        raise NewsletterError(f"{path}: “{key}” is no arXiv id.")
    if not isinstance(data, dict):
        raise NewsletterError(f"{path}: expected an object with a title for {key}.")
    primary = data.get("primary_category")
    categories = _texts(data.get("categories"))
    return PaperRecord(
        arxiv_id,
        title=" ".join(str(data["title"]).split()) if data.get("title") else None,
        authors=_texts(data.get("authors")),
        abstract=" ".join(str(data.get("abstract") or "").split()),
        categories=categories or ((str(primary),) if primary else ()),
        published=_day(path, key, data.get("published")),
        updated=_day(path, key, data.get("updated")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _day(path: Path, key: str, value: object) -> datetime.date | None:
    """Return the date of an ISO date or timestamp."""
    if not value:
        return None
    try:
        return datetime.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise NewsletterError(f"{path}: “{value}” is no date ({key}).") from None
