"""Which issue a document is: the same one again, or another. Pure."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Protocol

from newsletter.model import Issue

# What a title says of when it was published, in the languages the newsletter appears in.
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
"""Words that any newsletter's title may have; “ly” is what counting leaves of “weekly”."""


class ComparableEntry(Protocol):
    """What is compared of an entry."""

    @property
    def headline(self) -> str | None: ...
    @property
    def url(self) -> str | None: ...
    @property
    def arxiv_id(self) -> str | None: ...


def series(title: str) -> str:
    """The newsletter a title belongs to: the title without its counting, folded for comparison."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return re.sub(r"[\W_]+", " ", _COUNTERS.sub(" ", folded)).strip()


def identity(issue: Issue) -> str:
    """A key that is the same for every version of one issue that does not come from the same address.

    Newsletter, language and what counts the issue; where nothing counts it, its title as it is.
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
    """Whether the title names its newsletter: “Issue #5” or “Weekly #5” could be anybody's."""
    return any(word not in _COMMON_WORDS for word in series(issue.title).split())


def are_alike(one: Sequence[ComparableEntry], other: Sequence[ComparableEntry], *, is_edited: bool = False) -> bool:
    """Whether the entries of two issues show that one is a copy of the other: half of the shorter one are the same.

    The same entry has the same link and headline; for a version that somebody has edited either of them is enough.
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
    """Changes exactly when anything a reader could see of the issue changes (32 hex digits)."""
    text = json.dumps(issue, default=_to_json, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _to_json(value: object) -> object:
    """What JSON has no form for: a part of the issue as its fields, a day as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _fields(type(value))}
    return str(value)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
