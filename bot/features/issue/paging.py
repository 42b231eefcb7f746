"""The pages of a chapter in the reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.digest.chapters import Chapter
from bot.digest.entry import section_text
from bot.ui.limits import MESSAGE_TEXT, text_size
from storage.records import StoredIssue

HEAD = 600
"""What the heading of a page may take of MESSAGE_TEXT."""

ROOM = MESSAGE_TEXT - HEAD - 100  # a margin because Discord may count differently
MOST = 7
"""Most items of one page: each takes 4 of 40 components, with its button and the line above it."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text of a page, and the entry whose card it opens, if any."""

    text: str
    entry_id: int | None = None


def paginate(stored: StoredIssue, chapter: Chapter) -> Sequence[Sequence[Item]]:
    """The items of a chapter on as few pages as hold them, in order; at least one page."""
    pages: list[list[Item]] = [[]]
    room = ROOM
    for item in _items(stored, chapter):
        size = text_size(item.text)
        if pages[-1] and (len(pages[-1]) == MOST or size > room):
            pages.append([])
            room = ROOM
        pages[-1].append(item)
        room -= size
    return pages


def _items(stored: StoredIssue, chapter: Chapter) -> Iterable[Item]:
    yield from map(Item, chapter.notes)
    for position, entry in enumerate(chapter.entries, start=chapter.first):
        record = stored.papers.get(entry.arxiv_id or "")
        entry_id = stored.entry_ids[position] if stored.entry_ids else None
        yield Item(section_text(entry, record), entry_id)
