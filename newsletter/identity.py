"""Decides whether two documents are the same issue. Pure."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Protocol

from newsletter.model import Issue
from newsletter.pictures import without_query

# Numbering and date words in titles, in the newsletter's languages.
_COUNTERS = re.compile(r"week|issue|no\.|vol(?:ume)?|第|年|周|期|週|号|\d+", re.IGNORECASE)

_COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a ai and daily data digest edition for from in issue learning letter link links machine ml monthly my new news"
        " newsletter number of on our papers reading recap roundup the this today top tech update updates weekly"
        " jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september"
        " october november december mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday"
        " sunday st nd rd th ly",
    )
)
"""Words that any newsletter's title may have; “ly” is left of “weekly” after `_COUNTERS` is removed."""


class ComparableEntry(Protocol):
    """The fields of an entry that are compared."""

    @property
    def headline(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def arxiv_id(self) -> str | None: ...


def series(title: str) -> str:
    """Return the name of the newsletter: the title without numbering and dates, case-folded."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return re.sub(r"[\W_]+", " ", _COUNTERS.sub(" ", folded)).strip()


def identity(issue: Issue) -> str:
    """Return a key that is equal for all versions of an issue, also from different URLs.

    It consists of newsletter, language, and number, week or date; if all three are missing, the title.
    """
    if issue.number is not None:
        count = f"number {issue.number}"
    elif issue.week is not None:
        count = f"week {issue.year}-{issue.week}"
    elif issue.date is not None:
        count = f"date {issue.date}"
    else:
        count = f"title {issue.title}"
    return f"{series(issue.title)}|{issue.language}|{count}"


def is_distinctive(issue: Issue) -> bool:
    """Return whether the title names its newsletter. “Issue #5” and “Weekly #5” do not."""
    return any(word not in _COMMON_WORDS for word in series(issue.title).split())


def are_alike(one: Sequence[ComparableEntry], other: Sequence[ComparableEntry], *, is_edited: bool = False) -> bool:
    """Return whether one issue is a copy of the other: half of the entries of the shorter one are in the longer one.

    Equal entries have the same link and headline. If `is_edited`, either is sufficient.
    """
    keys = _keys if is_edited else _combined_key
    shorter, longer = sorted((one, other), key=len)
    known = {key for entry in longer for key in keys(entry)}
    same = sum(any(key in known for key in keys(entry)) for entry in shorter)
    return 0 < len(shorter) <= 2 * same


def _keys(entry: ComparableEntry) -> list[str]:
    link = entry.arxiv_id or entry.url
    return [key for key in (link, " ".join((entry.headline or "").casefold().split())) if key]


def _combined_key(entry: ComparableEntry) -> list[str]:
    keys = _keys(entry)
    return ["\n".join(keys)] if keys else []


def content_hash(issue: Issue) -> str:
    """Return a hash (32 hex digits) that changes if and only if visible content of the issue changes.

    Another query in the address of its picture is no change: image hosts sign their addresses anew. An issue without a
    picture has the hash that it had before issues had pictures.
    """
    fields = _to_json(issue)
    if image := fields.pop("image"):
        fields["image"] = without_query(image)
    text = json.dumps(fields, default=_to_json, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _to_json(value: object) -> Any:  # noqa: ANN401 - what `json.dumps` supports
    """Convert a value that JSON does not support: a dataclass to its fields, a date to text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _fields(type(value))}
    return str(value)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
