"""Parses a whole document, Markdown or HTML, into an issue."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from newsletter import links
from newsletter.chronology import day_ahead, last_day
from newsletter.errors import DocumentError
from newsletter.model import Issue, ParsedIssue, ParseWarning, Section, SectionKind
from newsletter.parsing.fields.dates import line_of_year, parse_dating
from newsletter.parsing.fields.pictures import find_picture
from newsletter.parsing.fields.vocabulary import kind_of
from newsletter.parsing.html.convert import convert, looks_like_html
from newsletter.parsing.layouts.generic.layout import are_entries, parse_generic
from newsletter.parsing.layouts.numbered.entries import ParsedEntry
from newsletter.parsing.layouts.numbered.opening import Opening, parse_opening
from newsletter.parsing.layouts.numbered.sections import RawSection, parse_entries, split_sections
from newsletter.parsing.markdown.blocks import Block, BlockKind, parse_blocks
from newsletter.parsing.markdown.front_matter import parse_front_matter
from newsletter.parsing.markdown.limits import check_size
from newsletter.parsing.warnings import FUTURE_DATE, FUTURE_WEEK, NO_DATING, REPEATED_PAPER

_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Origin:
    """Metadata from outside the document, such as from the feed item. The document's own metadata takes precedence."""

    title: str | None = None
    url: str | None = None
    date: datetime.date | None = None
    image: str | None = None  # as written


NO_ORIGIN = Origin()


def parse_text(text: str, name: str | None = None, origin: Origin = NO_ORIGIN) -> ParsedIssue:
    """Parse a text that is either HTML or Markdown. Raises DocumentError as `parse_markdown` does."""
    return (parse_html if looks_like_html(text) else parse_markdown)(text, name, origin)


def parse_html(text: str, name: str | None = None, origin: Origin = NO_ORIGIN) -> ParsedIssue:
    """Parse a page or the body of a feed item.

    The result equals that of `parse_markdown` for the same content in Markdown. Line numbers refer to the HTML. Raises
    DocumentError.
    """
    found = convert(text, name or "This document")
    address = links.canonical(found.url or "", origin.url)
    known = Origin(origin.title or found.title, origin.url or address, origin.date, origin.image or found.image)
    parsed = _parse(found.text, name, known, found.lines)
    warnings = _move_lines(_future_date_warnings(parsed.issue, found.text), found.lines)
    return replace(parsed, warnings=(*warnings, *parsed.warnings))


def parse_markdown(text: str, name: str | None = None, origin: Origin = NO_ORIGIN) -> ParsedIssue:
    """Parse a Markdown document into an issue with warnings. `name` is used in messages.

    Raises DocumentError if the document has neither a numbered section with an entry nor a list of papers.
    """
    source = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    front = parse_front_matter(source)
    day = parse_dating("", [front.date], None).date if front.date else None
    address = links.canonical(front.address) if front.address else None
    known = Origin(front.title or origin.title, address or origin.url, day or origin.date, front.image or origin.image)
    found = _parse(front.text, name, known, ())
    return replace(found, warnings=(*_future_date_warnings(found.issue, source), *found.warnings))


def _parse(text: str, name: str | None, origin: Origin, lines: Sequence[int]) -> ParsedIssue:
    """Parse Markdown. `lines` maps each line of `text` to the line of the original document; empty means identity."""
    display_name = name or "This document"
    source = text.replace("\0", "")
    if not source.strip():
        raise DocumentError(
            "{document} is empty: expected an issue with numbered sections such as “# 1. Papers”.",
            document=display_name,
        )
    check_size(source, display_name)
    blocks = parse_blocks(source)
    before, raw_sections = split_sections(blocks)
    opening = parse_opening(before, _card_base_url(blocks), [raw.title for raw in raw_sections])
    base = opening.source_url or origin.url or _card_base_url(blocks)
    found = [parse_entries(raw, base) for raw in raw_sections]
    sections = tuple(_section(raw, entries) for raw, entries in zip(raw_sections, found, strict=True))
    if not any(found) or are_entries(raw_sections, found):
        generic = parse_generic(blocks, base, origin.title)
        if generic is None and not any(found):
            raise _no_issue(display_name, blocks, raw_sections)
        if generic is not None:
            sections, found = generic.sections, [list(generic.found)]
            opening = Opening(generic.title, opening.source_url, generic.lines, (), ())
    all_entries = [each for entries in found for each in entries]
    issue = _issue(opening, sections, name, origin)
    start = min((each.line for each in all_entries), default=0)
    issue = replace(issue, image=find_picture(origin.image, before, start, issue.entries, issue.source_url))
    warnings = _move_lines(_warnings(issue, all_entries), lines)
    return ParsedIssue(issue, warnings, tuple(_line(each.line, lines) for each in all_entries))


