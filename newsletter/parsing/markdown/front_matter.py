"""Parses front matter: the fields between two lines of `---` at the top of a Markdown file."""

import re
from dataclasses import dataclass

_MAX_LINES = 100  # lines
_FENCE = re.compile(r"---\s*")
_CLOSING = re.compile(r"(?:---|\.\.\.)\s*")
_LINE = re.compile(r"(?P<key>[A-Za-z][\w-]*)\s*:(?:\s+(?P<value>.*))?|\s.*|-\s.*|#.*|")
_TITLES = ("title", "subject")
_DATES = ("date", "publish_date", "published", "published_at")
_ADDRESSES = ("canonical_url", "canonical", "original_url")
_IMAGES = ("image", "cover", "cover_image", "feature_image", "featured_image")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Fields that describe the issue, as written."""

    text: str  # the document, front matter replaced by empty lines to keep line numbers
    title: str | None = None
    date: str | None = None
    address: str | None = None
    image: str | None = None


def parse_front_matter(text: str) -> FrontMatter:
    """Parse the fields at the top of a document. Returns the text unchanged if there is no front matter."""
    lines = text.split("\n", _MAX_LINES)[:_MAX_LINES]
    if not _FENCE.fullmatch(lines[0]):
        return FrontMatter(text)
    fields: dict[str, str] = {}
    for index, line in enumerate(lines[1:], start=1):
        if _CLOSING.fullmatch(line) and fields:
            rest = text.split("\n", index + 1)[index + 1 :]
            found = "\n" * (index + 1) + "".join(rest)
            return FrontMatter(found, *(_first(fields, names) for names in (_TITLES, _DATES, _ADDRESSES, _IMAGES)))
        match = _LINE.fullmatch(line)
        if not match:
            break
        if match["key"]:
            fields.setdefault(match["key"].lower(), _unquote(match["value"] or ""))
    return FrontMatter(text)


def _first(fields: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((fields[name] for name in names if fields.get(name)), None)


def _unquote(value: str) -> str:
    """Remove enclosing quotation marks."""
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
