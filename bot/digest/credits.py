"""A paper in one line: its official title, first author and year."""

from bot.ui.markup import clip, escape
from bot.ui.translations import _
from newsletter.model import Entry, PaperRecord

TITLE = 200
NAME = 60


def describe_paper(record: PaperRecord | None, entry: Entry, *, title: bool = True, year: bool = True) -> str:
    """Official title · first author and others · category · year, or an article's site; "" if nothing is known.

    Escaped Markdown.
    """
    named = (record.title if record else None) or entry.cited_title
    facts = [clip(named, TITLE)] if title and named and named != entry.label else []
    if record and record.authors:
        first = clip(record.authors[0], NAME)
        facts.append(_("{author} and others").format(author=first) if len(record.authors) > 1 else first)
    facts += record.categories[:1] if record else ()
    if not record and not entry.arxiv_id and entry.link_card and entry.link_card.site:
        facts.append(clip(entry.link_card.site, NAME))
    if year and record and record.published:
        facts.append(str(record.published.year))
    return " · ".join(map(escape, facts))
