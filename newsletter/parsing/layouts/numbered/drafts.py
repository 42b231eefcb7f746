"""Where entries begin: the blocks of a section, cut at the headlines."""

from dataclasses import replace

from newsletter import links
from newsletter.parsing.fields.citations import cites_id, is_citation, read_citation
from newsletter.parsing.fields.headlines import Headline, is_bare_link, is_headline, read_headline
from newsletter.parsing.fields.rows import is_trace_row
from newsletter.parsing.fields.vocabulary import is_around, is_credit
from newsletter.parsing.layouts.generic.bold_headings import is_bold_line
from newsletter.parsing.layouts.numbered.entries import Draft
from newsletter.parsing.markdown.blocks import Block, Kind
from newsletter.parsing.markdown.inline import Row

_LONGEST_PLAIN = 100  # characters of a headline that has neither mark nor link


def cut_drafts(section: tuple[Block, ...], base: str | None) -> list[Draft]:
    """A section cut at its headlines. What stands before the first is nobody's, unless a card or a
    citation shows that it is an entry without its headline."""
    drafts: list[Draft] = []
    current: Draft | None = None
    inside: list[Block] = []
    is_told = True  # whether what is open has its text, so that a line without marks may begin the next entry
    blocks = _split_headlines(section, base)
    for index, block in enumerate(blocks):
        headline = current.headline if current else None
        started = _start(block, blocks[index + 1 : index + 4], inside, headline, base, is_told=is_told)
        if started is None:
            inside.append(block)
            is_told = is_told or (
                block.kind is Kind.PARAGRAPH and not all(is_trace_row(row, base) for row in block.rows)
            )
            continue
        drafts += _finish(current, inside)
        parted = bool(drafts) and inside[-1:] != [] and inside[-1].kind is Kind.SEPARATOR
        current = Draft(started, (), block.kind is Kind.HEADING, block.level, parted)
        inside = []
        is_told = False
    return drafts + _finish(current, inside)


def _finish(current: Draft | None, inside: list[Block]) -> list[Draft]:
    if current:
        return [replace(current, blocks=tuple(inside))]
    if not any(block.kind is Kind.CARD or _is_citation([block]) for block in inside):
        return []
    return [Draft(Headline(inside[0].line, None, None, is_link=False), tuple(inside))]


def _split_headlines(blocks: tuple[Block, ...], base: str | None) -> list[Block]:
    """Paragraphs whose first row is a headline, parted from the rows under it."""
    parted: list[Block] = []
    for block in blocks:
        first = block.rows[:1]
        if block.kind is Kind.PARAGRAPH and len(block.rows) > 1 and _leads(block, base):
            parted.append(Block(Kind.PARAGRAPH, block.line, first))
            parted.append(Block(Kind.PARAGRAPH, block.rows[1].line, block.rows[1:]))
        else:
            parted.append(block)
    return parted


def _leads(block: Block, base: str | None) -> bool:
    """Whether the first row is a headline, by its own form or, where it is only bold, by the row under it."""
    first = block.rows[0]
    return is_headline(first.pieces, base) or (is_bold_line(first) and _cites(block.rows[1:], base))


def _start(
    block: Block,
    behind: list[Block],
    inside: list[Block],
    current: Headline | None,
    base: str | None,
    *,
    is_told: bool,
) -> Headline | None:
    """The headline that begins with this block, if it is one."""
    if block.kind not in (Kind.HEADING, Kind.PARAGRAPH):
        return None
    if block.kind is Kind.HEADING or is_headline(block.pieces, base):
        return read_headline(block.pieces, block.line, base)
    if any(piece.url is not None and not piece.is_image for piece in block.pieces):
        return _linked_start(block, behind, inside, current, base)
    if is_around(block.text, is_heading=False):
        return Headline(block.line, block.text, None, is_link=False)
    is_start = is_told and (_is_plain_headline(block, behind) or _is_bold_headline(block, behind, base))
    return read_headline(block.pieces, block.line, base) if is_start else None


def _linked_start(
    block: Block, behind: list[Block], inside: list[Block], current: Headline | None, base: str | None
) -> Headline | None:
    """The headline that a paragraph is which is one link and nothing else."""
    if not is_bare_link(block.pieces, base):
        return None
    headline = read_headline(block.pieces, block.line, base)
    repeats = current is not None and current.url == headline.url
    follows = headline.url is not None and not repeats and _an_entry_follows(behind, inside, headline, base)
    return headline if follows else None


def _is_bold_headline(block: Block, behind: list[Block], base: str | None) -> bool:
    """Whether a line that is only bold is a headline: where a citation, an address or a card follows it."""
    if len(block.rows) != 1 or len(block.text) > _LONGEST_PLAIN or not is_bold_line(block.rows[0]):
        return False
    if cites_id(block.rows[0]):
        return False
    below = next((each for each in behind if each.kind is not Kind.IMAGE and not is_credit(each.text)), None)
    if below is None or below.kind is not Kind.PARAGRAPH:
        return below is not None and below.kind is Kind.CARD
    return not is_headline(below.pieces, base) and _cites(below.rows, base)


def _cites(rows: tuple[Row, ...], base: str | None) -> bool:
    """Whether rows say what an entry is about: they begin with a citation, an address, or one link."""
    first = rows[0]
    if is_citation(first):
        return True
    leads = any(piece.url for piece in first.pieces)
    if leads and (is_trace_row(first, base) or is_bare_link(first.pieces, base)):
        return True
    citation, _ = read_citation(rows, None, base, more_follows=True)
    return citation is not None and citation.url is not None


def _is_plain_headline(block: Block, behind: list[Block]) -> bool:
    """Whether a line without any mark or link is a headline: where a picture and a citation with its id follow."""
    if behind[:1] == [] or behind[0].kind is not Kind.IMAGE:
        return False
    if len(block.rows) != 1 or len(block.text) > _LONGEST_PLAIN or any(piece.url for piece in block.pieces):
        return False
    if is_credit(block.text) or cites_id(block.rows[0]):
        return False
    below = [each for each in behind if each.kind is not Kind.IMAGE and not is_credit(each.text)]
    return _is_citation(below)


def _an_entry_follows(behind: list[Block], inside: list[Block], headline: Headline, base: str | None) -> bool:
    """Whether what stands under a lone link is an entry's: its picture, its citation or its own card."""
    telling = [block for block in behind if block.kind is not Kind.SEPARATOR]
    if not telling:
        return False
    first = telling[0]
    if first.kind is Kind.IMAGE:
        return True
    if first.card:
        is_opener = headline.text is None and not any(block.kind is Kind.PARAGRAPH for block in inside)
        return not (is_opener and inside) and links.canonical(first.card.url or "", base) == headline.url
    return first.kind is Kind.PARAGRAPH and is_citation(first.rows[0])


def _is_citation(blocks: list[Block]) -> bool:
    return bool(blocks) and blocks[0].kind is Kind.PARAGRAPH and cites_id(blocks[0].rows[0])
