"""Entries of newsletters of other makers inside a section: rows of tables, items of lists, paragraphs."""

import re
from collections.abc import Iterator
from dataclasses import replace

from newsletter import links
from newsletter.parsing.fields.rows import cut
from newsletter.parsing.fields.vocabulary import is_around, is_credit, is_footer
from newsletter.parsing.layouts.generic.links import (
    build_entry,
    clean,
    clean_rest,
    is_label,
    linked_pieces,
    prose_of,
    text_of,
    with_text,
    without_count,
)
from newsletter.parsing.layouts.numbered.entries import Found
from newsletter.parsing.markdown.blocks import Block, Kind
from newsletter.parsing.markdown.inline import Piece, Row

_HEADS = re.compile(r"\W*(?:papers?|titles?|names?|article|summary|论文|标题|題名|タイトル|論文)\W*", re.IGNORECASE)
_COUNT = re.compile(r"#?\d+[.)]?")
_RULE = re.compile(r"[\s|:-]*-[\s|:-]*")
LONGEST = 300  # characters of a headline


def read_items(blocks: list[Block], base: str | None) -> Iterator[Found]:
    """The entries of a section: rows of its tables, items of its lists, paragraphs that begin with a link."""
    current: Found | None = None
    said: list[Block] = []  # of it, in further blocks
    for index, block in enumerate(blocks):
        if block.kind is Kind.PARAGRAPH and is_table(block):
            yield from _rows(block, base)
            continue
        entry = None
        if block.kind in (Kind.BULLET, Kind.NUMBERED, Kind.PARAGRAPH):
            entry = _item(block, base)
        elif block.kind is Kind.CARD:
            entry = _card(block, current, base)
        if entry is not None and block.kind is Kind.PARAGRAPH and not entry.entry.summary:
            # A link that fills its line is a headline only where a paragraph says something of it.
            behind = blocks[index + 1 : index + 2]
            entry = entry if behind and behind[0].kind is Kind.PARAGRAPH and not leads_with_link(behind[0]) else None
        if entry is not None:
            if current is not None:
                yield with_text(current, said)
            current, said = entry, []
        elif current is not None and block.kind in (Kind.PARAGRAPH, Kind.QUOTE) and not is_aside(block):
            said.append(block)
    if current is not None:
        yield with_text(current, said)


def _card(block: Block, current: Found | None, base: str | None) -> Found | None:
    """The entry that a card begins, unless it shows the page that the entry above leads to."""
    card = block.card
    if card is None or not card.title or not card.url or is_around(card.title, is_heading=True):
        return None
    found = build_entry(block.line, card.title, [Piece(card.title, card.url)], "", base, card=card)
    return None if current is not None and current.entry.url == found.entry.url else found


def is_aside(block: Block) -> bool:
    """Whether a paragraph says nothing of a paper: where a picture is from, that one may subscribe or leave."""
    if block.kind not in (Kind.PARAGRAPH, Kind.QUOTE):
        return False
    return is_credit(block.text) or is_around(block.text, is_heading=False) or is_footer(block.text)


def leads_with_link(block: Block) -> bool:
    """Whether a block begins with a link that names something."""
    return bool(block.rows) and _is_titled(without_count(block.rows[0].pieces))


def _is_titled(lead: tuple[Piece, ...]) -> bool:
    first = next((piece for piece in lead if piece.text.strip(" \t*·•:-")), None)
    return first is not None and first.url is not None and not is_label(first)


def _item(block: Block, base: str | None) -> Found | None:
    """A list item, or a paragraph, that names something with a link: at its start, or at its end as `[paper](…)`."""
    linked = linked_pieces(block.pieces)
    usable = [piece for piece in linked if links.canonical(piece.url or "", base)]
    if not usable or not block.rows:
        return None
    lead = without_count(block.rows[0].pieces)
    titled = _is_titled(lead)
    bold = block.rows[0].bold
    if block.kind is Kind.PARAGRAPH and not titled:
        if not bold or not all(map(is_label, linked)):
            return None
        rest = prose_of(Row(0, cut(lead, len(bold))))
        head = clean(bold)
    else:
        head, rest = _split(lead, titled=titled)
    if not head or len(head) > LONGEST or is_around(head, is_heading=False):
        return None
    more = "\n".join(filter(None, map(prose_of, block.rows[1:]))) if len(block.rows) > 1 else ""
    summary = "\n".join(filter(None, (rest, more)))
    return build_entry(block.line, head, linked, summary, base)


def _split(pieces: tuple[Piece, ...], *, titled: bool) -> tuple[str, str]:
    """Headline and what is said of it: behind the link, or behind a dash, a colon or the end of a sentence."""
    if titled:
        at = next(index for index, piece in enumerate(pieces) if piece.url is not None)
        return clean(pieces[at].text), prose_of(Row(0, pieces[at + 1 :]))
    words = "".join("" if is_label(piece) else piece.text for piece in pieces)
    head, _, rest = re.split(r"(\s+[-–—]+\s+|[:：]\s+|[。]|\.\s+(?=[A-Z])|\n)", words + "\n", maxsplit=1)
    return clean(head), clean_rest(rest)


def is_table(block: Block) -> bool:
    """Whether a paragraph is a table of Markdown."""
    rows = [row for row in block.rows if row.text]
    return len(rows) > 1 and all(row.text.startswith("|") for row in rows)


def _rows(block: Block, base: str | None) -> Iterator[Found]:
    """An entry for each row of a table that has a link."""
    for row in block.rows:
        cells = [cell for cell in _cells(row) if any(p.text.strip() or p.url for p in cell)]
        if not cells or _RULE.fullmatch(row.text) or (not linked_pieces(row.pieces) and _is_head(cells)):
            continue
        told = [cell for cell in cells if not all(is_label(p) or not p.text.strip(" ,·/") for p in cell)]
        lead = next((without_count(cell) for cell in told if text_of(cell).strip(" #.0123456789)")), None)
        linked = linked_pieces(row.pieces)
        if lead is None or not linked:
            continue
        first = next((piece for piece in lead if piece.text.strip()), None)
        titled = first is not None and first.url is not None and not is_label(first)
        head, rest = _split(lead, titled=titled)
        others = [clean(text_of(cell)) for cell in told if without_count(cell) != lead and not linked_pieces(cell)]
        summary = "\n".join(text for text in (rest, *others) if text and not _COUNT.fullmatch(text))
        if head:
            yield build_entry(row.line, head[:LONGEST], linked, summary, base)


def _is_head(cells: list[tuple[Piece, ...]]) -> bool:
    return any(_HEADS.fullmatch(text_of(cell)) for cell in cells)


def _cells(row: Row) -> list[tuple[Piece, ...]]:
    cells: list[list[Piece]] = [[]]
    for piece in row.pieces:
        if piece.url is not None:
            cells[-1].append(piece)
            continue
        for index, text in enumerate(piece.text.split("|")):
            if index:
                cells.append([])
            cells[-1].append(replace(piece, text=text))
    return [tuple(cell) for cell in cells]
