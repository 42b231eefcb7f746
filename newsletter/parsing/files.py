"""Reads documents from files and bytes."""

import os
from pathlib import Path

from newsletter.errors import DocumentError
from newsletter.model import ParsedIssue
from newsletter.parsing.charsets import decode
from newsletter.parsing.issue_parser import NO_ORIGIN, Origin, parse_html, parse_text

DOCUMENT_SUFFIXES = (".md", ".markdown", ".html", ".htm", ".txt")
"""File name suffixes of documents."""

MAX_BYTES = 10 * 1024 * 1024  # bytes; the longest issue known has 20,000


def read_document(path: Path) -> ParsedIssue:
    """Read and parse a Markdown or HTML file of at most 10 MB.

    Raises DocumentError if the path is missing, a folder, empty, too large, binary or in another encoding, or if the
    content is not an issue.
    """
    name = os.fsencode(path.name).decode("utf-8", "replace")  # a name in another charset holds lone surrogates
    return parse_bytes(_read(path), name)


def parse_bytes(data: bytes, name: str, origin: Origin = NO_ORIGIN, content_type: str | None = None) -> ParsedIssue:
    """Parse a document as received or stored. HTML may have any charset; Markdown and text must be UTF-8 or in the
    charset that `content_type` names.

    Raises DocumentError.
    """
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind in {"text/html", "application/xhtml+xml"} or name.lower().endswith((".html", ".htm")):
        _check(data, name)
        return parse_html(decode(data, content_type), name, origin)
    if "charset=" in (content_type or "").lower().replace(" ", ""):
        _check(data, name)
        return parse_text(decode(data, content_type), name, origin)
    return parse_text(_decode(data, name), name, origin)


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DocumentError("{document} is a folder: expected a Markdown file or HTML.", document=path)
        if not path.exists():
            raise DocumentError("{document} does not exist: expected a Markdown file or HTML.", document=path)
        if not path.is_file():
            raise DocumentError("{document} is no regular file: expected a Markdown file or HTML.", document=path)
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DocumentError(
                "{document} is too large: expected at most {limit} MB, found {size:.1f} MB.",
                document=path.name,
                limit=MAX_BYTES // 1024**2,
                size=size / 1024**2,
            )
        with path.open("rb") as file:
            return file.read(MAX_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(
            "{document} cannot be read: expected a Markdown file or HTML, found: {reason}.",
            document=path,
            reason=reason,
        ) from error


def _check(data: bytes, name: str) -> None:
    if not data.strip():
        raise DocumentError(
            "{document} is empty: expected an issue of a newsletter, found {number} bytes of nothing.",
            document=name,
            number=len(data),
        )
    if len(data) > MAX_BYTES:
        raise DocumentError(
            "{document} is too large: expected at most {limit} MB.", document=name, limit=MAX_BYTES // 1024**2
        )


def _decode(data: bytes, name: str) -> str:
    _check(data, name)
    if b"\0" in data:
        raise DocumentError("{document} is binary: expected Markdown as UTF-8 text, found NUL bytes.", document=name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            "{document} is not UTF-8 text: expected Markdown, found the byte 0x{byte:02x} at {place}.",
            document=name,
            byte=data[error.start],
            place=error.start,
        ) from error
