"""What a digest shows of an issue: its highlights, the editor's words, a picture, and what is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.digest.format import Rendering
from bot.digest.illustration import Illustration, choose_cover, illustrate
from bot.ui.markup import plain
from bot.ui.phrases import SYMBOLS
from newsletter.model import Entry, Issue, Remark, Section, SectionKind
from storage.records import StoredIssue

NAMED = 4
"""Entries of a section that are no highlights and may be named: the most that any format names."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """An entry that a digest presents."""

    entry: Entry
    symbol: str
    picture: Illustration | None  # None also where it is shown above


@dataclass(frozen=True, slots=True)
class Remainder:
    """A section without its highlights."""

    section: Section
    entries: tuple[Entry, ...]  # the first NAMED ones
    number: int  # of all


@dataclass(frozen=True, slots=True)
class Contents:
    """The parts of a digest, each in the order of the issue."""

    cover: Illustration | None  # the picture of the issue; wide ones are shown large
    voice: Remark | None
    highlights: tuple[Highlight, ...]
    rest: tuple[Remainder, ...]

    @property
    def icon(self) -> Illustration | None:
        """The one picture of a short digest."""
        return self.cover or next((one.picture for one in self.highlights if one.picture), None)

    @property
    def hero(self) -> Illustration | None:
        """The picture over the whole width."""
        return self.cover if self.cover and self.cover.is_wide else None

    @property
    def badge(self) -> Illustration | None:
        """The small picture beside the title."""
        return self.cover if self.cover and not self.cover.is_wide else None


def choose_contents(stored: StoredIssue, rendering: Rendering, most: int) -> Contents:
    """The contents of a digest with at most so many highlights. All pictures are checked ones, each used once.

    The time is that of what is shown, whatever the number of entries.
    """
    issue = stored.issue
    sections = [one for one in issue.sections if rendering.sections is None or one.kind in rendering.sections]
    sections = sections or list(issue.sections)
    chosen = list(islice(_choose_entries(issue, sections), most))
    entries = [entry for _, entry in chosen]
    if not rendering.with_pictures:
        stored = replace(stored, pictures={})
    cover = choose_cover(stored, entries)
    used = {cover.address} if cover else set()
    highlights = []
    for symbol, entry in chosen:
        picture = illustrate(stored, entry)
        highlights.append(Highlight(entry, symbol, picture if picture and picture.address not in used else None))
        used |= {picture.address} if picture else set()
    shown = {id(entry) for entry in entries}
    rest = (_without(one, shown) for one in sections)
    return Contents(cover, _choose_voice(issue, entries), tuple(highlights), tuple(one for one in rest if one.number))


def _without(section: Section, shown: set[int]) -> Remainder:
    number = len(section.entries) - sum(1 for one in section.entries if id(one) in shown)
    left = (entry for entry in section.entries if id(entry) not in shown)
    return Remainder(section, tuple(islice(left, NAMED)), number)


def _choose_entries(issue: Issue, sections: Sequence[Section]) -> Iterator[tuple[str, Entry]]:
    """Featured entries; of an issue without them the editor's picks, or else its first entries."""
    star = SYMBOLS[SectionKind.FEATURED]
    featured = [one for one in sections if one.kind is SectionKind.FEATURED and one.entries]
    if featured:
        return ((star, entry) for one in featured for entry in one.entries)
    picked = _find_picked(issue.picks, sections) if issue.picks else ()
    if picked:
        return ((star, entry) for entry in picked)
    return ((SYMBOLS[one.kind], entry) for one in sections for entry in one.entries)


def _find_picked(picks: Sequence[Remark], sections: Sequence[Section]) -> tuple[Entry, ...]:
    """The entries that picks are about, in the order of the picks."""
    by_subject: dict[str, list[Entry]] = {}
    for section in sections:
        for entry in section.entries:
            if subject := entry.arxiv_id or entry.url:
                by_subject.setdefault(subject, []).append(entry)
    subjects = (subject for pick in picks for subject in (*pick.arxiv_ids, *pick.urls))
    found = (entry for subject in subjects for entry in by_subject.get(subject, ()))
    return tuple({id(entry): entry for entry in found}.values())


def _is_about(pick: Remark, entry: Entry) -> bool:
    return entry.arxiv_id in pick.arxiv_ids if entry.arxiv_id else entry.url in pick.urls


def _choose_voice(issue: Issue, chosen: Sequence[Entry]) -> Remark | None:
    """The editor's first opinion, or else the first pick that is no highlight: those are named already."""
    opinions = (item for block in issue.commentary for item in block.items)
    picks = (pick for pick in issue.picks if not any(_is_about(pick, entry) for entry in chosen))
    return next((one for many in (opinions, picks) for one in many if plain(one.text)), None)
