"""How a document becomes an issue. The structure is recognised, not the words of any one issue."""

from newsletter.parsing.files import read_document
from newsletter.parsing.issues import parse_markdown

__all__ = ["parse_markdown", "read_document"]
