"""Cards: what the newsletter said of a paper or an article."""

from typing import Any

from discord import ui

from bot.digest.entry import full_text, headline
from bot.ui.limits import MESSAGE_TEXT
from bot.ui.markup import clip, escape, fit, link
from bot.ui.page import Block, Page, Space, notice
from bot.ui.phrases import SYMBOLS, format_day
from bot.ui.translations import _
from newsletter.arxiv_id import abs_url
from storage.records import Found, Hit


def describe_source(hit: Hit) -> str:
    """The issue that an entry is of, with its day."""
    name = escape(clip(hit.issue.title, 70))
    return f"{name} · {format_day(hit.issue.day)}" if hit.issue.day else name


def render_card(card: Hit, *, back: ui.Button[Any] | None = None) -> Page:
    """An entry: what the newsletter said."""
    return Page([full_text(card.entry, _official(card)), _source(card)], [[back] if back else []])


def render_paper(arxiv_id: str, found: Found) -> Page:
    """A paper's card: what the newsletter said of it, and where else it came up."""
    own = [hit for hit in found.hits if hit.entry.arxiv_id == arxiv_id]
    others = [hit for hit in found.hits if hit.entry.arxiv_id != arxiv_id]
    address = link(_("Read it on arXiv"), abs_url(arxiv_id))
    if not own and not others:
        unknown = _("The newsletter has not covered arXiv {id} yet. {link}.")
        return notice(unknown.format(id=escape(arxiv_id), link=address))
    blocks: list[Block] = []
    for hit in own[:1]:
        blocks += [full_text(hit.entry, _official(hit)), _source(hit)]
    if not own:
        mentioned = _("The newsletter mentions this paper. {link}.").format(link=address)
        blocks.append(f"### arXiv {escape(arxiv_id)}\n{mentioned}")
    also = [f"- {headline(hit.entry, 90)} · {describe_source(hit)}" for hit in [*own[1:], *others][:5]]
    if also:
        heading = _("Also in")
        blocks += [Space.RULE, fit("\n".join([f"**{heading}**", *also]), MESSAGE_TEXT // 4)]
    return Page(blocks)


def _source(hit: Hit) -> str:
    return f"-# {SYMBOLS[hit.section]} {describe_source(hit)}"


def _official(hit: Hit) -> list[str]:
    """The paper as arXiv names it: title, authors, day."""
    if not hit.paper or not hit.paper.title:
        return []
    names = list(hit.paper.authors)
    by = ", ".join(names[:6])
    if len(names) > 6:
        by = _("{authors} and others").format(authors=by)
    day = format_day(hit.paper.published) if hit.paper.published else ""
    facts = " · ".join(escape(clip(fact, 200)) for fact in (by, day) if fact)
    named_already = hit.paper.title.casefold() == (hit.entry.cited_title or "").casefold()
    lines = [] if named_already else [f"**{escape(clip(hit.paper.title, 200))}**"]
    return [*lines, f"-# {facts}"] if facts else lines
