"""Parses the inline markup of a block into rows of spans: text, links and images.

A CommonMark parser is not used: it leaves `**` in the text when it is opened in one paragraph and closed in another or
touches Chinese or Japanese letters, and it drops `[2102.00554]: title` as a link reference definition.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from newsletter.parsing.markdown.emphasis import Role, Token, tokenize
from newsletter.parsing.markdown.links import Link

_SPECIAL = re.compile(r"[*\\<\[`_&]|https?:", re.IGNORECASE)
"""Matches text that may contain markup; other text is not tokenized."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters with the same formatting. A link has a url; an image has a url and no text."""

    text: str
    url: str | None = None  # as written; "" if empty or cut off
    is_image: bool = False
    italic: bool = False
    bold: bool = False  # for links only: `[**headline**](url)`


@dataclass(frozen=True)
class TextRow:
    """A line as displayed. Link text may span several source lines."""

    line: int  # 1-based
    spans: tuple[Span, ...]
    bold: str = ""  # bold text at the start of the row, if it also ends there

    @cached_property
    def text(self) -> str:
        """The text of the row, stripped."""
        return "".join([span.text for span in self.spans]).strip()


def parse_rows(text: str, line: int) -> tuple[TextRow, ...]:
    """Parse a block whose first line number is `line`. Empty rows are dropped."""
    if not _SPECIAL.search(text):
        lines = enumerate(text.split("\n"), start=line)
        return tuple([TextRow(at, (Span(each),)) for at, each in lines if each.strip()])
    rows = [row.build(text) for row in _build_rows(tokenize(text), line)]
    return tuple([row for row in rows if row.text or any(span.url is not None for span in row.spans)])


def plain(text: str) -> str:
    """Return the text without Markdown syntax, on one line."""
    return " ".join(" ".join(row.text for row in parse_rows(text, 1)).split())


@dataclass(slots=True)
class _SpanBuilder:
    """Builds a Span."""

    link: Link | None
    url: str | None
    italic: bool
    texts: list[str]

    def build(self, source: str) -> Span:
        if self.link is None:
            return Span("".join(self.texts), self.url, False, self.italic)
        bold = "**" in source[slice(*self.link.label)]
        return Span("".join(self.texts), self.url, self.link.is_image, self.italic, bold)


@dataclass(slots=True)
class _RowBuilder:
    """Builds a TextRow."""

    number: int
    spans: list[_SpanBuilder] = field(default_factory=list)
    lead: list[str] | None = None  # bold text at the start, while it is open
    bold: str = ""
    is_empty: bool = True

    def build(self, source: str) -> TextRow:
        return TextRow(self.number, tuple([span.build(source) for span in self.spans]), self.bold)

    def toggle_bold(self) -> None:
        """Handle an even run of asterisks: it opens bold at the start of the row, the next one closes it."""
        if self.lead is not None:
            self.bold, self.lead = self.bold or "".join(self.lead).strip(), None
        elif self.is_empty:
            self.lead = []

    def mark_citation_italic(self) -> bool:
        """Make the row italic if it is a citation without its opening asterisk. Return whether it is one."""
        is_citation = bool(self.spans) and self.spans[0].texts[0].lstrip().startswith(("[", "【"))
        for span in self.spans if is_citation else ():
            span.italic = True
        return is_citation


def _build_rows(found: Sequence[Token], number: int) -> list[_RowBuilder]:
    """Group tokens into rows of spans."""
    row = _RowBuilder(number)
    rows = [row]
    italic = row_italic = False
    for token in found:
        number += token.lines
        text = token.text
        run = token.run
        if run is not None:
            role = run.role
            if not run.is_odd:
                row.toggle_bold()
            elif role is Role.OPEN:
                italic = True
            elif role is Role.CLOSE:
                italic = False
            elif role is Role.OPEN_ROW:
                row_italic = True
            elif role is Role.LITERAL or (role is Role.CLOSE_ROW and not row.mark_citation_italic() and run.after_word):
                text = "*"
        elif token.ends_row:
            row_italic = False
            row = _RowBuilder(number)
            rows.append(row)
        if not text and (token.url is None or run is not None):
            continue
        row.is_empty = row.is_empty and token.url is None and not text.strip()
        if row.lead is not None:
            row.lead.append(text)
        is_italic = token.italic or italic or row_italic
        last = row.spans[-1] if row.spans else None
        if last and text and last.link is token.link and last.url == token.url and last.italic == is_italic:
            last.texts.append(text)
        else:
            row.spans.append(_SpanBuilder(token.link, token.url, is_italic, [text]))
    return rows
