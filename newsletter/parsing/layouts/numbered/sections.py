"""Numbered sections, and which of their blocks are entries."""

import re
from dataclasses import dataclass

from newsletter.parsing.fields.vocabulary import is_around, kind_of
from newsletter.parsing.layouts.numbered.drafts import cut_drafts
from newsletter.parsing.layouts.numbered.entries import Draft, Found, read_entry
from newsletter.parsing.markdown.blocks import DASHES, Block, Kind

_NUMBERED = re.compile(r"[^\w(（#]*(?P<number>\d{1,2})\s*(?:[.．。、:：)）]\s*(?!\d)|\s+)(?P<title>\S.*)", re.DOTALL)
_DOTTED = re.compile(r"[^\w(（#]*\d{1,2}\s*[.．。、:：)）]")


_LONGEST_NAME = 60  # characters of a section's name


@dataclass(frozen=True, slots=True)
class RawSection:
    """A numbered heading and what stands under it."""

    number: int
    title: str
    line: int
    level: int
    blocks: tuple[Block, ...]


def split_sections(blocks: list[Block]) -> tuple[list[Block], list[RawSection]]:
    """What stands before the first section, and the sections."""
    starts = _section_starts(blocks)
    if not starts:
        return blocks, []
    sections: list[RawSection] = []
    ends = [*list(starts)[1:], len(blocks)]
    for (at, (number, title)), end in zip(starts.items(), ends, strict=True):
        inside = tuple(blocks[at + 1 : end])
        if sections and (sections[-1].number, sections[-1].title) == (number, title) and not sections[-1].blocks:
            sections.pop()  # a heading that stands there twice
        sections.append(RawSection(number, title, blocks[at].line, blocks[at].level, inside))
    return blocks[: next(iter(starts))], sections


def read_entries(section: RawSection, base: str | None) -> list[Found]:
    """The entries of a section in order. Blocks of subscribing, past issues, the author are none."""
    found: list[Found] = []
    around = by_name = False  # inside a block that is no content; whether its name says so
    levels: set[int] = set()  # of the headings that are entries
    for draft in cut_drafts(section.blocks, base):
        read = read_entry(draft, base)
        headline = draft.headline
        named = not headline.is_link and is_around(headline.text or "", is_heading=draft.is_heading)
        if named and not _cites_paper(read):
            around = by_name = True
        elif around and not _is_surely_entry(draft, read, by_name=by_name):
            continue
        else:
            around, by_name = _is_foreign(draft, read, section, levels), False
            if not around:
                found.append(read)
                levels.add(draft.level)
    return found


def _section_starts(blocks: list[Block]) -> dict[int, tuple[int, str]]:
    """Which blocks begin a section, each with its number and title."""
    candidates = {index: numbered for index, block in enumerate(blocks) if (numbered := _numbered(block))}
    known = {index for index, (_, title) in candidates.items() if kind_of(title) and len(title) <= _LONGEST_NAME}
    top = min((blocks[index].level for index in known or candidates), default=0)
    starts: dict[int, tuple[int, str]] = {}
    last = 0
    for index, (number, title) in candidates.items():
        is_again = starts.get(index - 1) == (number, title)
        is_next = number == last + 1 or not starts or is_again
        is_top = blocks[index].level == top
        is_sure = index in known and _DOTTED.match(blocks[index].text)
        if (is_sure and is_top) or (is_next and (is_top or index in known)):
            starts[index] = (number, title)
            last = number
    return starts


def _numbered(block: Block) -> tuple[int, str] | None:
    """Number and title of a numbered heading; a heading with a link is an entry's."""
    if block.kind is not Kind.HEADING or any(piece.url is not None for piece in block.pieces):
        return None
    match = _NUMBERED.fullmatch(block.text)
    if not match or (not _DOTTED.match(block.text) and kind_of(match["title"]) is None):
        return None
    title = match["title"].strip().strip(DASHES + " ")
    return (int(match["number"]), title) if title else None


def _is_foreign(draft: Draft, read: Found, section: RawSection, levels: set[int]) -> bool:
    """Whether a heading on the level of the sections begins something else than an entry.

    Where entries are on that level too, they show it by what stands under them.
    """
    if not draft.is_heading or draft.headline.is_link or _has_substance(read):
        return False
    if draft.parted and not (read.has_citation or read.entry.images):
        return True
    if draft.level > section.level:
        return False
    return not (read.entry.summary and draft.level in levels)


def _has_substance(read: Found) -> bool:
    entry = read.entry
    return bool(entry.summary and (entry.images or entry.link_card or read.has_citation))


def _is_surely_entry(draft: Draft, read: Found, *, by_name: bool) -> bool:
    """Whether a headline behind a block that is no content leads back to the content.

    Where only its form made the block one, a link and a text are enough.
    """
    if not by_name and draft.headline.is_link and read.entry.url and read.entry.summary:
        return True
    shown = draft.headline.is_link or bool(read.entry.images) or read.has_citation
    return _cites_paper(read) or (shown and _has_substance(read))


def _cites_paper(read: Found) -> bool:
    return read.has_citation and read.entry.arxiv_id is not None
