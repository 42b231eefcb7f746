"""The chapters of an issue, which a reader can open: its sections, then the editor's notes if there are any."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.digest.notes import list_notes
from bot.ui.phrases import SYMBOLS, phrases
from newsletter.model import Entry, Issue

NOTES = "notes"
"""The key of the editor's notes; sections have their position, from 0, as key."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of an issue that a reader can open: the entries of a section, or the editor's notes."""

    symbol: str
    title: str
    entries: tuple[Entry, ...] = ()
    first: int = 0  # position of its first entry among all entries of the issue
    notes: tuple[str, ...] = ()  # Markdown, each at most half a message long


def list_chapters(issue: Issue) -> Mapping[str, Chapter]:
    """Chapters by the key that their custom ids contain, in the order in which they are read."""
    chapters, first = {}, 0
    for position, section in enumerate(issue.sections):
        chapters[str(position)] = Chapter(SYMBOLS[section.kind], section.title, section.entries, first)
        first += len(section.entries)
    if notes := list_notes(issue):
        chapters[NOTES] = Chapter("✍️", phrases(issue.language).notes, notes=notes)
    return chapters
