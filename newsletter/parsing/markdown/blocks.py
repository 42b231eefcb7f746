"""Splits a document into blocks: headings, paragraphs, list items, images, cards, separators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from newsletter.parsing.markdown.cards import Card, Line, split_cards
from newsletter.parsing.markdown.inline import Span, TextRow, parse_rows

_HEADING = re.compile(r"[ \t]*+(?:\*\*)*+[ \t]*+(?P<marks>#{1,6})(?:[ \t]++|(?=\d{1,2}[.．、]|\*\*|\[|$))(?P<text>.*)")
_ITEM = re.compile(r"\s*(?:\*\*)?(?P<mark>[*+•・‣-]|\d{1,2}[.)])(?:[ \t]+(?P<text>.*)|$)")
_QUOTE = re.compile(r"[ \t]*>[ \t]?(?P<text>.*)")
DASHES = "-‐‑‒–—―⸺⸻─━－−﹣_=~～"
ANY_DASH = re.escape(DASHES)  # inside a character class
_SEPARATOR = re.compile(rf"[\s*]*[{ANY_DASH}][{ANY_DASH}\s*]*")

_ASTERISK_RULE = re.compile(r"[ \t]*\*(?:[ \t]+\*){2,}[ \t]*")
_SETEXT_UNDERLINE = re.compile(r"={3,}\s*")  # turns the line above into a heading
_SPACE = Span(" ")


class BlockKind(Enum):
    """The type of a block."""

    HEADING = auto()
    PARAGRAPH = auto()
    BULLET = auto()
    NUMBERED = auto()  # an item of a numbered list
    QUOTE = auto()
    IMAGE = auto()
    CARD = auto()
    SEPARATOR = auto()


@dataclass(frozen=True)
class Block:
    """A block. Each image is a block of its own."""

    kind: BlockKind
    line: int  # 1-based
    rows: tuple[TextRow, ...] = ()
    level: int = 0  # of a heading, 1 to 6
    image: str = ""
    card: Card | None = None

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The spans of all rows, with a space between rows."""
        if len(self.rows) == 1:
            return self.rows[0].spans
        return tuple([span for row in self.rows for span in (_SPACE, *row.spans)][1:])

    @cached_property
    def text(self) -> str:
        """The text of the block on one line."""
        return self.rows[0].text if len(self.rows) == 1 else " ".join([row.text for row in self.rows])


def parse_blocks(text: str) -> list[Block]:
    """Parse a document into blocks, in order."""
    return [block for raw in _raw_blocks(split_cards(text)) for block in _build_blocks(raw)]


@dataclass(slots=True)
class _RawBlock:
    kind: BlockKind
    line: int
    texts: list[str]
    level: int = 0
    card: Card | None = None


def _raw_blocks(lines: list[Line]) -> Iterator[_RawBlock]:
    """Group source lines into blocks. A blank line, heading, list item or separator ends the previous block."""
    open_block: _RawBlock | None = None
    for line in lines:
        text = line.text
        new_block = _start(line) if text or line.card else None
        if new_block is None and text.strip(" \t*"):
            if open_block:
                open_block.texts.append(text)
                continue
            new_block = _RawBlock(BlockKind.PARAGRAPH, line.number, [text])
        elif open_block:
            if (
                _SETEXT_UNDERLINE.fullmatch(text)
                and open_block.kind is BlockKind.PARAGRAPH
                and len(open_block.texts) == 1
            ):
                open_block, new_block = _RawBlock(BlockKind.HEADING, open_block.line, open_block.texts, level=1), None
            yield open_block
            open_block = None
        if new_block and new_block.kind in _SINGLE_LINE and not _is_open_heading(new_block):
            yield new_block
        elif new_block:
            open_block = new_block
    if open_block:
        yield open_block


_SINGLE_LINE = (BlockKind.HEADING, BlockKind.CARD, BlockKind.SEPARATOR)


def _is_open_heading(raw: _RawBlock) -> bool:
    """Return whether a heading breaks off inside link text, `## [**half of`, and continues on the next line."""
    return (
        raw.kind is BlockKind.HEADING
        and bool(re.search(r"\[[^\[\]]*\Z", raw.texts[0][-300:]))
        and "](" not in raw.texts[0]
    )


def _start(line: Line) -> _RawBlock | None:
    """Return the block that the line's markup starts, or None."""
    text = line.text
    if line.card:
        return _RawBlock(BlockKind.CARD, line.number, [], card=line.card)
    if text.lstrip()[:1].isalpha():
        return None  # no markup starts with a letter
    if _SEPARATOR.fullmatch(text) or _ASTERISK_RULE.fullmatch(text):
        return _RawBlock(BlockKind.SEPARATOR, line.number, [])
    if heading := _HEADING.match(text):
        return _heading(line, len(heading["marks"]), heading["text"])
    if item := _ITEM.match(text):
        kind = BlockKind.NUMBERED if item["mark"][0].isdigit() else BlockKind.BULLET
        return _RawBlock(kind, line.number, [item["text"] or ""])
    quote = _QUOTE.match(text)
    return _RawBlock(BlockKind.QUOTE, line.number, [quote["text"]]) if quote else None


def _heading(line: Line, level: int, text: str) -> _RawBlock:
    """Build a heading without closing marks. A heading of dashes only is a separator."""
    bare = text.rstrip(" \t#") if re.search(r"[ \t]#+[ \t]*\Z", text[-200:]) else text
    if not bare.strip(" \t*") or _SEPARATOR.fullmatch(bare):
        return _RawBlock(BlockKind.SEPARATOR, line.number, [])
    return _RawBlock(BlockKind.HEADING, line.number, [bare], level=level)


def _build_blocks(raw: _RawBlock) -> Iterator[Block]:
    """Build blocks from a raw block. Images come before the text of their rows."""
    if raw.kind in (BlockKind.CARD, BlockKind.SEPARATOR):
        yield Block(raw.kind, raw.line, card=raw.card)
        return
    text = raw.texts[0] if len(raw.texts) == 1 else "\n".join(raw.texts)
    parsed = parse_rows(text, raw.line)
    if "![" not in text:
        if parsed:
            yield Block(raw.kind, parsed[0].line, parsed, raw.level)
        return
    rows: list[TextRow] = []
    for row in parsed:
        images = [span for span in row.spans if span.is_image]
        if images and rows and raw.kind is BlockKind.PARAGRAPH:
            yield Block(raw.kind, rows[0].line, tuple(rows))
            rows = []
        if raw.kind is not BlockKind.HEADING:
            yield from (Block(BlockKind.IMAGE, row.line, image=span.url or "") for span in images)
        rest = TextRow(row.line, tuple(span for span in row.spans if not span.is_image), row.bold) if images else row
        if rest.text or (not images and rest.spans):
            rows.append(rest)
    if rows:
        yield Block(raw.kind, rows[0].line, tuple(rows), raw.level)
    if raw.kind is BlockKind.HEADING:
        found = [span for row in parsed for span in row.spans if span.is_image]
        yield from (Block(BlockKind.IMAGE, raw.line, image=span.url or "") for span in found)
