"""Paper metadata as a JSON file: an object that maps arXiv ids, in any spelling, to records.

{"2102.00554": {"title": "…", "authors": ["…"], "abstract": "…", "categories": ["cs.LG"], "published": "2021-01-31"}}
"""

import datetime
import json
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from newsletter.arxiv_id import find_id
from newsletter.errors import NewsletterError
from newsletter.model import PaperRecord


def _read_day(value: object) -> datetime.date | None:
    """The day of an ISO date or timestamp."""
    return datetime.date.fromisoformat(str(value)[:10]) if value else None


_Day = Annotated[datetime.date | None, BeforeValidator(_read_day)]
_Texts = list[str] | None


class _Paper(BaseModel):
    """One record of the file; unknown fields are ignored, and a missing field or null means unknown."""

    model_config = ConfigDict(coerce_numbers_to_str=True, defer_build=True)

    title: str | None = None
    authors: _Texts = None
    abstract: str | None = None
    categories: _Texts = None
    primary_category: str | None = None
    published: _Day = None
    updated: _Day = None


_FILE = TypeAdapter(dict[str, _Paper], config=ConfigDict(defer_build=True))

_DAY = "a day such as 2021-01-31"
_TEXTS = "a list of texts"
_EXPECTED = {"authors": _TEXTS, "categories": _TEXTS, "published": _DAY, "updated": _DAY}
"""What to write in a field; every other field is a text."""


def read_records(path: Path) -> list[PaperRecord]:
    """Read all papers of a file.

    Raises NewsletterError with a sentence that names the file, the paper and the field, and says what to write.
    """
    try:
        papers = _FILE.validate_json(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise NewsletterError(f"{path} is not there: name a JSON file of papers.") from None
    except ValidationError as error:
        raise NewsletterError(_explain(path, error)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise NewsletterError(f"{path} cannot be read as JSON: {error}.") from error
    return [_record(path, key, paper) for key, paper in papers.items()]


def _explain(path: Path, error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    match first["loc"]:
        case () if first["type"] == "json_invalid":
            return f"{path} cannot be read as JSON: {first['msg'].removeprefix('Invalid JSON: ')}."
        case ():
            return f"{path}: expected an object of arXiv ids, found {type(first['input']).__name__}."
        case (key,):
            return f"{path}: expected an object with a title for {key}."
        case (key, field, *_):
            found = json.dumps(first["input"], ensure_ascii=False)
            return f"{path}: {field} of {key} is {_EXPECTED.get(str(field), 'a text')}, not {found}."
    raise AssertionError  # a location is one of these


def _record(path: Path, key: str, paper: _Paper) -> PaperRecord:
    arxiv_id = find_id(key)
    if arxiv_id is None:
        raise NewsletterError(f"{path}: “{key}” is no arXiv id.")
    categories = paper.categories or ([paper.primary_category] if paper.primary_category else [])
    return PaperRecord(
        arxiv_id,
        title=" ".join(paper.title.split()) or None if paper.title else None,
        authors=tuple(paper.authors or ()),
        abstract=" ".join((paper.abstract or "").split()),
        categories=tuple(categories),
        published=paper.published,
        updated=paper.updated,
    )
