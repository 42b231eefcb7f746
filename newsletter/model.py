"""What an issue of the newsletter is: plain, frozen data, the language all other packages speak."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class SectionKind(StrEnum):
    """What a section is about, whatever its heading calls it and in which language."""

    FEATURED = "featured"
    PAPERS = "papers"
    ARTICLES = "articles"
    USE_CASES = "use_cases"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LinkCard:
    """The preview card that the publishing platform drew for a link."""

    title: str | None
    site: str | None  # as the card prints it, e.g. "arxiv.org"


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper or article of a section.

    Texts are the document's characters without Markdown marks; nothing is corrected.
    """

    headline: str | None  # None where the document lost it
    url: str | None  # canonical, see newsletter.links
    arxiv_id: str | None  # without version, see newsletter.arxiv
    cited_title: str | None  # the paper's title as the document cites it, often machine-translated
    summary: str  # paragraphs parted by blank lines; "" where there is none
    images: tuple[str, ...] = ()  # as the document names them, relative to it or absolute
    mentions_arxiv: tuple[str, ...] = ()  # other papers' ids inside the summary, in order, each once
    link_card: LinkCard | None = None

    @property
    def label(self) -> str:
        """What to call the entry where one line must do."""
        card = self.link_card.title if self.link_card else None
        return label_of(self.headline, self.cited_title, card, self.arxiv_id, self.url)


def label_of(*names: str | None) -> str:
    """What to call an entry: its headline, cited title, card's title, paper or link, the first there is of these."""
    return next(filter(None, names), "Untitled")


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section with its entries in the document's order."""

    number: int
    title: str
    kind: SectionKind
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A line of the editor's own: one of the week's picks, or one bullet of the opening commentary."""

    text: str
    urls: tuple[str, ...] = ()
    arxiv_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commentary:
    """An opening block of bullets with the editor's opinions under one heading."""

    heading: str
    items: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of the newsletter. Any of year, week, number and date may be unknown."""

    title: str
    sections: tuple[Section, ...]
    source_url: str | None = None  # canonical address of the original
    year: int | None = None
    week: int | None = None  # the newsletter's own count, not an ISO week
    number: int | None = None
    date: datetime.date | None = None
    language: str = "en"  # "zh", "ja" or "en"
    picks: tuple[Remark, ...] = ()
    commentary: tuple[Commentary, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, section after section."""
        return tuple(entry for section in self.sections for entry in section.entries)


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """What arXiv says of a paper."""

    arxiv_id: str  # canonical, see newsletter.arxiv
    title: str | None
    authors: tuple[str, ...] = ()  # as arXiv writes them, in its order
    abstract: str = ""
    categories: tuple[str, ...] = ()  # such as cs.LG, the primary one first
    published: datetime.date | None = None  # first version
    updated: datetime.date | None = None  # newest version


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something in a document that a person should look at; the issue is read all the same."""

    line: int  # 1-based line of the document
    text: str  # a sentence


@dataclass(frozen=True, slots=True)
class ParsedIssue:
    """What a document became: the issue and all that was doubtful while reading it."""

    issue: Issue
    warnings: tuple[ParseWarning, ...] = ()
    lines: tuple[int, ...] = ()  # where each of the issue's entries begins, 1-based
