"""Parses issues in the generic layout: a heading, table row or list item per paper, with a link and a paragraph.

The rules are not specific to any newsletter. A document is accepted as an issue if several entries link to papers, or
if its title says that it is an issue.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsletter.arxiv_id import find_ids
from newsletter.model import Section, SectionKind
from newsletter.parsing.fields.vocabulary import is_boilerplate, is_contents, kind_of
from newsletter.parsing.layouts.generic.bold_headings import BOLD_LEVEL, promote_bold_headings
from newsletter.parsing.layouts.generic.items import (
    MAX_HEADLINE_LENGTH,
    is_aside,
    is_table,
    leads_with_link,
    parse_items,
)
from newsletter.parsing.layouts.generic.links import build_entry, has_paper_link, headline_of, linked_spans, prose_in
from newsletter.parsing.layouts.numbered.entries import ParsedEntry
from newsletter.parsing.layouts.numbered.sections import RawSection
from newsletter.parsing.markdown.blocks import DASHES, Block, BlockKind
from newsletter.parsing.markdown.inline import Span

_ISSUE_WORDS = re.compile(
    r"news|digest|weekly|daily|week\b|issue|roundup|round-up|papers|reading list|bulletin|#\s?\d|周|期|通讯|速递|日报"
    r"|週|号|論文|ニュース|まとめ",
    re.IGNORECASE,
)
_MIN_ENTRIES = 2  # entries
_MAX_NAME_LENGTH = 24  # characters of a section name with a single entry


@dataclass(frozen=True, slots=True)
class GenericIssue:
    """The parts of an issue in the generic layout."""

    title: str | None
    sections: tuple[Section, ...]
    found: tuple[ParsedEntry, ...]
    lines: tuple[str, ...]  # text that may contain a date


@dataclass(slots=True)
class _Part:
    """A heading and the blocks under it, up to the next heading."""

    heading: Block | None
    blocks: list[Block] = field(default_factory=list)


def are_entries(sections: Sequence[RawSection], found: Sequence[Sequence[ParsedEntry]]) -> bool:
    """Return whether numbered headings are entries rather than sections: `# 3. Title` with `[abs](…)` under it."""
    if len(sections) < _MIN_ENTRIES or any(len(entries) > 1 for entries in found):
        return False
    singles = [(section, entries[0]) for section, entries in zip(sections, found, strict=True) if entries]
    if any(each.entry.headline and each.line > section.line for section, each in singles):
        return False  # it has its own headline
    return sum(has_paper_link(section.blocks) for section in sections) * 2 > len(sections)


def parse_generic(blocks: list[Block], base: str | None, name: str | None) -> GenericIssue | None:
    """Parse a document in the generic layout. Returns None if it is not an issue."""
    title, parts = _title(_parts(promote_bold_headings(blocks)), name)
    sections: list[Section] = []
    found: list[ParsedEntry] = []
    heading, entries = "", []  # the current section
    for part in parts:
        entry = _entry_of(part, base)
        if entry is not None:
            entries.append(entry)
            continue
        inside = [] if _is_boilerplate_part(part) else list(parse_items(part.blocks, base))
        if part.heading is None or not (inside or entries or heading):
            entries += inside
            heading = heading or _name(part)
            continue
        sections += _build_section(len(sections) + 1, heading or title or name or "", entries)
        found += entries
        heading, entries = _name(part), inside
    sections += _build_section(len(sections) + 1, heading or title or name or "", entries)
    found += entries
    lines = tuple(block.text for part in parts[:1] for block in part.blocks if block.kind is BlockKind.PARAGRAPH)
    issue = GenericIssue(title, tuple(sections), tuple(found), (*(lines[:3]), *(s.title for s in sections[:1])))
    return issue if _is_issue(issue, name) else None


def _is_issue(issue: GenericIssue, name: str | None) -> bool:
    addresses = {each.entry.url for each in issue.found if each.entry.url}
    papers = {each.entry.arxiv_id for each in issue.found if each.entry.arxiv_id}
    names = [issue.title or "", name or "", *(section.title for section in issue.sections)]
    if len(addresses) < _MIN_ENTRIES:
        return False
    return len(papers) >= _MIN_ENTRIES or (
        len(addresses) > _MIN_ENTRIES and any(_ISSUE_WORDS.search(text) for text in names)
    )


def _parts(blocks: list[Block]) -> list[_Part]:
    parts = [_Part(None)]
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            parts.append(_Part(block))
        elif block.kind is not BlockKind.SEPARATOR:
            parts[-1].blocks.append(block)
    return parts if parts[0].blocks else parts[1:]


def _title(parts: list[_Part], name: str | None) -> tuple[str | None, list[_Part]]:
    """Return the title and the other parts. The title is the first heading if its level is above the others or it has
    no link.

    `name` is the title given by the source, such as the feed.
    """
    first = next((part for part in parts if part.heading), None)
    if first is None or first.heading is None or linked_spans(first.heading.spans) or first.heading.level == BOLD_LEVEL:
        return None, parts
    others = [part.heading.level for part in parts if part.heading and part is not first]
    if others and min(others) <= first.heading.level and (name or has_paper_link(first.blocks)):
        return None, parts
    rest = [_without_heading(part) if part is first else part for part in parts]
    return first.heading.text.strip(DASHES + " "), [part for part in rest if part.heading or part.blocks]


def _without_heading(part: _Part) -> _Part:
    """Return the part without its heading."""
    return _Part(None, part.blocks)


def _name(part: _Part) -> str:
    return part.heading.text.strip(DASHES + " ") if part.heading else ""


def _is_boilerplate_part(part: _Part) -> bool:
    name = _name(part)
    return bool(name) and (is_boilerplate(name, is_heading=True) or is_contents(name))


def _names_section(part: _Part) -> bool:
    """Return whether a heading is only the name of a section."""
    name = _name(part)
    return len(name) <= _MAX_NAME_LENGTH and kind_of(name) is not None and bool(part.blocks)


def _build_section(number: int, heading: str, found: list[ParsedEntry]) -> list[Section]:
    if not found:
        return []
    entries = tuple(each.entry for each in found)
    papers = sum(entry.arxiv_id is not None for entry in entries)
    guess = SectionKind.PAPERS if papers * 2 >= len(entries) else SectionKind.ARTICLES
    return [Section(number, heading or guess.value.capitalize(), kind_of(heading) or guess, entries)]


def _entry_of(part: _Part, base: str | None) -> ParsedEntry | None:
    """Return the entry of a heading that has a link, or that has a line of links under it."""
    if part.heading is None or _is_boilerplate_part(part) or len(part.heading.text) > MAX_HEADLINE_LENGTH:
        return None
    inside = [block for block in part.blocks if not is_aside(block)]
    bullets = [block for block in inside if block.kind in (BlockKind.BULLET, BlockKind.NUMBERED)]
    texts = [block for block in inside if block.kind in (BlockKind.PARAGRAPH, BlockKind.QUOTE)]
    linked_heading = linked_spans(part.heading.spans)
    if not linked_heading and (any(map(is_table, texts)) or len([b for b in bullets if linked_spans(b.spans)]) > 1):
        return None
    if not linked_heading and sum(map(leads_with_link, texts)) > 1:
        return None  # a section of such paragraphs, not an entry
    if not linked_heading and _names_section(part) and (inside[:1] == bullets[:1] or inside[0].kind is BlockKind.CARD):
        return None
    targets: list[object] = [span for block in (*texts, *bullets) for span in linked_spans(block.spans)]
    targets += [*linked_heading, *(each for block in texts for each in find_ids(block.text))]
    cards = [block.card for block in part.blocks if block.card and block.card.url]
    card = cards[0] if len(cards) == 1 and texts else None
    if not (targets or card) or not (linked_heading or texts or has_paper_link(part.blocks)):
        return None
    rows = [row for block in (*texts, *bullets) for row in block.rows]
    images = tuple(block.image for block in part.blocks if block.image)
    headline = headline_of(part.heading.spans)
    groups = map(prose_in, (*texts, *bullets))
    card_span = [Span(card.title or "", card.url)] if card else []
    all_linked = [*linked_heading, *card_span, *(span for row in rows for span in linked_spans(row.spans))]
    summary = "\n\n".join(filter(None, groups))
    return build_entry(part.heading.line, headline, all_linked, summary, base, images, card)
