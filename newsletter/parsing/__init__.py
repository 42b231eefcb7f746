"""How a document becomes an issue. The structure is recognised, not the words of any one issue."""

from newsletter.parsing.document import NOWHERE, Origin, parse_html, parse_markdown, parse_text
from newsletter.parsing.files import ENDINGS, parse_bytes, read_document

__all__ = ["ENDINGS", "NOWHERE", "Origin", "parse_bytes", "parse_html", "parse_markdown", "parse_text", "read_document"]
