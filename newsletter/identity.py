"""Which issue a document is: the same one again, or another. Pure."""

import hashlib
import json
import re
import unicodedata
from dataclasses import fields, is_dataclass
from functools import cache

from newsletter.model import Issue

# What a title says of when it was published, in the languages the newsletter appears in.
_COUNTING = re.compile(r"week|issue|no\.|vol(?:ume)?|第|年|周|期|週|号|\d+", re.IGNORECASE)


def series(title: str) -> str:
    """The newsletter a title belongs to: the title without its counting, folded for comparison."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return re.sub(r"[\W_]+", " ", _COUNTING.sub(" ", folded)).strip()


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


def content_hash(issue: Issue) -> str:
    """Changes exactly when anything a reader could see of the issue changes (32 hex digits)."""
    text = json.dumps(issue, default=_plain, ensure_ascii=False, sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _plain(value: object) -> object:
    """What JSON has no form for: a part of the issue as its fields, a day as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {name: getattr(value, name) for name in _fields(type(value))}
    return str(value)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
