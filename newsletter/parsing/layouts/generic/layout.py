"""Newsletters of other makers: an ordinary heading, table row or list item per paper, with a link and a paragraph.

Nothing here knows any one newsletter. A document is taken for one where several such entries lead to papers, or
where its title says that it is an issue of something.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsletter.arxiv_id import find_ids
from newsletter.model import Section, SectionKind
from newsletter.parsing.fields.vocabulary import is_around, is_contents, kind_of
from newsletter.parsing.layouts.generic.bold_headings import BOLD, with_bold_headings
from newsletter.parsing.layouts.generic.items import LONGEST, is_aside, is_table, leads_with_link, read_items
from newsletter.parsing.layouts.generic.links import build_entry, headline_of, is_cited, linked_pieces, prose_in
from newsletter.parsing.layouts.numbered.entries import Found
from newsletter.parsing.layouts.numbered.sections import RawSection
from newsletter.parsing.markdown.blocks import DASHES, Block, Kind
from newsletter.parsing.markdown.inline import Piece

_ISSUE_WORDS = re.compile(
    r"news|digest|weekly|daily|week\b|issue|roundup|round-up|papers|reading list|bulletin|#\s?\d|周|期|通讯|速递|日报"
    r"|週|号|論文|ニュース|まとめ",
    re.IGNORECASE,
)
_FEWEST = 2  # entries
_LONGEST_NAME = 24  # characters of a section's name that holds a single entry


@dataclass(frozen=True, slots=True)
class Plain:
    """What an ordinary newsletter holds."""

    title: str | None
    sections: tuple[Section, ...]
    found: tuple[Found, ...]
    lines: tuple[str, ...]  # in which a date may stand


@dataclass(slots=True)
class _Part:
    """A heading and what stands under it, up to the next heading."""

    heading: Block | None
    blocks: list[Block] = field(default_factory=list)


def are_entries(sections: Sequence[RawSection], found: Sequence[Sequence[Found]]) -> bool:
    """Whether numbered headings are entries rather than sections: `# 3. Title` with `[abs](…)` under it."""
    if len(sections) < _FEWEST or any(len(entries) > 1 for entries in found):
        return False
    singles = [(section, entries[0]) for section, entries in zip(sections, found, strict=True) if entries]
    if any(each.entry.headline and each.line > section.line for section, each in singles):
        return False  # it has a headline of its own
    return sum(is_cited(section.blocks) for section in sections) * 2 > len(sections)


def read_plain(blocks: list[Block], base: str | None, name: str | None) -> Plain | None:
    """The entries of an ordinary newsletter; None where the document is something else."""
    title, parts = _title(_parts(with_bold_headings(blocks)), name)
    sections: list[Section] = []
    found: list[Found] = []
    heading, own = "", []  # the section that is open
    for part in parts:
        entry = _entry_of(part, base)
        if entry is not None:
            own.append(entry)
            continue
        inside = [] if _is_foreign(part) else list(read_items(part.blocks, base))
        if part.heading is None or not (inside or own or heading):
            own += inside
            heading = heading or _name(part)
            continue
        sections += _close(len(sections) + 1, heading or title or name or "", own)
        found += own
        heading, own = _name(part), inside
    sections += _close(len(sections) + 1, heading or title or name or "", own)
    found += own
    lines = tuple(block.text for part in parts[:1] for block in part.blocks if block.kind is Kind.PARAGRAPH)
    plain = Plain(title, tuple(sections), tuple(found), (*(lines[:3]), *(s.title for s in sections[:1])))
    return plain if _is_issue(plain, name) else None


def _is_issue(plain: Plain, name: str | None) -> bool:
    addresses = {each.entry.url for each in plain.found if each.entry.url}
    papers = {each.entry.arxiv_id for each in plain.found if each.entry.arxiv_id}
    told = [plain.title or "", name or "", *(section.title for section in plain.sections)]
    if len(addresses) < _FEWEST:
        return False
    return len(papers) >= _FEWEST or (len(addresses) > _FEWEST and any(_ISSUE_WORDS.search(text) for text in told))


def _parts(blocks: list[Block]) -> list[_Part]:
    parts = [_Part(None)]
    for block in blocks:
        if block.kind is Kind.HEADING:
            parts.append(_Part(block))
        elif block.kind is not Kind.SEPARATOR:
            parts[-1].blocks.append(block)
    return parts if parts[0].blocks else parts[1:]


def _title(parts: list[_Part], name: str | None) -> tuple[str | None, list[_Part]]:
    """The first heading, where it stands above the others or has no link of its own. `name` is the title that the
    issue has where it comes from."""
    first = next((part for part in parts if part.heading), None)
    if first is None or first.heading is None or linked_pieces(first.heading.pieces) or first.heading.level == BOLD:
        return None, parts
    others = [part.heading.level for part in parts if part.heading and part is not first]
    if others and min(others) <= first.heading.level and (name or is_cited(first.blocks)):
        return None, parts
    rest = [_without_heading(part) if part is first else part for part in parts]
    return first.heading.text.strip(DASHES + " "), [part for part in rest if part.heading or part.blocks]


def _without_heading(part: _Part) -> _Part:
    """The same without its heading."""
    return _Part(None, part.blocks)


def _name(part: _Part) -> str:
    return part.heading.text.strip(DASHES + " ") if part.heading else ""


def _is_foreign(part: _Part) -> bool:
    name = _name(part)
    return bool(name) and (is_around(name, is_heading=True) or is_contents(name))


def _names_section(part: _Part) -> bool:
    """Whether a heading is the name of a section and nothing more."""
    name = _name(part)
    return len(name) <= _LONGEST_NAME and kind_of(name) is not None and bool(part.blocks)


def _close(number: int, heading: str, found: list[Found]) -> list[Section]:
    if not found:
        return []
    entries = tuple(each.entry for each in found)
    papers = sum(entry.arxiv_id is not None for entry in entries)
    guess = SectionKind.PAPERS if papers * 2 >= len(entries) else SectionKind.ARTICLES
    return [Section(number, heading or guess.value.capitalize(), kind_of(heading) or guess, entries)]


def _entry_of(part: _Part, base: str | None) -> Found | None:
    """The entry that a heading with a link of its own is, or one with a line of links under it."""
    if part.heading is None or _is_foreign(part) or len(part.heading.text) > LONGEST:
        return None
    inside = [block for block in part.blocks if not is_aside(block)]
    bullets = [block for block in inside if block.kind in (Kind.BULLET, Kind.NUMBERED)]
    texts = [block for block in inside if block.kind in (Kind.PARAGRAPH, Kind.QUOTE)]
    linked_heading = linked_pieces(part.heading.pieces)
    if not linked_heading and (any(map(is_table, texts)) or len([b for b in bullets if linked_pieces(b.pieces)]) > 1):
        return None
    if not linked_heading and sum(map(leads_with_link, texts)) > 1:
        return None  # a section of such paragraphs
    if not linked_heading and _names_section(part) and (inside[:1] == bullets[:1] or inside[0].kind is Kind.CARD):
        return None
    own: list[object] = [piece for block in (*texts, *bullets) for piece in linked_pieces(block.pieces)]
    own += [*linked_heading, *(each for block in texts for each in find_ids(block.text))]
    cards = [block.card for block in part.blocks if block.card and block.card.url]
    card = cards[0] if len(cards) == 1 and texts else None
    if not (own or card) or not (linked_heading or texts or is_cited(part.blocks)):
        return None
    rows = [row for block in (*texts, *bullets) for row in block.rows]
    images = tuple(block.image for block in part.blocks if block.image)
    headline = headline_of(part.heading.pieces)
    groups = map(prose_in, (*texts, *bullets))
    carded = [Piece(card.title or "", card.url)] if card else []
    all_linked = [*linked_heading, *carded, *(piece for row in rows for piece in linked_pieces(row.pieces))]
    summary = "\n\n".join(filter(None, groups))
    return build_entry(part.heading.line, headline, all_linked, summary, base, images, card)
