"""Addresses of an issue's pictures: its own, and one of each entry. Pure."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from newsletter.model import Entry, Issue, SectionKind

MAX_PICTURES = 50
"""Pictures of an issue that are looked at: its own and one per entry."""

MAX_ADDRESS_LENGTH = 2_048
"""Characters of an address; Discord refuses a longer one."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9])?")
_KEPT = "/:@!$&'()*+,;=~%-._?[]|"  # characters of a path or query that stay as they are


def picture_address(written: str, base: str | None = None) -> str | None:
    """Return the absolute http or https address of a picture; a relative one is resolved against `base`.

    The address stays as it is written, apart from the encoding of blanks and letters outside ASCII. Returns None for
    data:, for an address with credentials, and for a relative one where `base` is None.
    """
    text = re.sub(r"[\x00-\x1f\x7f]", "", written).strip()
    if not text or text.startswith("#") or len(text) > MAX_ADDRESS_LENGTH:
        return None
    try:
        if text.startswith("//"):
            text = f"https:{text}"
        elif not _SCHEME.match(text):
            text = urljoin(base, text) if base else ""
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode().lower()
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # urllib: bad host, port or bracket; UnicodeError of idna
        return None
    if parts.scheme.lower() not in {"http", "https"} or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    path, query = (quote(part.encode(errors="replace"), safe=_KEPT) for part in (parts.path, parts.query))
    address = urlunsplit((parts.scheme.lower(), host + port, path or "/", query, ""))
    return address if len(address) <= MAX_ADDRESS_LENGTH else None


def without_query(address: str) -> str:
    """Return what stays the same where an image host signs its addresses anew: the address without its query."""
    return address.partition("?")[0]


def entry_picture(entry: Entry, base: str | None) -> str | None:
    """Return the address of an entry's first picture; `base` is the address of its issue."""
    return picture_address(entry.images[0], base) if entry.images else None


def picture_addresses(issue: Issue) -> tuple[str, ...]:
    """Return at most MAX_PICTURES addresses: the issue's own, those of featured entries, those of the others."""
    found: dict[str, None] = {}
    for address in _addresses(issue):
        found[address] = None
        if len(found) == MAX_PICTURES:
            break
    return tuple(found)


def _addresses(issue: Issue) -> Iterator[str]:
    if issue.image:
        yield issue.image
    for section in sorted(issue.sections, key=lambda section: section.kind is not SectionKind.FEATURED):
        for entry in section.entries:
            if address := entry_picture(entry, issue.source_url):
                yield address
