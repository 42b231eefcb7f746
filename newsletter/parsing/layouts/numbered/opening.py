"""Parses the blocks before the first section: title, source, the week's picks, the editor's commentary."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter import links
from newsletter.arxiv_id import find_id, find_ids
from newsletter.model import Commentary, Remark
from newsletter.parsing.fields.dates import Dating, parse_dating
from newsletter.parsing.fields.vocabulary import is_boilerplate, is_contents, is_picks, is_source
from newsletter.parsing.markdown.blocks import DASHES, Block, BlockKind

_MAX_TITLE_LENGTH = 200  # characters of a title without markup
_MAX_TOPIC_LENGTH = 40  # characters of a line in a table of contents


@dataclass(frozen=True, slots=True)
class Opening:
    """The parsed opening. `lines` is text that may contain a date."""

    title: str | None
    source_url: str | None
    lines: tuple[str, ...]
    picks: tuple[Remark, ...]
    commentary: tuple[Commentary, ...]


def parse_opening(blocks: list[Block], base_of_cards: str | None, section_titles: list[str]) -> Opening:
    """Parse the opening. `base_of_cards` is the base URL for relative links if no source is named."""
    source_url = _source(blocks)
    base = source_url or base_of_cards
    title, rest = _title(blocks)
    lines: list[str] = []
    picks: list[Remark] = []
    commentary: list[Commentary] = []
    for heading, inside in _parts(rest):
        name = heading.text.strip(DASHES + " ") if heading else ""
        bullets = [_remark(block, base) for block in inside if block.kind is BlockKind.BULLET]
        if heading and is_boilerplate(name, is_heading=True):
            continue
        lines += [name] if heading and not bullets else []
        lines += [block.text for block in inside if block.kind is BlockKind.PARAGRAPH and not _is_linked(block)]
        if not heading or not bullets or is_contents(name) or _lists_topics(name, bullets, section_titles):
            continue
        if is_picks(name):
            picks += bullets
        else:
            commentary.append(Commentary(name, tuple(bullets)))
    return Opening(title, source_url, tuple(lines), tuple(picks), tuple(commentary))


def _source(blocks: list[Block]) -> str | None:
    """Return the URL of the original: in a quotation, or in a line that names it as the source."""
    quotes = [block for block in blocks if block.kind is BlockKind.QUOTE]
    lines = [block for block in blocks if block.kind is BlockKind.PARAGRAPH and is_source(block.text)]
    named = [block for block in quotes if is_source(block.text)]
    found = (links.canonical(span.url) for block in named + lines + quotes for span in block.spans if span.url)
    return next((url for url in found if url), None)


def _title(blocks: list[Block]) -> tuple[str | None, list[Block]]:
    """Return the title and the other blocks. The title is the first heading, or the first line without markup."""
    for index, block in enumerate(blocks):
        is_heading = block.kind is BlockKind.HEADING
        is_line = block.kind is BlockKind.PARAGRAPH and len(block.text) <= _MAX_TITLE_LENGTH and not _is_linked(block)
        if is_heading and (is_contents(block.text) or is_picks(block.text) or _is_commentary(blocks, index)):
            return None, blocks
        if is_heading or (is_line and not is_source(block.text)):
            return block.text, blocks[:index] + blocks[index + 1 :]
    return None, blocks


def _is_commentary(blocks: list[Block], index: int) -> bool:
    """Return whether bullets follow a heading that does not date or number the issue."""
    has_bullets = index + 1 < len(blocks) and blocks[index + 1].kind is BlockKind.BULLET
    return has_bullets and parse_dating(blocks[index].text, [], None) == Dating()


def _parts(blocks: list[Block]) -> Iterator[tuple[Block | None, list[Block]]]:
    """Yield each heading with the blocks under it. A separator after its bullets ends a part."""
    heading: Block | None = None
    inside: list[Block] = []
    has_bullets = False
    for block in blocks:
        closes = block.kind is BlockKind.SEPARATOR and has_bullets
        has_bullets = block.kind is BlockKind.BULLET or (
            has_bullets and block.kind is not BlockKind.HEADING and not closes
        )
        if block.kind is not BlockKind.HEADING and not closes:
            inside.append(block)
            continue
        yield heading, inside
        heading, inside = (None if closes else block), []
    yield heading, inside


def _remark(block: Block, base: str | None) -> Remark:
    urls = (links.canonical(span.url, base) for span in block.spans if span.url)
    found = tuple(dict.fromkeys(url for url in urls if url))
    text = "\n".join(row.text for row in block.rows)
    ids = [each for url in found if (each := find_id(url))] + list(find_ids(text))
    return Remark(text, found, tuple(dict.fromkeys(ids)))


def _is_linked(block: Block) -> bool:
    return any(span.url is not None for span in block.spans)


def _lists_topics(heading: str, bullets: list[Remark], section_titles: list[str]) -> bool:
    """Return whether bullets are a table of contents. Its names may differ from the section titles.

    Bullets under a section title are the editor's commentary.
    """
    normalized_titles = {re.sub(r"\W+", "", title) for title in section_titles}
    is_section_title = re.sub(r"\W+", "", heading) in normalized_titles
    if is_section_title or any(bullet.urls or len(bullet.text) > _MAX_TOPIC_LENGTH for bullet in bullets):
        return False
    known = sum(re.sub(r"^\W*\d{1,2}\W+|\W+", "", bullet.text) in normalized_titles for bullet in bullets)
    return known * 2 >= len(bullets) or len(bullets) == len(section_titles) > 2
