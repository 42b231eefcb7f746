"""What a search found, ten a page, and the cards of a paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.views import ids
from bot.views.entry import LINK, full_text, headline
from bot.views.limits import MESSAGE_TEXT, text_size
from bot.views.markup import clip, escape, fit, link
from bot.views.page import Block, Page, Space, notice, spread, turn_buttons
from bot.views.phrases import SECTION_NAMES, SYMBOLS, format_day
from newsletter.arxiv import abs_url
from newsletter.model import SectionKind
from newsletter.query import Query, fold
from storage.records import Found, Hit, IssueRef

PAGE = 10
SNIPPET = 110


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for: enough to ask again for another page."""

    query: Query
    section: SectionKind | None = None
    year: int | None = None


def render_results(search: Search, found: Found, page: int = 0) -> Page:
    """One page of hits (counted from 0)."""
    if not found.total:
        return notice(f"Nothing found for “{_asked(search)}”. Try fewer or shorter words, or an arXiv id.")
    pages = -(-found.total // PAGE)
    heading = f"## {found.total} found for “{_asked(search)}”"
    if pages > 1:
        heading += f"\n-# page {page + 1} of {pages}"
    results = _fitting(found.hits, search.query, MESSAGE_TEXT - 200 - text_size(heading))
    blocks = [heading, Space.RULE, *spread(results, Space.GAP)]

    def turn(to: int) -> str:
        return ids.turn_search(to, search.section, search.year, search.query.text)

    return Page(blocks, [turn_buttons(turn(max(0, page - 1)), turn(page + 1), page, pages)])


def render_paper(arxiv_id: str, found: Found) -> Page:
    """A paper's card: what the newsletter said of it, and where else it came up."""
    own = [hit for hit in found.hits if hit.entry.arxiv_id == arxiv_id]
    others = [hit for hit in found.hits if hit.entry.arxiv_id != arxiv_id]
    address = link("Read it on arXiv", abs_url(arxiv_id))
    if not own and not others:
        return notice(f"The newsletter has not covered arXiv {escape(arxiv_id)} yet. {address}.")
    blocks: list[Block] = []
    for hit in own[:1]:
        blocks += [full_text(hit.entry), f"-# {SYMBOLS[hit.section]} {_place(hit)}"]
    if not own:
        blocks.append(f"### arXiv {escape(arxiv_id)}\nThe newsletter mentions this paper. {address}.")
    also = [f"- {headline(hit.entry, 90)} · {_place(hit)}" for hit in [*own[1:], *others][:5]]
    if also:
        blocks += [Space.RULE, "\n".join(["**Also in**", *also])]
    return Page(blocks)


def _fitting(hits: Sequence[Hit], query: Query, room: int) -> list[str]:
    """The hits as text that fits: with snippets, without them, or by their names alone."""
    for texts in (
        [_result(hit, query, SNIPPET) for hit in hits],
        [_result(hit, query, 0) for hit in hits],
        [fit(_plain_result(hit), room // PAGE) for hit in hits],
    ):
        if sum(map(text_size, texts)) <= room:
            break
    return texts


def _asked(search: Search) -> str:
    asked = escape(clip(search.query.text, 80))
    if search.section:
        asked += f" · {SECTION_NAMES[search.section]}"
    return asked + (f" · {search.year}" if search.year else "")


def _place(hit: Hit) -> str:
    return _issue_name(hit.issue, 70)


def _issue_name(issue: IssueRef, length: int) -> str:
    name = escape(clip(issue.title, length))
    return f"{name} · {format_day(issue.day)}" if issue.day else name


def _result(hit: Hit, query: Query, snippet: int) -> str:
    lines = [f"{SYMBOLS[hit.section]} **{headline(hit.entry, 100)}**"]
    title = hit.entry.cited_title
    if title and title != hit.entry.label:
        lines.append(f"-# {escape(clip(title, 100))}")
    if snippet and (text := _snippet(hit.entry.summary, query, snippet)):
        lines.append(text)
    lines.append(f"-# {_place(hit)}")
    return "\n".join(lines)


def _plain_result(hit: Hit) -> str:
    """A line that a cut cannot break: no link that could lose its end."""
    url = hit.entry.url if hit.entry.url and len(hit.entry.url) < LINK // 4 else None
    return f"{SYMBOLS[hit.section]} **{link(clip(hit.entry.label, 80), url)}**"


def _snippet(text: str, query: Query, length: int) -> str:
    """The part of a text around the first word that was asked for, its words in bold."""
    line = " ".join(text.split())
    words = [_pattern(term) for term in query.terms]
    if not line or not words:
        return escape(clip(line, length))
    pattern = re.compile("|".join(words), re.IGNORECASE)
    first = pattern.search(line)
    start = max(0, first.start() - length // 3) if first else 0
    if start > 0:
        space = line.find(" ", start, first.start() if first else start)
        start = space + 1 if space > 0 else start
    cut = ("…" if start else "") + clip(line[start:], length)
    pieces, position = [], 0
    for match in pattern.finditer(cut):
        pieces += [escape(cut[position : match.start()]), f"**{escape(match[0])}**"]
        position = match.end()
    return "".join([*pieces, escape(cut[position:])])


def _pattern(term: tuple[str, ...]) -> str:
    """Finds a term in text as it is written: the characters of a Chinese run together, parts of a word apart."""
    folded = [re.escape(token) for token in term if fold(token)]
    return r"[\W_]*".join(folded)
