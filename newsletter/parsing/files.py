"""Documents as files."""

from pathlib import Path

from newsletter.errors import DocumentError
from newsletter.model import ParsedIssue
from newsletter.parsing.issues import parse_markdown

LARGEST = 10 * 1024 * 1024  # bytes; the longest issue known has 20,000


def read_document(path: Path) -> ParsedIssue:
    """The issue in a Markdown file of UTF-8, at most 10 MB.

    Raises DocumentError with a sentence of what was expected and found: no such file, a folder, something
    empty, huge, binary or in another encoding, or no issue.
    """
    return parse_markdown(_decode(_read(path), path.name), path.name)


def _read(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DocumentError(f"{path} is a folder: expected a Markdown file.")
        if not path.exists():
            raise DocumentError(f"{path} does not exist: expected a Markdown file.")
        if not path.is_file():
            raise DocumentError(f"{path} is no regular file: expected a Markdown file.")
        size = path.stat().st_size
        if size > LARGEST:
            raise DocumentError(
                f"{path.name} is too large: expected at most {LARGEST // 1024**2} MB, found {size / 1024**2:.1f} MB."
            )
        with path.open("rb") as file:
            return file.read(LARGEST)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(f"{path} cannot be read: expected a Markdown file, found: {reason}.") from error


def _decode(data: bytes, name: str) -> str:
    if not data.strip():
        raise DocumentError(f"{name} is empty: expected an issue of a newsletter, found {len(data)} bytes of nothing.")
    if b"\0" in data:
        raise DocumentError(f"{name} is binary: expected Markdown as UTF-8 text, found NUL bytes.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{name} is not UTF-8 text: expected Markdown, found the byte 0x{data[error.start]:02x} at {error.start}."
        ) from error
