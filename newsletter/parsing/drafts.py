"""Where entries begin: the blocks of a section, cut at the headlines."""

from dataclasses import replace

from newsletter import links
from newsletter.parsing.blocks import Block, Kind
from newsletter.parsing.citations import cites_id, is_citation
from newsletter.parsing.entries import Draft
from newsletter.parsing.headlines import Headline, is_bare_link, is_headline, read_headline
from newsletter.parsing.names import is_around, is_credit

_LONGEST_PLAIN = 100  # characters of a headline that has neither mark nor link


def cut_drafts(section: tuple[Block, ...], line: int, base: str | None) -> list[Draft]:
    """A section cut at its headlines. What stands before the first is nobody's, unless a card or a
    citation shows that it is an entry without its headline.

    `line` is the section's own.
    """
    drafts: list[Draft] = []
    current: Draft | None = None
    inside: list[Block] = []
    blocks = _split_headlines(section, base)
    for index, block in enumerate(blocks):
        started = _start(block, blocks[index + 1 : index + 4], inside, current.headline if current else None, base)
        if started is None:
            inside.append(block)
            continue
        drafts += _finish(current, inside, line)
        parted = bool(drafts) and inside[-1:] != [] and inside[-1].kind is Kind.SEPARATOR
        current = Draft(started, (), block.kind is Kind.HEADING, block.level, parted)
        inside = []
    return drafts + _finish(current, inside, line)


def _finish(current: Draft | None, inside: list[Block], line: int) -> list[Draft]:
    if current:
        return [replace(current, blocks=tuple(inside))]
    if not any(block.kind is Kind.CARD or _is_citation([block]) for block in inside):
        return []
    at = next((block.line for block in inside), line)
    return [Draft(Headline(at, None, None, is_link=False), tuple(inside))]


def _split_headlines(blocks: tuple[Block, ...], base: str | None) -> list[Block]:
    """Paragraphs whose first row is a headline, parted from the rows under it."""
    parted: list[Block] = []
    for block in blocks:
        first = block.rows[:1]
        if block.kind is Kind.PARAGRAPH and len(block.rows) > 1 and is_headline(first[0].pieces, base):
            parted.append(Block(Kind.PARAGRAPH, block.line, first))
            parted.append(Block(Kind.PARAGRAPH, block.rows[1].line, block.rows[1:]))
        else:
            parted.append(block)
    return parted


def _start(
    block: Block, behind: list[Block], inside: list[Block], current: Headline | None, base: str | None
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
    is_plain = _is_plain_headline(block, behind, inside, current)
    return read_headline(block.pieces, block.line, base) if is_plain else None


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


def _is_plain_headline(block: Block, behind: list[Block], inside: list[Block], current: Headline | None) -> bool:
    """Whether a line without any mark or link is a headline: where a picture and a citation with its id follow.

    The entry before has to have its text already.
    """
    if behind[:1] == [] or behind[0].kind is not Kind.IMAGE:
        return False
    if len(block.rows) != 1 or len(block.text) > _LONGEST_PLAIN or any(piece.url for piece in block.pieces):
        return False
    if is_credit(block.text) or cites_id(block.rows[0]):
        return False
    if current is not None and not any(each.kind is Kind.PARAGRAPH for each in inside):
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
    if first.kind is Kind.CARD and first.card:
        is_opener = headline.text is None and not any(block.kind is Kind.PARAGRAPH for block in inside)
        return not (is_opener and inside) and links.canonical(first.card.url or "", base) == headline.url
    return first.kind is Kind.PARAGRAPH and is_citation(first.rows[0])


def _is_citation(blocks: list[Block]) -> bool:
    return bool(blocks) and blocks[0].kind is Kind.PARAGRAPH and cites_id(blocks[0].rows[0])
