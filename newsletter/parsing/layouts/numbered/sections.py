"""Numbered sections, and which of their blocks are entries."""

import re
from dataclasses import dataclass

from newsletter.parsing.fields.vocabulary import is_boilerplate, kind_of
from newsletter.parsing.layouts.numbered.entries import ParsedEntry, RawEntry, parse_entry
from newsletter.parsing.layouts.numbered.entry_boundaries import split_entries
from newsletter.parsing.markdown.blocks import DASHES, Block, BlockKind

_NUMBERED = re.compile(r"[^\w(（#]*(?P<number>\d{1,2})\s*(?:[.．。、:：)）]\s*(?!\d)|\s+)(?P<title>\S.*)", re.DOTALL)
_DOTTED = re.compile(r"[^\w(（#]*\d{1,2}\s*[.．。、:：)）]")


_MAX_NAME_LENGTH = 60  # characters of a section's name


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


def parse_entries(section: RawSection, base: str | None) -> list[ParsedEntry]:
    """The entries of a section in order. Blocks of subscribing, past issues, the author are none."""
    found: list[ParsedEntry] = []
    in_boilerplate = by_name = False  # inside a block that is no content; whether its name says so
    levels: set[int] = set()  # of the headings that are entries
    for raw in split_entries(section.blocks, base):
        parsed = parse_entry(raw, base)
        headline = raw.headline
        named = not headline.is_link and is_boilerplate(headline.text or "", is_heading=raw.is_heading)
        if named and not _cites_paper(parsed):
            in_boilerplate = by_name = True
        elif in_boilerplate and not _is_surely_entry(raw, parsed, by_name=by_name):
            continue
        else:
            in_boilerplate, by_name = _starts_other_content(raw, parsed, section, levels), False
            if not in_boilerplate:
                found.append(parsed)
                levels.add(raw.level)
    return found


def _section_starts(blocks: list[Block]) -> dict[int, tuple[int, str]]:
    """Which blocks begin a section, each with its number and title."""
    candidates = {index: numbered for index, block in enumerate(blocks) if (numbered := _numbered(block))}
    known = {index for index, (_, title) in candidates.items() if kind_of(title) and len(title) <= _MAX_NAME_LENGTH}
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
    if block.kind is not BlockKind.HEADING or any(span.url is not None for span in block.spans):
        return None
    match = _NUMBERED.fullmatch(block.text)
    if not match or (not _DOTTED.match(block.text) and kind_of(match["title"]) is None):
        return None
    title = match["title"].strip().strip(DASHES + " ")
    return (int(match["number"]), title) if title else None


def _starts_other_content(raw: RawEntry, parsed: ParsedEntry, section: RawSection, levels: set[int]) -> bool:
    """Whether a heading on the level of the sections begins something else than an entry.

    Where entries are on that level too, they show it by what stands under them.
    """
    if not raw.is_heading or raw.headline.is_link or _has_substance(parsed):
        return False
    if raw.is_separated and not (parsed.has_citation or parsed.entry.images):
        return True
    if raw.level > section.level:
        return False
    return not (parsed.entry.summary and raw.level in levels)


def _has_substance(parsed: ParsedEntry) -> bool:
    entry = parsed.entry
    return bool(entry.summary and (entry.images or entry.link_card or parsed.has_citation))


def _is_surely_entry(raw: RawEntry, parsed: ParsedEntry, *, by_name: bool) -> bool:
    """Whether a headline behind a block that is no content leads back to the content.

    Where only its form made the block one, a link and a text are enough.
    """
    if not by_name and raw.headline.is_link and parsed.entry.url and parsed.entry.summary:
        return True
    shown = raw.headline.is_link or bool(parsed.entry.images) or parsed.has_citation
    return _cites_paper(parsed) or (shown and _has_substance(parsed))


def _cites_paper(parsed: ParsedEntry) -> bool:
    return parsed.has_citation and parsed.entry.arxiv_id is not None
