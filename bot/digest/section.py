"""An opened chapter of an issue, paginated."""

from bot.digest.chapters import list_chapters
from bot.ui import custom_ids
from bot.ui.limits import MESSAGE_TEXT, text_size
from bot.ui.markup import clip, escape
from bot.ui.page import Page, Space, spread, turn_buttons
from bot.ui.phrases import phrases
from storage.records import StoredIssue

ROOM = MESSAGE_TEXT - 600  # a margin for the heading, and because Discord may count differently
TEXTS = 8
"""Most blocks of one page; with separators they stay well below 40 components."""


def render_section(stored: StoredIssue, key: str, page: int = 0) -> Page:
    """One page of a chapter, counted from 0 and clamped to the pages that exist.

    Raises KeyError where the issue has no chapter with this key.
    """
    chapter = list_chapters(stored.issue)[key]
    words = phrases(stored.issue.language)
    pages = _paginate(chapter.texts)
    page = max(0, min(page, len(pages) - 1))
    facts = [escape(clip(stored.issue.title, 120))]
    if len(pages) > 1:
        facts.append(words.page.format(page=page + 1, pages=len(pages)))
    head = f"## {chapter.symbol} {escape(clip(chapter.title, 120))}\n-# " + " · ".join(facts)
    turns = turn_buttons(
        custom_ids.TurnSection(stored.ref.id, key, max(0, page - 1)).build(),
        custom_ids.TurnSection(stored.ref.id, key, page + 1).build(),
        page,
        len(pages),
    )
    return Page(spread([head, *pages[page]], Space.RULE), [turns])


def _paginate(texts: tuple[str, ...]) -> list[list[str]]:
    """Texts on as few pages as hold them, in order; at least one page."""
    pages: list[list[str]] = [[]]
    for text in texts:
        if pages[-1] and (len(pages[-1]) == TEXTS or sum(map(text_size, pages[-1])) + text_size(text) > ROOM):
            pages.append([])
        pages[-1].append(text)
    return pages
