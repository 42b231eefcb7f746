"""What a search found, ten a page, and the cards of a paper."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.views import ids
from bot.views.entry import LINK, full_text, headline
from bot.views.limits import MESSAGE_TEXT, text_size
from bot.views.markup import clip, escape, fit, link
from bot.views.page import Beside, Block, Page, Space, button, notice, turn_buttons
from bot.views.phrases import SECTION_NAMES, SYMBOLS, format_day
from newsletter.arxiv import abs_url
from newsletter.model import SectionKind
from newsletter.query import Query
from newsletter.words import is_cjk, parts
from storage.records import Found, Hit, IssueRef, Matching

PAGE = 10
SNIPPET = 110


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for: enough to ask again for another page."""

    query: Query
    section: SectionKind | None = None
    year: int | None = None


def render_results(search: Search, found: Found, page: int = 0, *, shared_by: str | None = None) -> Page:
    """One page of hits (counted from 0); for everybody to see where somebody shared it."""
    hint = [button(f"Search for “{found.spelling}”", _turn(search, 0, found.spelling))] if _fits(found.spelling) else []
    if not found.total:
        meant = f" Did you mean **{escape(clip(found.spelling, 80))}**?" if found.spelling else ""
        return notice(f"Nothing found for “{_asked(search)}”.{meant} Try fewer or shorter words, or an arXiv id.", hint)
    heading = _heading(search, found)
    pages = -(-found.total // PAGE)
    if pages > 1:
        heading += f"\n-# page {page + 1} of {pages}"
    if shared_by:
        heading += f"\n-# shared by {escape(clip(shared_by, 40))}"
    results = _fitting(found.hits, search.query, MESSAGE_TEXT - 200 - text_size(heading))
    cards = [button("Card", ids.open_card(hit.entry_id)) for hit in found.hits]
    blocks: list[Block] = [heading, Space.RULE, *map(Beside, results, cards)]
    turns = turn_buttons(_turn(search, max(0, page - 1)), _turn(search, page + 1), page, pages)
    text = search.query.text
    share = [] if shared_by else [button("Share here", ids.share_search(page, search.section, search.year, text))]
    return Page(blocks, [[*turns, *share, *hint]])


def _heading(search: Search, found: Found) -> str:
    asked = _asked(search)
    number = f"{found.total}+" if found.more else str(found.total)
    if found.how is Matching.ALL:
        return f"## {number} found for “{asked}”"
    if found.how is Matching.MEANING:
        return f"## {number} found that mean “{asked}”\n-# Nothing has these very words; these say the same in others."
    lines = [f"## Nothing found for “{asked}”"]
    if found.spelling:
        lines.append(f"Did you mean **{escape(clip(found.spelling, 80))}**?")
    return "\n".join([*lines, f"-# {number} with some of the words"])


def _turn(search: Search, page: int, text: str | None = None) -> str:
    return ids.turn_search(page, search.section, search.year, text or search.query.text)


def _fits(text: str | None) -> bool:
    return text is not None and len(text) <= ids.SEARCH_TEXT


def render_card(hit: Hit) -> Page:
    """An entry that is about no paper: what the newsletter said."""
    return Page([full_text(hit.entry), f"-# {SYMBOLS[hit.section]} {_place(hit)}"])


def render_paper(arxiv_id: str, found: Found) -> Page:
    """A paper's card: what the newsletter said of it, and where else it came up."""
    own = [hit for hit in found.hits if hit.entry.arxiv_id == arxiv_id]
    others = [hit for hit in found.hits if hit.entry.arxiv_id != arxiv_id]
    address = link("Read it on arXiv", abs_url(arxiv_id))
    if not own and not others:
        return notice(f"The newsletter has not covered arXiv {escape(arxiv_id)} yet. {address}.")
    blocks: list[Block] = []
    for hit in own[:1]:
        blocks += [full_text(hit.entry), *_official(hit), f"-# {SYMBOLS[hit.section]} {_place(hit)}"]
    if not own:
        blocks.append(f"### arXiv {escape(arxiv_id)}\nThe newsletter mentions this paper. {address}.")
    also = [f"- {headline(hit.entry, 90)} · {_place(hit)}" for hit in [*own[1:], *others][:5]]
    if also:
        blocks += [Space.RULE, fit("\n".join(["**Also in**", *also]), MESSAGE_TEXT // 4)]
    return Page(blocks)


def render_misses(misses: Sequence[tuple[str, int]]) -> str:
    """What was searched for in vain, most often first."""
    lines = [f"- {escape(clip(text, 100))} · {times}×" for text, times in misses]
    return "\n".join(["## Searched for and not found", *(lines or ["Nothing so far."])])


def _official(hit: Hit) -> list[str]:
    """The paper as arXiv names it: title, authors, day."""
    if not hit.paper or not hit.paper.title:
        return []
    names = list(hit.paper.authors)
    by = ", ".join(names[:6]) + (" and others" if len(names) > 6 else "")
    day = format_day(hit.paper.published) if hit.paper.published else ""
    facts = " · ".join(escape(clip(fact, 200)) for fact in (by, day) if fact)
    return [f"**{escape(clip(hit.paper.title, 200))}**" + (f"\n-# {facts}" if facts else "")]


def _fitting(hits: Sequence[Hit], query: Query, room: int) -> list[str]:
    """The hits as text that fits: with snippets, without them, or by their names alone."""
    for texts in (
        [_result(hit, query, SNIPPET) for hit in hits],
        [_result(hit, query, SNIPPET // 2) for hit in hits],
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
    title = hit.title
    if title and title != hit.entry.label:
        lines.append(f"-# {escape(clip(title, 100))}")
    if snippet and (text := _snippet(_telling(hit, query), query, snippet)):
        lines.append(text)
    lines.append(f"-# {_place(hit)}")
    return "\n".join(lines)


def _plain_result(hit: Hit) -> str:
    """A line that a cut cannot break: no link that could lose its end."""
    url = hit.entry.url if hit.entry.url and len(hit.entry.url) < LINK // 4 else None
    return f"{SYMBOLS[hit.section]} **{link(clip(hit.entry.label, 80), url)}**"


def _words(query: Query) -> re.Pattern[str] | None:
    """Finds the words of a query as they are written; the end of a plural may be missing."""
    patterns = [_pattern(run) for term in query.terms for run in term.runs]
    return re.compile("|".join(filter(None, patterns)), re.IGNORECASE) if any(patterns) else None


def _telling(hit: Hit, query: Query) -> str:
    """The text that shows why an entry was found: its summary, or the paper's abstract where only that does."""
    pattern, abstract = _words(query), hit.paper.abstract if hit.paper else ""
    if pattern and abstract and not pattern.search(hit.entry.summary) and pattern.search(abstract):
        return abstract
    return hit.entry.summary


def _snippet(text: str, query: Query, length: int) -> str:
    """The part of a text around the first word that was asked for, its words in bold."""
    line = " ".join(text.split())
    pattern = _words(query)
    if not line or pattern is None:
        return escape(clip(line, length))
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


def _pattern(run: str) -> str:
    """Finds a word in text as it is written: a Chinese run as it is, a name however its parts are joined."""
    return re.escape(run) if is_cjk(run) else r"[\W_]*".join(map(re.escape, parts(run)))
