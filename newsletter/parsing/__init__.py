"""How a document becomes an issue. The structure is recognised, not the words of any one issue."""

from newsletter.parsing.files import DOCUMENT_SUFFIXES, parse_bytes, read_document
from newsletter.parsing.issue_parser import NO_ORIGIN, Origin, parse_html, parse_markdown, parse_text

__all__ = [
    "DOCUMENT_SUFFIXES", "NO_ORIGIN", "Origin", "parse_bytes", "parse_html", "parse_markdown", "parse_text",
    "read_document",
]  # fmt: skip
