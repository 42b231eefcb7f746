"""The blocks of a section become entries."""

from dataclasses import dataclass, field
from itertools import islice

from newsletter import links
from newsletter.arxiv_id import abs_url, find_id, find_ids
from newsletter.model import Doubt, Entry, LinkCard
from newsletter.parsing.fields.citations import Citation, read_citation
from newsletter.parsing.fields.headlines import Headline
from newsletter.parsing.fields.rows import first_url, is_trace_row
from newsletter.parsing.fields.vocabulary import is_credit
from newsletter.parsing.markdown.blocks import Block, Kind
from newsletter.parsing.markdown.cards import Card
from newsletter.parsing.markdown.inline import Row


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry's headline and the blocks under it."""

    headline: Headline
    blocks: tuple[Block, ...]
    is_heading: bool = False
    level: int = 0  # of the heading
    parted: bool = False  # by a separator from the entry before


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with its place in the document and what is doubtful about it."""

    line: int
    entry: Entry
    doubts: tuple[Doubt, ...]
    has_citation: bool


@dataclass(slots=True)
class _Body:
    """What is gathered from the blocks of an entry."""

    images: list[str] = field(default_factory=list)
    card: Card | None = None
    citation: Citation | None = None
    trace: str | None = None  # the first address that stands on a line of its own before the summary
    late: str | None = None  # the same, behind it
    paragraphs: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)  # mentioned in the summary


def read_entry(draft: Draft, base: str | None) -> Found:
    """The entry that a draft is. The headline's link decides; then the citation's, a line's, the card's, and that of
    a line behind the summary."""
    headline = draft.headline
    body = _gather(draft, base)
    card_url = links.canonical(body.card.url, base) if body.card and body.card.url else None
    url = headline.url or _cited_url(body.citation) or body.trace or card_url or body.late
    own = find_id(url) if url else None
    card = body.card
    site = (card.site or (links.site(card_url) if card_url else None)) if card else None
    text = headline.text or (card.title if card else None)
    entry = Entry(
        headline=text,
        url=url,
        arxiv_id=own,
        cited_title=body.citation.title if body.citation else None,
        summary="\n\n".join(body.paragraphs),
        images=tuple(body.images),
        mentions_arxiv=tuple(each for each in dict.fromkeys(body.ids) if each != own),
        link_card=LinkCard(card.title, site) if card else None,
    )
    return Found(headline.line, entry, tuple(_doubts(draft, entry, body)), body.citation is not None)


def _gather(draft: Draft, base: str | None) -> _Body:
    body = _Body()
    before: Block | None = None
    parted = False  # by a separator behind the summary: what follows without a headline is no entry's
    for index, block in enumerate(draft.blocks):
        parted = parted or (block.kind is Kind.SEPARATOR and bool(body.paragraphs))
        if parted and not (block.kind is Kind.CARD and _is_own_card(block.card, draft.headline, base)):
            continue
        if block.kind is Kind.IMAGE:
            body.images += [block.image] if block.image else []
        elif block.kind is Kind.CARD:
            body.card = body.card or block.card
        elif block.kind in _TEXTS:
            behind_image = before is not None and before.kind is Kind.IMAGE
            rows = _telling_rows(block, body, draft.headline, base, behind_image=behind_image)
            if rows and block.kind is Kind.PARAGRAPH and not (body.citation or body.paragraphs):
                behind = islice(draft.blocks, index + 1, None)
                follows = any(each.kind in _TEXTS and not _is_trace(each, base) for each in behind)
                body.citation, rows = read_citation(rows, draft.headline.url, base, more_follows=follows)
            _summarise(rows, body)
        before = block
    return body


def _is_own_card(card: Card | None, headline: Headline, base: str | None) -> bool:
    return bool(card and card.url and headline.url and links.canonical(card.url, base) == headline.url)


_TEXTS = (Kind.PARAGRAPH, Kind.BULLET, Kind.NUMBERED, Kind.QUOTE)


def _is_trace(block: Block, base: str | None) -> bool:
    return all(is_trace_row(row, base) for row in block.rows)


def _telling_rows(
    block: Block, body: _Body, headline: Headline, base: str | None, *, behind_image: bool
) -> tuple[Row, ...]:
    """The rows without picture credits, and without addresses that only repeat where the entry leads."""
    opening = not (body.citation or body.paragraphs)
    kept: list[Row] = []
    for row in block.rows:
        if (opening or behind_image) and not kept and is_credit(row.text):
            continue
        if is_trace_row(row, base):
            url = first_url(row.pieces, base)
            is_known = url is None or url in {headline.url or body.trace, _cited_url(body.citation)}
            if not kept if opening else is_known:
                body.trace = body.trace or url
                continue
            body.late = body.late or url
        kept.append(row)
    return tuple(kept)


def _summarise(rows: tuple[Row, ...], body: _Body) -> None:
    text = "\n".join(line for line in (row.text for row in rows) if line)
    if not text:
        return
    body.paragraphs.append(text)
    for row in rows:
        for piece in row.pieces:
            body.ids += find_ids(piece.url) if piece.url else ()
            body.ids += find_ids(piece.text)


def _cited_url(citation: Citation | None) -> str | None:
    if citation is None:
        return None
    return abs_url(citation.arxiv_id) if citation.arxiv_id else citation.url


def _doubts(draft: Draft, entry: Entry, body: _Body) -> list[Doubt]:
    line = draft.headline.line
    doubts: list[Doubt] = []
    if draft.headline.text is None:
        instead = "the title of its link card stands in" if entry.headline else "nothing stands in"
        doubts.append(Doubt(line, f"The headline of this entry is lost; {instead}."))
    if entry.url is None:
        doubts.append(Doubt(line, "This entry has no link, so it cannot be found by paper."))
    cited = body.citation.arxiv_id if body.citation else None
    if body.citation and cited and entry.url and cited != entry.arxiv_id:
        leads = f"arXiv:{entry.arxiv_id}" if entry.arxiv_id else entry.url
        doubts.append(
            Doubt(
                body.citation.line,
                f"The citation names arXiv:{cited}, but the headline leads to {leads}, which counts.",
            )
        )
    return doubts
