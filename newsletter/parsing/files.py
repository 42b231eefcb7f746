"""Documents as files."""

import os
from pathlib import Path

from newsletter.errors import DocumentError
from newsletter.model import ParsedIssue
from newsletter.parsing.charsets import decode
from newsletter.parsing.document import NOWHERE, Origin, parse_html, parse_text

ENDINGS = (".md", ".markdown", ".html", ".htm", ".txt")
"""What documents are called in a folder."""

LARGEST = 10 * 1024 * 1024  # bytes; the longest issue known has 20,000


def read_document(path: Path) -> ParsedIssue:
    """The issue in a file of Markdown or HTML, at most 10 MB.

    Raises DocumentError with a sentence of what was expected and found: no such file, a folder, something
    empty, huge, binary or in another encoding, or no issue.
    """
    name = os.fsencode(path.name).decode("utf-8", "replace")  # a name in another charset holds lone surrogates
    return parse_bytes(_read(path), name)


def parse_bytes(data: bytes, name: str, origin: Origin = NOWHERE, content_type: str | None = None) -> ParsedIssue:
    """The issue in a document as it was sent or stored: HTML in any charset, Markdown and text in UTF-8 or in the
    charset that `content_type` names. Raises DocumentError."""
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
            raise DocumentError(f"{path} is a folder: expected a Markdown file or HTML.")
        if not path.exists():
            raise DocumentError(f"{path} does not exist: expected a Markdown file or HTML.")
        if not path.is_file():
            raise DocumentError(f"{path} is no regular file: expected a Markdown file or HTML.")
        size = path.stat().st_size
        if size > LARGEST:
            raise DocumentError(
                f"{path.name} is too large: expected at most {LARGEST // 1024**2} MB, found {size / 1024**2:.1f} MB."
            )
        with path.open("rb") as file:
            return file.read(LARGEST)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(f"{path} cannot be read: expected a Markdown file or HTML, found: {reason}.") from error


def _check(data: bytes, name: str) -> None:
    if not data.strip():
        raise DocumentError(f"{name} is empty: expected an issue of a newsletter, found {len(data)} bytes of nothing.")
    if len(data) > LARGEST:
        raise DocumentError(f"{name} is too large: expected at most {LARGEST // 1024**2} MB.")


def _decode(data: bytes, name: str) -> str:
    _check(data, name)
    if b"\0" in data:
        raise DocumentError(f"{name} is binary: expected Markdown as UTF-8 text, found NUL bytes.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{name} is not UTF-8 text: expected Markdown, found the byte 0x{data[error.start]:02x} at {error.start}."
        ) from error
