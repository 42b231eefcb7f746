"""Detects headlines that are plain bold text, without heading markup and without a link."""

from dataclasses import replace

from newsletter.arxiv_id import find_ids
from newsletter.parsing.fields.vocabulary import is_credit
from newsletter.parsing.layouts.generic.links import is_label, linked_spans, text_of
from newsletter.parsing.markdown.blocks import Block, BlockKind
from newsletter.parsing.markdown.inline import Span, TextRow

BOLD_LEVEL = 7
"""The level of such headings, below all Markdown heading levels (1 to 6)."""

_MAX_LENGTH = 160  # characters
_HEADING_KINDS = (BlockKind.PARAGRAPH, BlockKind.NUMBERED, BlockKind.BULLET)


def is_bold_line(row: TextRow) -> bool:
    """Return whether a row is bold text only, apart from labels such as `[paper](…)` after it."""
    if not row.bold or len(row.bold) > _MAX_LENGTH or row.bold.endswith((":", "：")):
        return False
    words = text_of(tuple(span for span in row.spans if not is_label(span)))
    rest = words.strip().removeprefix(row.bold)
    return rest != words.strip() and not any(mark.isalnum() for mark in rest) and not is_credit(row.bold)


def promote_bold_headings(blocks: list[Block]) -> list[Block]:
    """Turn bold lines into headings if a link and text follow before the next heading."""
    result: list[Block] = []
    for index, block in enumerate(blocks):
        if not _is_bold_heading(block) or not _has_content(blocks, index):
            result.append(block)
            continue
        result.append(Block(BlockKind.HEADING, block.line, block.rows[:1], BOLD_LEVEL))
        if len(block.rows) > 1:
            result.append(replace(block, kind=BlockKind.PARAGRAPH, line=block.rows[1].line, rows=block.rows[1:]))
    return result


def _is_bold_heading(block: Block) -> bool:
    if block.kind not in _HEADING_KINDS or not block.rows or not is_bold_line(block.rows[0]):
        return False
    return all(is_label(span) for span in linked_spans(block.rows[0].spans))


def _has_content(blocks: list[Block], index: int) -> bool:
    """Return whether a link and text follow, in the same block or after it."""
    first = blocks[index]
    spans: list[Span] = list(first.rows[0].spans)
    rows = list(first.rows[1:])
    has_card = False
    for block in blocks[index + 1 :]:
        if block.kind in (BlockKind.HEADING, BlockKind.SEPARATOR) or _is_bold_heading(block):
            break
        has_card = has_card or block.kind is BlockKind.CARD
        rows += block.rows
    spans += [span for row in rows for span in row.spans]
    links = has_card or bool(linked_spans(tuple(spans))) or any(find_ids(row.text) for row in rows)
    return links and any(text_of(tuple(p for p in row.spans if not is_label(p))).strip() for row in rows)
