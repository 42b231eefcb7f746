"""What a search found, ten a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.digest.entry import headline
from bot.features.paper.view import describe_source
from bot.features.search.snippet import snippet
from bot.ui import custom_ids
from bot.ui.limits import MESSAGE_TEXT, text_size
from bot.ui.markup import clip, escape, fit
from bot.ui.page import Beside, Block, Page, Row, Space, button, notice, turn_buttons
from bot.ui.phrases import SECTION_NAMES, SYMBOLS
from bot.ui.translations import _, ngettext
from newsletter.model import SectionKind
from newsletter.search.query import Query
from storage.records import Found, Hit, Matching

PAGE = 10
SNIPPET = 110
"""Columns, as a terminal counts them: a Chinese character takes two."""


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked for: enough to ask again for another page."""

    query: Query
    section: SectionKind | None = None
    year: int | None = None


def render_results(
    search: Search, found: Found, page: int = 0, *, shareable: bool = True, shared_by: str | None = None
) -> Page:
    """One page of hits (counted from 0); for everybody to see where somebody shared it."""
    hint = _hint(search, found.spelling)
    pages = -(-found.total // PAGE)
    facts = _filters(search)
    if pages > 1:
        facts.append(_("page {page} of {pages}").format(page=page + 1, pages=pages))
    if shared_by:
        facts.append(_("shared by {name}").format(name=escape(clip(shared_by, 40))))
    heading = _heading(search, found, facts)
    if not found.total:
        return notice(heading, hint)
    results = _fitting(found.hits, search.query, MESSAGE_TEXT - 200 - text_size(heading))
    cards = [button(_("Read"), custom_ids.OpenCard(hit.entry_id).build()) for hit in found.hits]
    blocks: list[Block] = [heading, Space.RULE, *map(Beside, results, cards)]
    turns = turn_buttons(_turn(search, max(0, page - 1)), _turn(search, page + 1), page, pages)
    shared = custom_ids.ShareSearch(page, search.section, search.year, search.query.text)
    share = [button(_("Share here"), shared.build())]
    if shared_by or not shareable:
        share = []
    return Page(blocks, [[*turns, *hint, *share]])


def _heading(search: Search, found: Found, facts: Sequence[str]) -> str:
    """How many were found for what; under it the facts, in small type."""
    asked = escape(clip(search.query.text, 80))
    number = f"{found.total}+" if found.more else str(found.total)
    small = [f"-# {' · '.join(facts)}"] if facts else []
    if found.total and found.how is Matching.ALL:
        found_for = ngettext("{number} found for “{query}”", "{number} found for “{query}”", found.total)
        return "\n".join([f"## {found_for.format(number=number, query=asked)}", *small])
    if found.total and found.how is Matching.MEANING:
        meaning = ngettext("{number} found that mean “{query}”", "{number} found that mean “{query}”", found.total)
        why = _("Nothing has these very words; these say the same in others.")
        return "\n".join([f"## {meaning.format(number=number, query=asked)}", f"-# {why}", *small])
    lines = ["## " + _("Nothing found for “{query}”").format(query=asked), *small]
    if found.spelling:
        lines.append(_("Did you mean **{spelling}**?").format(spelling=escape(clip(found.spelling, 80))))
    if found.total:
        entries = ngettext(
            "{number} entry has some of the words:", "{number} entries have some of the words:", found.total
        )
        return "\n".join([*lines, entries.format(number=number)])
    return "\n".join([*lines, _("Try fewer or shorter words, or an arXiv id.")])


def _filters(search: Search) -> list[str]:
    """What the search was narrowed to, in words."""
    named = [_(SECTION_NAMES[search.section])] if search.section else []
    return named + ([str(search.year)] if search.year else [])


def _turn(search: Search, page: int, text: str | None = None) -> str:
    return custom_ids.TurnSearch(page, search.section, search.year, text or search.query.text).build()


def _hint(search: Search, spelling: str | None) -> Row:
    """The button that searches for what may have been meant, if it can carry that."""
    if spelling is None or len(spelling) > custom_ids.SEARCH_TEXT:
        return []
    label = _("Search for “{spelling}”").format(spelling=spelling)
    return [button(label, _turn(search, 0, spelling), primary=True)]


def render_misses(misses: Sequence[tuple[str, int]]) -> str:
    """What was searched for in vain, most often first."""
    lines = [f"- **{times}×** {escape(clip(text, 100))}" for text, times in misses]
    return "\n".join(["### 🔎 " + _("Searched for and not found"), *(lines or [_("Nothing so far.")])])


def _fitting(hits: Sequence[Hit], query: Query, room: int) -> list[str]:
    """The hits as text that fits: with snippets, without them, or by their names alone."""
    for texts in (
        [_result(hit, query, SNIPPET) for hit in hits],
        [_result(hit, query, SNIPPET // 2) for hit in hits],
        [_result(hit, query, 0) for hit in hits],
        [_plain_result(hit, room // PAGE) for hit in hits],
    ):
        if sum(map(text_size, texts)) <= room:
            break
    return texts


def _result(hit: Hit, query: Query, columns: int) -> str:
    lines = [f"{SYMBOLS[hit.section]} **{headline(hit.entry, 100)}**"]
    title = hit.title
    if title and title != hit.entry.label:
        lines.append(f"-# {escape(clip(title, 100))}")
    if columns and (text := snippet(hit, query, columns)):
        lines.append(text)
    lines.append(f"-# {describe_source(hit)}")
    return "\n".join(lines)


def _plain_result(hit: Hit, room: int) -> str:
    """A line of its name alone, linked where that fits."""
    linked, bare = (f"{SYMBOLS[hit.section]} **{headline(hit.entry, 80, longest)}**" for longest in (room, 0))
    return linked if text_size(linked) <= room else fit(bare, room)
