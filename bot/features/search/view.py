"""What a search found, ten a page; what may help where it found nothing."""

from collections.abc import Sequence

from bot.digest.entry import headline
from bot.features.paper.lookup import Card
from bot.features.paper.view import describe_source, render_card
from bot.features.search.advice import count, explain_absence, repair
from bot.features.search.lookup import PAGE, Results, Search
from bot.features.search.snippet import snippet
from bot.ui import custom_ids
from bot.ui.limits import MESSAGE_TEXT, text_size
from bot.ui.markup import clip, escape, fit
from bot.ui.page import Beside, Block, Page, Space, button, notice, turn_buttons
from bot.ui.phrases import SECTION_NAMES, SYMBOLS
from bot.ui.translations import _, ngettext
from newsletter.search.query import Query
from storage.records import Hit, Matching

SNIPPET = 110
"""Columns, as a terminal counts them: a Chinese character takes two."""


RULED = 8
"""Most hits between which there are lines: each takes 4 of 40 components then, and the rest of the page 8."""


def render_results(results: Results) -> Page:
    """One page of hits, each with a button that opens its card."""
    search, found = results.search, results.found
    if not found.total:
        return _render_absence(results)
    pages = -(-found.total // PAGE)
    facts = _filters(search)
    if pages > 1:
        facts.append(_("page {page} of {pages}").format(page=results.page + 1, pages=pages))
    heading = _heading(results, facts)
    origin = search.at(results.page)
    texts = _fitting(found.hits, search.query, MESSAGE_TEXT - 200 - text_size(heading))
    cards = [button(_("Read"), custom_ids.OpenCard(hit.entry_id, origin).build()) for hit in found.hits]
    hits: list[Block] = list(map(Beside, texts, cards))
    blocks: list[Block] = [heading, Space.RULE, *(_ruled(hits) if len(hits) <= RULED else hits)]
    earlier, later = search.at(max(0, results.page - 1)), search.at(results.page + 1)
    turns = turn_buttons(earlier.build(), later.build(), results.page, pages)
    return Page(blocks, [[*turns, *repair(results)]])


def _ruled(hits: Sequence[Block]) -> list[Block]:
    """The hits with a line between any two."""
    return [block for hit in hits for block in (Space.RULE, hit)][1:]


def _render_absence(results: Results) -> Page:
    """Why nothing was found, and the one button that may help."""
    query = results.search.query
    if query.arxiv_id and not results.wider and not results.is_empty:
        return render_card(Card(query.arxiv_id, None))
    facts = _filters(results.search)
    small = [f"-# {' · '.join(facts)}"] if facts else []
    heading = _("Nothing found for “{query}”").format(query=escape(clip(query.text, 80)))
    return notice("\n".join([f"## {heading}", *small, explain_absence(results)]), repair(results))


def _heading(results: Results, facts: Sequence[str]) -> str:
    """What the list is; under it the facts, in small type."""
    found, query = results.found, results.search.query
    asked, number = escape(clip(query.text, 80)), count(found)
    small = [f"-# {' · '.join(facts)}"] if facts else []
    if found.how is Matching.ALL:
        found_for = ngettext("{number} found for “{query}”", "{number} found for “{query}”", found.total)
        return "\n".join([f"## {found_for.format(number=number, query=asked)}", *small])
    if found.how is Matching.MEANING:
        meaning = ngettext("{number} found that mean “{query}”", "{number} found that mean “{query}”", found.total)
        why = _("Nothing has these very words; these say the same in others.")
        return "\n".join([f"## {meaning.format(number=number, query=asked)}", f"-# {why}", *small])
    if len(query.terms) == 1:
        some = ngettext(
            "No entry has “{query}”; {number} has parts of it",
            "No entry has “{query}”; {number} have parts of it",
            found.total,
        )
        return "\n".join([f"## {some.format(number=number, query=asked)}", *small, *_help(results)])
    some = ngettext(
        "No entry has all these words; {number} has some",
        "No entry has all these words; {number} have some",
        found.total,
    )
    small = [f"-# {' · '.join([f'“{asked}”', *facts])}"]
    return "\n".join([f"## {some.format(number=number)}", *small, *_help(results)])


def _help(results: Results) -> list[str]:
    """What the button under a list that does not have all the words is for."""
    return [explain_absence(results)] if results.wider or results.found.spelling else []


def _filters(search: Search) -> list[str]:
    """What the search was narrowed to, in words."""
    named = [_(SECTION_NAMES[search.section])] if search.section else []
    return named + ([str(search.year)] if search.year else [])


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
