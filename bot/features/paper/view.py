"""Cards: what the newsletter said of a paper or an article, and what arXiv says of it."""

from typing import Any

import discord
from discord import ui

from bot.features.paper.lookup import Card
from bot.ui import custom_ids
from bot.ui.limits import MESSAGE_TEXT, OPTION_LABEL, SELECT_OPTIONS, SELECT_PLACEHOLDER
from bot.ui.markup import clip, escape, fit, link, plain
from bot.ui.page import Beside, Block, Page, Row, Space, button, link_buttons, thumbnail
from bot.ui.phrases import SYMBOLS, format_day
from bot.ui.translations import _, ngettext
from newsletter.arxiv_id import abs_url
from newsletter.links import host
from newsletter.model import PaperRecord
from storage.records import Hit

AUTHORS = 3
CATEGORIES = 3
TITLE = 200
SUMMARY = 2400
HEAD = MESSAGE_TEXT // 3


def render_card(
    card: Card, *, back: ui.Button[Any] | None = None, shared_by: str | None = None, shareable: bool = True
) -> Page:
    """A card. `back` leads to where it was opened from; a card that `shared_by` posted for everybody is not shared
    again.
    """
    if card.shown is None:
        return _render_uncovered(card.arxiv_id or "", back)
    head = fit(_head(card, card.shown), HEAD)
    blocks: list[Block] = [Beside(head, thumbnail(card.picture)) if card.picture else head]
    blocks += [Space.GAP, fit(_words(card, card.shown, shared_by), MESSAGE_TEXT - HEAD - 100), Space.RULE]
    actions = _actions(card, card.shown, shareable=shareable and shared_by is None)
    leave = [back] if back else []
    if not card.is_mention and card.shown.entry.url != abs_url(card.arxiv_id or ""):
        leave += link_buttons((_("Open link"), card.shown.entry.url))
    rows: list[Row] = [_coverage(card, card.shown), actions, leave] if card.arxiv_id else [[*actions, *leave]]
    return Page([*blocks, *filter(None, rows)])


def describe_source(hit: Hit) -> str:
    """The issue that an entry is of, with its day."""
    name = escape(clip(hit.issue.title, 70))
    return f"{name} · {format_day(hit.issue.day)}" if hit.issue.day else name


def _render_uncovered(arxiv_id: str, back: ui.Button[Any] | None) -> Page:
    """A paper of which the newsletter said nothing."""
    unknown = _("The newsletter has not covered arXiv {id} yet.").format(id=escape(arxiv_id))
    return Page([unknown], [[*link_buttons((_("Read it on arXiv"), abs_url(arxiv_id))), *([back] if back else [])]])


def _head(card: Card, hit: Hit) -> str:
    """The headline, the official title, and in small type who wrote it, when, and where it is."""
    title = card.paper.title if card.paper else None
    if card.is_mention:
        name = title or f"arXiv {card.arxiv_id}"
    else:
        name, title = hit.entry.label, title or hit.entry.cited_title
    lines = [f"## {escape(clip(plain(name), TITLE)) or '…'}"]
    if title and plain(title).casefold() != plain(name).casefold():
        lines.append(f"**{escape(clip(plain(title), TITLE))}**")
    facts = _facts(card.paper) if card.paper else []
    if card.arxiv_id:
        facts.append(link(card.arxiv_id, abs_url(card.arxiv_id)))
    elif site := (hit.entry.link_card and hit.entry.link_card.site) or (hit.entry.url and host(hit.entry.url)):
        facts.append(escape(clip(plain(site), TITLE)))
    return "\n".join([*lines, *([f"-# {' · '.join(facts)}"] if facts else [])])


def _facts(paper: PaperRecord) -> list[str]:
    """Authors, categories and day, as far as they are known."""
    names = ", ".join(escape(clip(plain(name), 60)) for name in paper.authors[:AUTHORS])
    if more := len(paper.authors[AUTHORS:]):
        names = ngettext("{authors} and {number} other", "{authors} and {number} others", more).format(
            authors=names, number=more
        )
    categories = ", ".join(escape(clip(plain(name), 40)) for name in paper.categories[:CATEGORIES])
    day = format_day(paper.published) if paper.published else ""
    return [fact for fact in (names, categories, day) if fact]


def _words(card: Card, hit: Hit, shared_by: str | None) -> str:
    """What the newsletter said, and where."""
    lines = []
    if card.is_mention:
        mentioned = _("The newsletter mentions this paper in “{entry}”:")
        lines.append(mentioned.format(entry=escape(clip(plain(hit.entry.label), TITLE))))
    if hit.entry.summary:
        lines.append(fit(escape(clip(hit.entry.summary, SUMMARY)), MESSAGE_TEXT - HEAD - 600))
    facts = [f"{SYMBOLS[hit.section]} {describe_source(hit)}"]
    if shared_by:
        facts.append(_("shared by {name}").format(name=escape(clip(plain(shared_by), 40))))
    return "\n".join([*lines, f"-# {' · '.join(facts)}"])


def _coverage(card: Card, shown: Hit) -> Row:
    """The select of the other entries that cover or mention the paper."""
    if not card.others or not card.arxiv_id:
        return []
    issues = len({hit.issue.id for hit in card.others} - {shown.issue.id})
    placeholder = ngettext("Also in {number} issue …", "Also in {number} issues …", issues).format(number=issues)
    options = [_option(hit, card.arxiv_id) for hit in card.others[:SELECT_OPTIONS]]
    return [
        ui.Select(
            custom_id=custom_ids.ChooseCoverage(card.arxiv_id).build(),
            placeholder=clip(placeholder if issues else _("Also in this issue …"), SELECT_PLACEHOLDER),
            options=options,
        )
    ]


def _option(hit: Hit, arxiv_id: str) -> discord.SelectOption:
    said = plain(hit.entry.label)
    if hit.entry.arxiv_id != arxiv_id:
        said = _("mentioned in “{entry}”").format(entry=clip(said, 60))
    day = f"{format_day(hit.issue.day)} · " if hit.issue.day else ""
    return discord.SelectOption(
        label=clip(plain(hit.issue.title), OPTION_LABEL) or "…",
        value=str(hit.entry_id),
        description=clip(f"{day}{said}", OPTION_LABEL),
        emoji=SYMBOLS[hit.section],
    )


def _actions(card: Card, hit: Hit, *, shareable: bool) -> list[ui.Button[Any]]:
    """What can be done with a card, and where a paper can be read."""
    share = custom_ids.ShareCard(hit.entry_id, card.arxiv_id).build()
    actions = [button(_("Share here"), share)] if shareable else []
    if card.arxiv_id is None:
        return actions
    if card.paper and card.paper.authors:
        actions.append(button("BibTeX", custom_ids.ShowBibtex(card.arxiv_id).build()))
    return actions + link_buttons(
        ("PDF", f"https://arxiv.org/pdf/{card.arxiv_id}"),
        ("arXiv HTML", f"https://arxiv.org/html/{card.arxiv_id}"),
        ("alphaXiv", f"https://www.alphaxiv.org/abs/{card.arxiv_id}"),
    )
