"""Splits the blocks of a numbered section into entries, at the headlines."""

from dataclasses import replace

from newsletter import links
from newsletter.parsing.fields.citations import cites_id, is_citation, parse_citation
from newsletter.parsing.fields.headlines import Headline, is_bare_link, is_headline, parse_headline
from newsletter.parsing.fields.text_rows import is_redundant_row
from newsletter.parsing.fields.vocabulary import is_boilerplate, is_credit
from newsletter.parsing.layouts.generic.bold_headings import is_bold_line
from newsletter.parsing.layouts.numbered.entries import RawEntry
from newsletter.parsing.markdown.blocks import Block, BlockKind
from newsletter.parsing.markdown.inline import TextRow

_MAX_PLAIN_LENGTH = 100  # characters of a headline without markup and link


def split_entries(section: tuple[Block, ...], base: str | None) -> list[RawEntry]:
    """Split a section into raw entries at its headlines.

    Blocks before the first headline are dropped, unless a card or a citation shows that they are an entry that has lost
    its headline.
    """
    raw_entries: list[RawEntry] = []
    current: RawEntry | None = None
    inside: list[Block] = []
    has_text = True  # the current entry has text, so a line without markup may start the next entry
    blocks = _split_headlines(section, base)
    for index, block in enumerate(blocks):
        headline = current.headline if current else None
        started = _start(block, blocks[index + 1 : index + 4], inside, headline, base, has_text=has_text)
        if started is None:
            inside.append(block)
            has_text = has_text or (
                block.kind is BlockKind.PARAGRAPH and not all(is_redundant_row(row, base) for row in block.rows)
            )
            continue
        raw_entries += _close(current, inside)
        is_separated = bool(raw_entries) and inside[-1:] != [] and inside[-1].kind is BlockKind.SEPARATOR
        current = RawEntry(started, (), block.kind is BlockKind.HEADING, block.level, is_separated)
        inside = []
        has_text = False
    return raw_entries + _close(current, inside)


def _close(current: RawEntry | None, inside: list[Block]) -> list[RawEntry]:
    if current:
        return [replace(current, blocks=tuple(inside))]
    if not any(block.kind is BlockKind.CARD or _is_citation([block]) for block in inside):
        return []
    return [RawEntry(Headline(inside[0].line, None, None, is_link=False), tuple(inside))]


def _split_headlines(blocks: tuple[Block, ...], base: str | None) -> list[Block]:
    """Split paragraphs whose first row is a headline from the rows under it."""
    is_separated: list[Block] = []
    for block in blocks:
        first = block.rows[:1]
        if block.kind is BlockKind.PARAGRAPH and len(block.rows) > 1 and _starts_with_headline(block, base):
            is_separated.append(Block(BlockKind.PARAGRAPH, block.line, first))
            is_separated.append(Block(BlockKind.PARAGRAPH, block.rows[1].line, block.rows[1:]))
        else:
            is_separated.append(block)
    return is_separated


def _starts_with_headline(block: Block, base: str | None) -> bool:
    """Return whether the first row is a headline: by its form, or if it is bold and a citation follows."""
    first = block.rows[0]
    return is_headline(first.spans, base) or (is_bold_line(first) and _cites(block.rows[1:], base))


def _start(
    block: Block,
    behind: list[Block],
    inside: list[Block],
    current: Headline | None,
    base: str | None,
    *,
    has_text: bool,
) -> Headline | None:
    """Return the headline that this block is, or None. `has_text`: the current entry already has text."""
    if block.kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH):
        return None
    if block.kind is BlockKind.HEADING or is_headline(block.spans, base):
        return parse_headline(block.spans, block.line, base)
    if any(span.url is not None and not span.is_image for span in block.spans):
        return _linked_start(block, behind, inside, current, base)
    if is_boilerplate(block.text, is_heading=False):
        return Headline(block.line, block.text, None, is_link=False)
    is_start = has_text and (_is_plain_headline(block, behind) or _is_bold_headline(block, behind, base))
    return parse_headline(block.spans, block.line, base) if is_start else None


def _linked_start(
    block: Block, behind: list[Block], inside: list[Block], current: Headline | None, base: str | None
) -> Headline | None:
    """Return the headline if the paragraph is a single link and an entry follows."""
    if not is_bare_link(block.spans, base):
        return None
    headline = parse_headline(block.spans, block.line, base)
    repeats = current is not None and current.url == headline.url
    follows = headline.url is not None and not repeats and _an_entry_follows(behind, inside, headline, base)
    return headline if follows else None


def _is_bold_headline(block: Block, behind: list[Block], base: str | None) -> bool:
    """Return whether a bold line is a headline: a citation, a URL or a card must follow."""
    if len(block.rows) != 1 or len(block.text) > _MAX_PLAIN_LENGTH or not is_bold_line(block.rows[0]):
        return False
    if cites_id(block.rows[0]):
        return False
    below = next((each for each in behind if each.kind is not BlockKind.IMAGE and not is_credit(each.text)), None)
    if below is None or below.kind is not BlockKind.PARAGRAPH:
        return below is not None and below.kind is BlockKind.CARD
    return not is_headline(below.spans, base) and _cites(below.rows, base)


def _cites(rows: tuple[TextRow, ...], base: str | None) -> bool:
    """Return whether rows start with a citation, a URL or a single link."""
    first = rows[0]
    if is_citation(first):
        return True
    leads = any(span.url for span in first.spans)
    if leads and (is_redundant_row(first, base) or is_bare_link(first.spans, base)):
        return True
    citation, _ = parse_citation(rows, None, base, more_follows=True)
    return citation is not None and citation.url is not None


def _is_plain_headline(block: Block, behind: list[Block]) -> bool:
    """Return whether a line without markup is a headline: an image and a citation with an id must follow."""
    if behind[:1] == [] or behind[0].kind is not BlockKind.IMAGE:
        return False
    if len(block.rows) != 1 or len(block.text) > _MAX_PLAIN_LENGTH or any(span.url for span in block.spans):
        return False
    if is_credit(block.text) or cites_id(block.rows[0]):
        return False
    below = [each for each in behind if each.kind is not BlockKind.IMAGE and not is_credit(each.text)]
    return _is_citation(below)


def _an_entry_follows(behind: list[Block], inside: list[Block], headline: Headline, base: str | None) -> bool:
    """Return whether an entry's image, citation or own card follows a single link."""
    relevant = [block for block in behind if block.kind is not BlockKind.SEPARATOR]
    if not relevant:
        return False
    first = relevant[0]
    if first.kind is BlockKind.IMAGE:
        return True
    if first.card:
        is_opener = headline.text is None and not any(block.kind is BlockKind.PARAGRAPH for block in inside)
        return not (is_opener and inside) and links.canonical(first.card.url or "", base) == headline.url
    return first.kind is BlockKind.PARAGRAPH and is_citation(first.rows[0])


def _is_citation(blocks: list[Block]) -> bool:
    return bool(blocks) and blocks[0].kind is BlockKind.PARAGRAPH and cites_id(blocks[0].rows[0])
