"""Splits a document into numbered sections and parses their entries."""

import re
from dataclasses import dataclass

from newsletter.parsing.fields.vocabulary import is_boilerplate, kind_of
from newsletter.parsing.layouts.numbered.entries import ParsedEntry, RawEntry, parse_entry
from newsletter.parsing.layouts.numbered.entry_boundaries import split_entries
from newsletter.parsing.markdown.blocks import DASHES, Block, BlockKind

_NUMBERED = re.compile(r"[^\w(（#]*(?P<number>\d{1,2})\s*(?:[.．。、:：)）]\s*(?!\d)|\s+)(?P<title>\S.*)", re.DOTALL)
_DOTTED = re.compile(r"[^\w(（#]*\d{1,2}\s*[.．。、:：)）]")


_MAX_NAME_LENGTH = 60  # characters of a section name


@dataclass(frozen=True, slots=True)
class RawSection:
    """A numbered heading and the blocks under it."""

    number: int
    title: str
    line: int
    level: int
    blocks: tuple[Block, ...]


def split_sections(blocks: list[Block]) -> tuple[list[Block], list[RawSection]]:
    """Return the blocks before the first section, and the sections."""
    starts = _section_starts(blocks)
    if not starts:
        return blocks, []
    sections: list[RawSection] = []
    ends = [*list(starts)[1:], len(blocks)]
    for (at, (number, title)), end in zip(starts.items(), ends, strict=True):
        inside = tuple(blocks[at + 1 : end])
        if sections and (sections[-1].number, sections[-1].title) == (number, title) and not sections[-1].blocks:
            sections.pop()  # a repeated heading
        sections.append(RawSection(number, title, blocks[at].line, blocks[at].level, inside))
    return blocks[: next(iter(starts))], sections


def parse_entries(section: RawSection, base: str | None) -> list[ParsedEntry]:
    """Parse the entries of a section in order. Boilerplate (subscription forms, past issues, the author) is skipped."""
    found: list[ParsedEntry] = []
    in_boilerplate = by_name = False  # inside boilerplate; whether its name identified it
    levels: set[int] = set()  # heading levels of entries
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
    """Return the block indexes that start a section, each with its number and title."""
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
    """Return number and title of a numbered heading. A heading with a link belongs to an entry."""
    if block.kind is not BlockKind.HEADING or any(span.url is not None for span in block.spans):
        return None
    match = _NUMBERED.fullmatch(block.text)
    if not match or (not _DOTTED.match(block.text) and kind_of(match["title"]) is None):
        return None
    title = match["title"].strip().strip(DASHES + " ")
    return (int(match["number"]), title) if title else None


def _starts_other_content(raw: RawEntry, parsed: ParsedEntry, section: RawSection, levels: set[int]) -> bool:
    """Return whether a heading at section level starts something other than an entry.

    If entries use that level as well, the content under the heading decides.
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
    """Return whether a headline after boilerplate starts an entry again.

    If only the form marked the previous block as boilerplate, a link and a text are sufficient.
    """
    if not by_name and raw.headline.is_link and parsed.entry.url and parsed.entry.summary:
        return True
    shown = raw.headline.is_link or bool(parsed.entry.images) or parsed.has_citation
    return _cites_paper(parsed) or (shown and _has_substance(parsed))


def _cites_paper(parsed: ParsedEntry) -> bool:
    return parsed.has_citation and parsed.entry.arxiv_id is not None
