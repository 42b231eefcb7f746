"""Cards out of the archive: a paper or an article with every entry that covers or mentions it."""

from dataclasses import dataclass

from newsletter.model import PaperRecord
from newsletter.search.query import read_query
from storage.archive import Archive
from storage.records import Hit

MOST = 100
"""Entries about one paper that a card knows of."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the newsletter said of a paper or an article."""

    arxiv_id: str | None  # None: not a paper
    shown: Hit | None  # the entry whose words are shown; None: the newsletter has not covered this paper
    others: tuple[Hit, ...] = ()  # further entries that cover or mention the paper, those that cover it first
    paper: PaperRecord | None = None  # with its title; None where arXiv has not told it
    picture: str | None = None  # a checked address

    @property
    def is_mention(self) -> bool:
        """Whether the entry that is shown is about something else and only mentions the paper."""
        return self.shown is not None and self.shown.entry.arxiv_id != self.arxiv_id


async def load_card(archive: Archive, entry_id: int) -> Card | None:
    """The card of an entry; None where the archive has no such entry."""
    hit = await archive.papers.load(entry_id)
    if hit is None:
        return None
    if hit.entry.arxiv_id:
        return await load_paper(archive, hit.entry.arxiv_id, entry_id)
    return Card(None, hit, picture=await _find_picture(archive, hit))


async def load_paper(archive: Archive, arxiv_id: str, entry_id: int | None = None) -> Card:
    """The card of a paper, with the words of an entry if that is about it or mentions it, else of the newest entry."""
    hits = (await archive.papers.search(read_query(arxiv_id), limit=MOST)).hits
    shown = next((hit for hit in hits if hit.entry_id == entry_id), hits[0] if hits else None)
    if shown is None:
        return Card(arxiv_id, None)
    record = (await archive.metadata.load([arxiv_id])).get(arxiv_id)
    return Card(
        arxiv_id,
        shown,
        tuple(hit for hit in hits if hit is not shown),
        record if record and record.title else None,
        await _find_picture(archive, shown) if shown.entry.arxiv_id == arxiv_id else None,
    )


async def _find_picture(archive: Archive, hit: Hit) -> str | None:
    """The entry's first picture that was checked."""
    if not hit.entry.images:
        return None
    stored = await archive.issues.load(hit.issue.id)
    return next((image for image in hit.entry.images if stored and image in stored.pictures), None)