def _line(line: int, lines: Sequence[int]) -> int:
    """Map a line of the converted text to the line of the original document."""
    return lines[min(line, len(lines)) - 1] if lines else line


def _move_lines(warnings: Iterable[ParseWarning], lines: Sequence[int]) -> tuple[ParseWarning, ...]:
    """Map the lines of warnings as `_line` does."""
    return tuple(replace(warning, line=_line(warning.line, lines)) for warning in warnings)


def _issue(opening: Opening, sections: tuple[Section, ...], name: str | None, origin: Origin) -> Issue:
    stem = re.sub(r"\.(?:md|markdown|html?|txt)$", "", (name or "").rpartition("/")[2], flags=re.IGNORECASE)
    title = opening.title or origin.title or stem or "Untitled issue"
    dating = parse_dating(title if opening.title or origin.title else "", list(opening.lines), opening.source_url)
    if dating.week is None and dating.number is None and origin.title and origin.title != title:
        named = parse_dating(origin.title, [], origin.url)
        dating = replace(named, year=dating.year or named.year, date=dating.date or named.date)
    return Issue(
        title=title,
        sections=sections,
        source_url=opening.source_url or origin.url,
        year=dating.year,
        week=dating.week,
        number=dating.number,
        date=dating.date or origin.date,
        language=_language(title, sections),
        picks=opening.picks,
        commentary=opening.commentary,
    )


def _section(raw: RawSection, found: list[ParsedEntry]) -> Section:
    entries = tuple(each.entry for each in found)
    papers = sum(entry.arxiv_id is not None for entry in entries)
    guess = SectionKind.PAPERS if papers * 2 > len(entries) else SectionKind.OTHER
    return Section(raw.number, raw.title, kind_of(raw.title) or guess, entries)


def _card_base_url(blocks: list[Block]) -> str | None:
    """Return the base URL for relative links if no source is named: the site of a card with a relative link."""
    cards = (block.card for block in blocks if block.card)
    sites = (card.site for card in cards if card.site and card.url and card.url.startswith("/"))
    site = next(sites, None)
    return f"https://{site}/" if site else None


def _language(title: str, sections: tuple[Section, ...]) -> str:
    """Detect the language by script: “zh”, “ja” or “en”. Chinese and Japanese issues also contain many Latin names."""
    entries = [entry for section in sections for entry in section.entries]
    texts = [title, *(section.title for section in sections)]
    texts += [text for entry in entries for text in (entry.headline or "", entry.summary)]
    whole = re.sub(r"https?://\S+", "", " ".join(texts))
    kana, han, latin = (len(pattern.findall(whole)) for pattern in (_KANA, _HAN, _LATIN))
    if not kana + han or kana + han < 0.1 * latin:
        return "en"
    return "ja" if kana > 0.15 * (kana + han) else "zh"


def _warnings(issue: Issue, found: list[ParsedEntry]) -> list[ParseWarning]:
    warnings: list[ParseWarning] = []
    if issue.week is None and issue.number is None and issue.date is None:
        warnings.append(ParseWarning(1, NO_DATING))
    seen: dict[str, int] = {}
    for each in found:
        warnings += each.warnings
        key = each.entry.arxiv_id
        if key and key in seen:
            warnings.append(ParseWarning(each.line, REPEATED_PAPER, {"paper": key, "first": seen[key]}))
        elif key:
            seen[key] = each.line
    return sorted(warnings, key=lambda warning: warning.line)


def _future_date_warnings(issue: Issue, text: str) -> tuple[ParseWarning, ...]:
    """Warn if the issue's date is after tomorrow (UTC), which is probably a typo.

    The line is the first that has the year.
    """
    today = datetime.datetime.now(datetime.UTC).date()
    day = day_ahead(issue, today)
    if day is None:
        return ()
    year = day.year if issue.date else issue.year or day.year
    dates = {"day": str(day), "tomorrow": str(last_day(today))}
    line = line_of_year(text, year)
    if issue.date:
        return (ParseWarning(line, FUTURE_DATE, dates),)
    return (ParseWarning(line, FUTURE_WEEK, {"week": issue.week, "year": issue.year, **dates}),)


def _no_issue(display_name: str, blocks: list[Block], sections: list[RawSection]) -> DocumentError:
    """The error for a document in which no entry was found. Its sentences need no plural forms."""
    if sections:
        return DocumentError(
            "{document} is no newsletter issue: expected numbered sections such as “# 1. Papers” with entries under "
            "them, found no entry (numbered sections: {sections}).",
            document=display_name,
            sections=len(sections),
        )
    return DocumentError(
        "{document} is no newsletter issue: expected numbered sections such as “# 1. Papers” with entries under them, "
        "found none (headings: {headings}, paragraphs: {paragraphs}).",
        document=display_name,
        headings=sum(block.kind is BlockKind.HEADING for block in blocks),
        paragraphs=sum(block.kind is BlockKind.PARAGRAPH for block in blocks),
    )
