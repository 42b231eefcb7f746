"""What a digest shows of an issue: its highlights, the editor's words, one large picture, and what is left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.digest.format import Rendering
from bot.ui.links import link_address
from bot.ui.markup import plain
from bot.ui.phrases import SYMBOLS
from newsletter.model import Entry, Issue, Remark, Section, SectionKind
from storage.records import StoredIssue

MEDIA_URL = 2048


@dataclass(frozen=True, slots=True)
class Highlight:
    """An entry that a digest presents."""

    entry: Entry
    symbol: str
    picture: str | None  # of this entry; None where it is the large one already


@dataclass(frozen=True, slots=True)
class Remainder:
    """A section with those of its entries that are no highlights."""

    section: Section
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """The parts of a digest, each in the order of the issue."""

    hero: str | None  # address of the large picture
    voice: Remark | None
    highlights: tuple[Highlight, ...]
    rest: tuple[Remainder, ...]


def choose_contents(stored: StoredIssue, rendering: Rendering, most: int) -> Contents:
    """The contents of a digest with at most so many highlights. All pictures are checked ones, each used once."""
    issue = stored.issue
    sections = [one for one in issue.sections if rendering.sections is None or one.kind in rendering.sections]
    sections = sections or list(issue.sections)
    chosen = list(_choose_entries(issue, sections))[:most]
    checked = stored.pictures if rendering.with_pictures else frozenset[str]()
    hero = next(_candidates(issue, [entry for _, entry in chosen], checked), None)
    highlights = []
    for symbol, entry in chosen:
        picture = next((one for one in _pictures(entry, checked) if one != hero), None)
        highlights.append(Highlight(entry, symbol, picture))
    shown = {id(entry) for _, entry in chosen}
    rest = [Remainder(one, tuple(entry for entry in one.entries if id(entry) not in shown)) for one in sections]
    voice = _choose_voice(issue, [entry for _, entry in chosen])
    return Contents(hero, voice, tuple(highlights), tuple(one for one in rest if one.entries))


def _choose_entries(issue: Issue, sections: Sequence[Section]) -> Iterator[tuple[str, Entry]]:
    """Featured entries; of an issue without them the editor's picks, or else its first entries."""
    star = SYMBOLS[SectionKind.FEATURED]
    featured = [(star, entry) for one in sections if one.kind is SectionKind.FEATURED for entry in one.entries]
    if featured:
        return iter(featured)
    entries = [entry for one in sections for entry in one.entries]
    picked = {id(entry): entry for pick in issue.picks for entry in entries if _is_about(pick, entry)}
    if picked:
        return ((star, entry) for entry in picked.values())
    return ((SYMBOLS[one.kind], entry) for one in sections for entry in one.entries)


def _is_about(pick: Remark, entry: Entry) -> bool:
    return entry.arxiv_id in pick.arxiv_ids if entry.arxiv_id else entry.url in pick.urls


def _choose_voice(issue: Issue, chosen: Sequence[Entry]) -> Remark | None:
    """The editor's first opinion, or else the first pick that is no highlight: those are named already."""
    opinions = [item for block in issue.commentary for item in block.items]
    picks = [pick for pick in issue.picks if not any(_is_about(pick, entry) for entry in chosen)]
    return next((one for one in (*opinions, *picks) if plain(one.text)), None)


def _candidates(issue: Issue, chosen: Sequence[Entry], checked: frozenset[str]) -> Iterator[str]:
    """Addresses for the large picture, best first."""
    if issue.image in checked and (address := link_address(issue.image, MEDIA_URL)):
        yield address
    for entry in (*chosen, *issue.entries):
        yield from _pictures(entry, checked)


def _pictures(entry: Entry, checked: frozenset[str]) -> Iterator[str]:
    for image in entry.images:
        if image in checked and (address := link_address(image, MEDIA_URL)):
            yield address
