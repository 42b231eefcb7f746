"""Headlines that are only bold text: a line in bold that has neither a heading's mark nor a link of its own."""

from dataclasses import replace

from newsletter.arxiv_id import find_ids
from newsletter.parsing.fields.vocabulary import is_credit
from newsletter.parsing.layouts.generic.links import is_label, linked_pieces, text_of
from newsletter.parsing.markdown.blocks import Block, Kind
from newsletter.parsing.markdown.inline import Piece, Row

BOLD = 7
"""The level of such headings, below those of all others."""

_LONGEST = 160  # characters
_LEADING = (Kind.PARAGRAPH, Kind.NUMBERED, Kind.BULLET)


def is_bold_line(row: Row) -> bool:
    """Whether a row is nothing but bold text, and labels such as `[paper](…)` behind it."""
    if not row.bold or len(row.bold) > _LONGEST or row.bold.endswith((":", "：")):
        return False
    words = text_of(tuple(piece for piece in row.pieces if not is_label(piece)))
    rest = words.strip().removeprefix(row.bold)
    return rest != words.strip() and not any(mark.isalnum() for mark in rest) and not is_credit(row.bold)


def with_bold_headings(blocks: list[Block]) -> list[Block]:
    """Blocks in which such lines are headings, where a link and some text follow them before the next heading."""
    made: list[Block] = []
    for index, block in enumerate(blocks):
        if not _leads(block) or not _tells(blocks, index):
            made.append(block)
            continue
        made.append(Block(Kind.HEADING, block.line, block.rows[:1], BOLD))
        if len(block.rows) > 1:
            made.append(replace(block, kind=Kind.PARAGRAPH, line=block.rows[1].line, rows=block.rows[1:]))
    return made


def _leads(block: Block) -> bool:
    if block.kind not in _LEADING or not block.rows or not is_bold_line(block.rows[0]):
        return False
    return all(is_label(piece) for piece in linked_pieces(block.rows[0].pieces))


def _tells(blocks: list[Block], index: int) -> bool:
    """Whether a link and words follow, in the block itself or behind it."""
    first = blocks[index]
    pieces: list[Piece] = list(first.rows[0].pieces)
    rows = list(first.rows[1:])
    has_card = False
    for block in blocks[index + 1 :]:
        if block.kind in (Kind.HEADING, Kind.SEPARATOR) or _leads(block):
            break
        has_card = has_card or block.kind is Kind.CARD
        rows += block.rows
    pieces += [piece for row in rows for piece in row.pieces]
    links = has_card or bool(linked_pieces(tuple(pieces))) or any(find_ids(row.text) for row in rows)
    return links and any(text_of(tuple(p for p in row.pieces if not is_label(p))).strip() for row in rows)
