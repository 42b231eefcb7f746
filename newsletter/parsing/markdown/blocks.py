"""A document as a list of blocks: headings, paragraphs, list items, images, cards, separators."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property

from newsletter.parsing.markdown.cards import Card, Line, split_cards
from newsletter.parsing.markdown.inline import Piece, Row, read_rows

_HEADING = re.compile(r"[ \t]*+(?:\*\*)*+[ \t]*+(?P<marks>#{1,6})(?:[ \t]++|(?=\d{1,2}[.．、]|\*\*|\[|$))(?P<text>.*)")
_ITEM = re.compile(r"\s*(?:\*\*)?(?P<mark>[*+•・‣-]|\d{1,2}[.)])(?:[ \t]+(?P<text>.*)|$)")
_QUOTE = re.compile(r"[ \t]*>[ \t]?(?P<text>.*)")
DASHES = "-‐‑‒–—―⸺⸻─━－−﹣_=~～"
ANY_DASH = re.escape(DASHES)  # inside a character class
_SEPARATOR = re.compile(rf"[\s*]*[{ANY_DASH}][{ANY_DASH}\s*]*")

_STARS = re.compile(r"[ \t]*\*(?:[ \t]+\*){2,}[ \t]*")
_UNDERLINE = re.compile(r"={3,}\s*")  # a line of them makes the line above a heading
_JOINT = Piece(" ")


class Kind(Enum):
    """What a block is by its marks."""

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
    """One block. Images have blocks of their own, wherever they stood."""

    kind: Kind
    line: int  # 1-based
    rows: tuple[Row, ...] = ()
    level: int = 0  # of a heading, 1 to 6
    image: str = ""
    card: Card | None = None

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces of all rows, with a blank between rows."""
        if len(self.rows) == 1:
            return self.rows[0].pieces
        return tuple([piece for row in self.rows for piece in (_JOINT, *row.pieces)][1:])

    @cached_property
    def text(self) -> str:
        """The block's characters on one line."""
        return self.rows[0].text if len(self.rows) == 1 else " ".join([row.text for row in self.rows])


def read_blocks(text: str) -> list[Block]:
    """The blocks of a document, in order."""
    return [block for raw in _raw_blocks(split_cards(text)) for block in _finish(raw)]


@dataclass(slots=True)
class _Raw:
    kind: Kind
    line: int
    texts: list[str]
    level: int = 0
    card: Card | None = None


def _raw_blocks(lines: list[Line]) -> Iterator[_Raw]:
    """Blocks as their source lines. A blank line, a heading, an item or a separator ends the one before."""
    open_block: _Raw | None = None
    for line in lines:
        text = line.text
        started = _start(line) if text or line.card else None
        if started is None and text.strip(" \t*"):
            if open_block:
                open_block.texts.append(text)
                continue
            started = _Raw(Kind.PARAGRAPH, line.number, [text])
        elif open_block:
            if _UNDERLINE.fullmatch(text) and open_block.kind is Kind.PARAGRAPH and len(open_block.texts) == 1:
                open_block, started = _Raw(Kind.HEADING, open_block.line, open_block.texts, level=1), None
            yield open_block
            open_block = None
        if started and started.kind in _OF_ONE_LINE and not _is_open_heading(started):
            yield started
        elif started:
            open_block = started
    if open_block:
        yield open_block


_OF_ONE_LINE = (Kind.HEADING, Kind.CARD, Kind.SEPARATOR)


def _is_open_heading(raw: _Raw) -> bool:
    """Whether a heading breaks off inside a link's text, `## [**half of`, and goes on in the next line."""
    return (
        raw.kind is Kind.HEADING and bool(re.search(r"\[[^\[\]]*\Z", raw.texts[0][-300:])) and "](" not in raw.texts[0]
    )


def _start(line: Line) -> _Raw | None:
    """The block that begins with this line by its marks, if any does."""
    text = line.text
    if line.card:
        return _Raw(Kind.CARD, line.number, [], card=line.card)
    if text.lstrip()[:1].isalpha():
        return None  # no mark is a letter
    if _SEPARATOR.fullmatch(text) or _STARS.fullmatch(text):
        return _Raw(Kind.SEPARATOR, line.number, [])
    if heading := _HEADING.match(text):
        return _heading(line, len(heading["marks"]), heading["text"])
    if item := _ITEM.match(text):
        kind = Kind.NUMBERED if item["mark"][0].isdigit() else Kind.BULLET
        return _Raw(kind, line.number, [item["text"] or ""])
    quote = _QUOTE.match(text)
    return _Raw(Kind.QUOTE, line.number, [quote["text"]]) if quote else None


def _heading(line: Line, level: int, text: str) -> _Raw:
    """A heading without the marks that may close it; one of dashes only is a separator."""
    bare = text.rstrip(" \t#") if re.search(r"[ \t]#+[ \t]*\Z", text[-200:]) else text
    if not bare.strip(" \t*") or _SEPARATOR.fullmatch(bare):
        return _Raw(Kind.SEPARATOR, line.number, [])
    return _Raw(Kind.HEADING, line.number, [bare], level=level)


def _finish(raw: _Raw) -> Iterator[Block]:
    """A block with its images before it, unless nothing but images was in it."""
    if raw.kind in (Kind.CARD, Kind.SEPARATOR):
        yield Block(raw.kind, raw.line, card=raw.card)
        return
    text = raw.texts[0] if len(raw.texts) == 1 else "\n".join(raw.texts)
    read = read_rows(text, raw.line)
    if "![" not in text:
        if read:
            yield Block(raw.kind, read[0].line, read, raw.level)
        return
    rows: list[Row] = []
    for row in read:
        images = [piece for piece in row.pieces if piece.is_image]
        if images and rows and raw.kind is Kind.PARAGRAPH:
            yield Block(raw.kind, rows[0].line, tuple(rows))
            rows = []
        if raw.kind is not Kind.HEADING:
            yield from (Block(Kind.IMAGE, row.line, image=piece.url or "") for piece in images)
        rest = Row(row.line, tuple(piece for piece in row.pieces if not piece.is_image), row.bold) if images else row
        if rest.text or (not images and rest.pieces):
            rows.append(rest)
    if rows:
        yield Block(raw.kind, rows[0].line, tuple(rows), raw.level)
    if raw.kind is Kind.HEADING:
        found = [piece for row in read for piece in row.pieces if piece.is_image]
        yield from (Block(Kind.IMAGE, raw.line, image=piece.url or "") for piece in found)
