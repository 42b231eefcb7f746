"""Who wrote what an entry is about, in one line: the official title, the authors, the field, the year."""

from bot.digest.sentences import shorten, width
from bot.ui.markup import clip, escape, plain
from bot.ui.translations import _
from newsletter.model import Entry, PaperRecord

TITLE = 160
SHORT_TITLE = 34
"""Columns of a title in a digest, where one line has to hold it with the authors."""

AUTHOR = 60
NAMED = 2
"""With more authors than this only the first one is named."""


def describe_paper(
    record: PaperRecord | None, entry: Entry, *, title: bool = True, year: bool = True, short: bool = False
) -> str:
    """What is known of an entry's paper, or the site of an article, in the present language; "" if nothing is.

    Escaped Markdown without a leading mark. `short` cuts the title for a digest, at its colon where it has one.
    """
    facts = []
    official = plain((record.title if record else None) or entry.cited_title or "")
    if title and official and not _is_same(official, entry.label):
        facts.append(_shorten_title(official) if short else clip(official, TITLE))
    if record and record.authors:
        facts.append(_name_authors(record.authors))
    if record and record.categories:
        facts.append(record.categories[0])
    if not record and not entry.arxiv_id and entry.link_card and entry.link_card.site:
        facts.append(clip(plain(entry.link_card.site).removeprefix("www."), AUTHOR))
    if year and record and record.published:
        facts.append(str(record.published.year))
    return " · ".join(escape(fact) for fact in facts if fact)


def _name_authors(authors: tuple[str, ...]) -> str:
    names = ", ".join(clip(plain(name), AUTHOR) for name in authors[: NAMED if len(authors) <= NAMED else 1])
    # Translators: follows the first author of a paper
    return _("{authors} and others").format(authors=names) if len(authors) > NAMED else names


def _shorten_title(title: str) -> str:
    """A title of one half of a line: the part before its colon, if it is too long as a whole."""
    name = title.replace("：", ":").partition(":")[0].strip()
    return title if width(title) <= SHORT_TITLE else shorten(name or title, SHORT_TITLE)


def _is_same(one: str, other: str) -> bool:
    """Whether two titles differ in punctuation and case only."""
    first, second = ("".join(filter(str.isalnum, text.casefold())) for text in (one, other))
    return first == second
