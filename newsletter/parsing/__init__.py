"""Parser: turns a Markdown or HTML document into an issue. It relies on structure, not on the wording of one issue."""

from newsletter.parsing.files import DOCUMENT_SUFFIXES, parse_bytes, read_document
from newsletter.parsing.issue_parser import NO_ORIGIN, Origin, parse_html, parse_markdown, parse_text

__all__ = [
    "DOCUMENT_SUFFIXES", "NO_ORIGIN", "Origin", "parse_bytes", "parse_html", "parse_markdown", "parse_text",
    "read_document",
]  # fmt: skip
