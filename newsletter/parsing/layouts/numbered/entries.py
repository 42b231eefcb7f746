"""Parses the blocks of a section into entries."""

from dataclasses import dataclass, field
from itertools import islice

from newsletter import links
from newsletter.arxiv_id import abs_url, find_id, find_ids
from newsletter.model import Entry, LinkCard, ParseWarning
from newsletter.parsing.fields.citations import Citation, parse_citation
from newsletter.parsing.fields.headlines import Headline
from newsletter.parsing.fields.text_rows import first_url, is_redundant_row
from newsletter.parsing.fields.vocabulary import is_credit
from newsletter.parsing.markdown.blocks import Block, BlockKind
from newsletter.parsing.markdown.cards import Card
from newsletter.parsing.markdown.inline import TextRow
from newsletter.parsing.warnings import CARD_AS_HEADLINE, NO_HEADLINE, NO_LINK, OTHER_CITATION


@dataclass(frozen=True, slots=True)
class RawEntry:
    """The headline of an entry and the unparsed blocks under it."""

    headline: Headline
    blocks: tuple[Block, ...]
    is_heading: bool = False
    level: int = 0  # of the heading
    is_separated: bool = False  # by a separator, from the previous entry


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """A parsed entry with its line number and warnings."""

    line: int
    entry: Entry
    warnings: tuple[ParseWarning, ...]
    has_citation: bool


@dataclass(slots=True)
class _Body:
    """Accumulates the parts of an entry."""

    images: list[str] = field(default_factory=list)
    card: Card | None = None
    citation: Citation | None = None
    lone_url: str | None = None  # the first URL on a line of its own, before the summary
    trailing_url: str | None = None  # the same, after the summary
    paragraphs: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)  # mentioned in the summary


def parse_entry(raw: RawEntry, base: str | None) -> ParsedEntry:
    """Parse a raw entry.

    Its URL is, in order of precedence, that of the headline, the citation, a URL on its own line before the summary,
    the card, or a URL on its own line after the summary.
    """
    headline = raw.headline
    body = _collect(raw, base)
    card_url = links.canonical(body.card.url, base) if body.card and body.card.url else None
    url = headline.url or _cited_url(body.citation) or body.lone_url or card_url or body.trailing_url
    arxiv_id = find_id(url) if url else None
    card = body.card
    site = (card.site or (links.site(card_url) if card_url else None)) if card else None
    text = headline.text or (card.title if card else None)
    entry = Entry(
        headline=text,
        url=url,
        arxiv_id=arxiv_id,
        cited_title=body.citation.title if body.citation else None,
        summary="\n\n".join(body.paragraphs),
        images=tuple(body.images),
        mentions_arxiv=tuple(each for each in dict.fromkeys(body.ids) if each != arxiv_id),
        link_card=LinkCard(card.title, site) if card else None,
    )
    return ParsedEntry(headline.line, entry, tuple(_warnings(raw, entry, body)), body.citation is not None)


def _collect(raw: RawEntry, base: str | None) -> _Body:
    body = _Body()
    before: Block | None = None
    is_separated = False  # by a separator after the summary: following blocks without a headline belong to no entry
    for index, block in enumerate(raw.blocks):
        is_separated = is_separated or (block.kind is BlockKind.SEPARATOR and bool(body.paragraphs))
        if is_separated and not (block.kind is BlockKind.CARD and _is_own_card(block.card, raw.headline, base)):
            continue
        if block.kind is BlockKind.IMAGE:
            body.images += [block.image] if block.image else []
        elif block.kind is BlockKind.CARD:
            body.card = body.card or block.card
        elif block.kind in _TEXT_KINDS:
            behind_image = before is not None and before.kind is BlockKind.IMAGE
            rows = _content_rows(block, body, raw.headline, base, behind_image=behind_image)
            if rows and block.kind is BlockKind.PARAGRAPH and not (body.citation or body.paragraphs):
                behind = islice(raw.blocks, index + 1, None)
                follows = any(each.kind in _TEXT_KINDS and not _is_redundant(each, base) for each in behind)
                body.citation, rows = parse_citation(rows, raw.headline.url, base, more_follows=follows)
            _add_paragraph(rows, body)
        before = block
    return body


def _is_own_card(card: Card | None, headline: Headline, base: str | None) -> bool:
    return bool(card and card.url and headline.url and links.canonical(card.url, base) == headline.url)


_TEXT_KINDS = (BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.NUMBERED, BlockKind.QUOTE)


def _is_redundant(block: Block, base: str | None) -> bool:
    return all(is_redundant_row(row, base) for row in block.rows)


def _content_rows(
    block: Block, body: _Body, headline: Headline, base: str | None, *, behind_image: bool
) -> tuple[TextRow, ...]:
    """Return the rows without image credits and without URLs that repeat the entry's URL."""
    opening = not (body.citation or body.paragraphs)
    kept: list[TextRow] = []
    for row in block.rows:
        if (opening or behind_image) and not kept and is_credit(row.text):
            continue
        if is_redundant_row(row, base):
            url = first_url(row.spans, base)
            is_known = url is None or url in {headline.url or body.lone_url, _cited_url(body.citation)}
            if not kept if opening else is_known:
                body.lone_url = body.lone_url or url
                continue
            body.trailing_url = body.trailing_url or url
        kept.append(row)
    return tuple(kept)


def _add_paragraph(rows: tuple[TextRow, ...], body: _Body) -> None:
    text = "\n".join(line for line in (row.text for row in rows) if line)
    if not text:
        return
    body.paragraphs.append(text)
    for row in rows:
        for span in row.spans:
            body.ids += find_ids(span.url) if span.url else ()
            body.ids += find_ids(span.text)


def _cited_url(citation: Citation | None) -> str | None:
    if citation is None:
        return None
    return abs_url(citation.arxiv_id) if citation.arxiv_id else citation.url


def _warnings(raw: RawEntry, entry: Entry, body: _Body) -> list[ParseWarning]:
    line = raw.headline.line
    warnings: list[ParseWarning] = []
    if raw.headline.text is None:
        warnings.append(ParseWarning(line, CARD_AS_HEADLINE if entry.headline else NO_HEADLINE))
    if entry.url is None:
        warnings.append(ParseWarning(line, NO_LINK))
    cited = body.citation.arxiv_id if body.citation else None
    if body.citation and cited and entry.url and cited != entry.arxiv_id:
        target = f"arXiv:{entry.arxiv_id}" if entry.arxiv_id else entry.url
        warnings.append(ParseWarning(body.citation.line, OTHER_CITATION, {"cited": cited, "target": target}))
    return warnings
