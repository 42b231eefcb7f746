"""The data model of an issue: plain, frozen dataclasses, shared by all packages."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class SectionKind(StrEnum):
    """The type of a section, independent of its title and language."""

    FEATURED = "featured"
    PAPERS = "papers"
    ARTICLES = "articles"
    USE_CASES = "use_cases"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LinkCard:
    """A link preview drawn by the publishing platform."""

    title: str | None
    site: str | None  # as the card prints it, e.g. "arxiv.org"


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper or article in a section.

    Texts are copied from the document without Markdown syntax and without corrections.
    """

    headline: str | None  # None if the document has lost it
    url: str | None  # canonical, see newsletter.links
    arxiv_id: str | None  # without version, see newsletter.arxiv_id
    cited_title: str | None  # the paper's title as the document cites it, often machine-translated
    summary: str  # paragraphs separated by blank lines; "" if there is none
    images: tuple[str, ...] = ()  # as written in the document, relative or absolute
    mentions_arxiv: tuple[str, ...] = ()  # other papers' ids inside the summary, in order, each once
    link_card: LinkCard | None = None

    @property
    def label(self) -> str:
        """A one-line name for the entry."""
        card = self.link_card.title if self.link_card else None
        return label_of(self.headline, self.cited_title, card, self.arxiv_id, self.url)


def label_of(*names: str | None) -> str:
    """Return the first name that is set: headline, cited title, card title, paper or link; else “Untitled”."""
    return next(filter(None, names), "Untitled")


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered section with its entries, in document order."""

    number: int
    title: str
    kind: SectionKind
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A line by the editor: one of the week's picks, or one bullet of the commentary."""

    text: str
    urls: tuple[str, ...] = ()
    arxiv_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Commentary:
    """A heading with bullets of the editor's opinions, before the first section."""

    heading: str
    items: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue of the newsletter. Year, week, number and date may each be unknown."""

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
    image: str | None = None  # absolute http(s) address of the issue's own picture

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in document order."""
        return tuple(entry for section in self.sections for entry in section.entries)


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """Metadata of a paper from arXiv."""

    arxiv_id: str  # canonical, see newsletter.arxiv_id
    title: str | None
    authors: tuple[str, ...] = ()  # as arXiv writes them, in its order
    abstract: str = ""
    categories: tuple[str, ...] = ()  # such as cs.LG, the primary one first
    published: datetime.date | None = None  # first version
    updated: datetime.date | None = None  # newest version


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """A likely mistake in a document that a person should check. It does not stop parsing."""

    line: int  # 1-based line of the document
    text: str  # a sentence


@dataclass(frozen=True, slots=True)
class ParsedIssue:
    """The result of parsing a document: the issue and its warnings."""

    issue: Issue
    warnings: tuple[ParseWarning, ...] = ()
    lines: tuple[int, ...] = ()  # 1-based line of each entry
