"""Parses the entries of a section in the generic layout: table rows, list items, paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import replace

from newsletter import links
from newsletter.parsing.fields.text_rows import drop_characters
from newsletter.parsing.fields.vocabulary import is_boilerplate, is_credit, is_footer
from newsletter.parsing.layouts.generic.links import (
    build_entry,
    clean,
    clean_rest,
    is_label,
    linked_spans,
    prose_of,
    text_of,
    with_paragraphs,
    without_number,
)
from newsletter.parsing.layouts.numbered.entries import ParsedEntry
from newsletter.parsing.markdown.blocks import Block, BlockKind
from newsletter.parsing.markdown.inline import Span, TextRow

_COLUMN_TITLES = re.compile(
    r"\W*(?:papers?|titles?|names?|article|summary|论文|标题|題名|タイトル|論文)\W*", re.IGNORECASE
)
_COUNT = re.compile(r"#?\d+[.)]?")
_DELIMITER_ROW = re.compile(r"[\s|:-]*-[\s|:-]*")
MAX_HEADLINE_LENGTH = 300  # characters of a headline


def parse_items(blocks: list[Block], base: str | None) -> Iterator[ParsedEntry]:
    """Parse the entries of a section: table rows, list items, and paragraphs that start with a link."""
    current: ParsedEntry | None = None
    paragraphs: list[Block] = []  # further paragraphs of the current entry
    for index, block in enumerate(blocks):
        if block.kind is BlockKind.PARAGRAPH and is_table(block):
            yield from _table_entries(block, base)
            continue
        entry = None
        if block.kind in (BlockKind.BULLET, BlockKind.NUMBERED, BlockKind.PARAGRAPH):
            entry = _item(block, base)
        elif block.kind is BlockKind.CARD:
            entry = _card(block, current, base)
        if entry is not None and block.kind is BlockKind.PARAGRAPH and not entry.entry.summary:
            # A link on its own line is a headline only if a paragraph follows.
            behind = blocks[index + 1 : index + 2]
            entry = (
                entry if behind and behind[0].kind is BlockKind.PARAGRAPH and not leads_with_link(behind[0]) else None
            )
        if entry is not None:
            if current is not None:
                yield with_paragraphs(current, paragraphs)
            current, paragraphs = entry, []
        elif current is not None and block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE) and not is_aside(block):
            paragraphs.append(block)
    if current is not None:
        yield with_paragraphs(current, paragraphs)


def _card(block: Block, current: ParsedEntry | None, base: str | None) -> ParsedEntry | None:
    """Return the entry that a card starts, or None if it previews the page of the current entry."""
    card = block.card
    if card is None or not card.title or not card.url or is_boilerplate(card.title, is_heading=True):
        return None
    found = build_entry(block.line, card.title, [Span(card.title, card.url)], "", base, card=card)
    return None if current is not None and current.entry.url == found.entry.url else found


def is_aside(block: Block) -> bool:
    """Return whether a paragraph is an image credit, boilerplate or an email footer."""
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.QUOTE):
        return False
    return is_credit(block.text) or is_boilerplate(block.text, is_heading=False) or is_footer(block.text)


def leads_with_link(block: Block) -> bool:
    """Return whether a block starts with a link that has a title."""
    return bool(block.rows) and _is_titled(without_number(block.rows[0].spans))


def _is_titled(lead: tuple[Span, ...]) -> bool:
    first = next((span for span in lead if span.text.strip(" \t*·•:-")), None)
    return first is not None and first.url is not None and not is_label(first)


def _item(block: Block, base: str | None) -> ParsedEntry | None:
    """Parse a list item or paragraph that names something with a link: at its start, or at its end as `[paper](…)`."""
    linked = linked_spans(block.spans)
    usable = [span for span in linked if links.canonical(span.url or "", base)]
    if not usable or not block.rows:
        return None
    lead = without_number(block.rows[0].spans)
    titled = _is_titled(lead)
    bold = block.rows[0].bold
    if block.kind is BlockKind.PARAGRAPH and not titled:
        if not bold or not all(map(is_label, linked)):
            return None
        rest = prose_of(TextRow(0, drop_characters(lead, len(bold))))
        head = clean(bold)
    else:
        head, rest = _split(lead, titled=titled)
    if not head or len(head) > MAX_HEADLINE_LENGTH or is_boilerplate(head, is_heading=False):
        return None
    more = "\n".join(filter(None, map(prose_of, block.rows[1:]))) if len(block.rows) > 1 else ""
    summary = "\n".join(filter(None, (rest, more)))
    return build_entry(block.line, head, linked, summary, base)


def _split(spans: tuple[Span, ...], *, titled: bool) -> tuple[str, str]:
    """Split into headline and summary: after the link, or at a dash, a colon or the end of a sentence."""
    if titled:
        at = next(index for index, span in enumerate(spans) if span.url is not None)
        return clean(spans[at].text), prose_of(TextRow(0, spans[at + 1 :]))
    words = "".join("" if is_label(span) else span.text for span in spans)
    head, _, rest = re.split(r"(\s+[-–—]+\s+|[:：]\s+|[。]|\.\s+(?=[A-Z])|\n)", words + "\n", maxsplit=1)
    return clean(head), clean_rest(rest)


def is_table(block: Block) -> bool:
    """Return whether a paragraph is a Markdown table."""
    rows = [row for row in block.rows if row.text]
    return len(rows) > 1 and all(row.text.startswith("|") for row in rows)


def _table_entries(block: Block, base: str | None) -> Iterator[ParsedEntry]:
    """Yield an entry for each table row that has a link."""
    for row in block.rows:
        cells = [cell for cell in _cells(row) if any(p.text.strip() or p.url for p in cell)]
        if not cells or _DELIMITER_ROW.fullmatch(row.text) or (not linked_spans(row.spans) and _is_header(cells)):
            continue
        text_cells = [cell for cell in cells if not all(is_label(p) or not p.text.strip(" ,·/") for p in cell)]
        lead = next((without_number(cell) for cell in text_cells if text_of(cell).strip(" #.0123456789)")), None)
        linked = linked_spans(row.spans)
        if lead is None or not linked:
            continue
        first = next((span for span in lead if span.text.strip()), None)
        titled = first is not None and first.url is not None and not is_label(first)
        head, rest = _split(lead, titled=titled)
        others = [
            clean(text_of(cell)) for cell in text_cells if without_number(cell) != lead and not linked_spans(cell)
        ]
        summary = "\n".join(text for text in (rest, *others) if text and not _COUNT.fullmatch(text))
        if head:
            yield build_entry(row.line, head[:MAX_HEADLINE_LENGTH], linked, summary, base)


def _is_header(cells: list[tuple[Span, ...]]) -> bool:
    return any(_COLUMN_TITLES.fullmatch(text_of(cell)) for cell in cells)


def _cells(row: TextRow) -> list[tuple[Span, ...]]:
    cells: list[list[Span]] = [[]]
    for span in row.spans:
        if span.url is not None:
            cells[-1].append(span)
            continue
        for index, text in enumerate(span.text.split("|")):
            if index:
                cells.append([])
            cells[-1].append(replace(span, text=text))
    return [tuple(cell) for cell in cells]
