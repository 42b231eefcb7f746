"""One entry of an issue as Markdown: a headline, or the full text."""

from collections.abc import Sequence

from bot.ui.limits import MESSAGE_TEXT
from bot.ui.links import LINK
from bot.ui.markup import clip, escape, fit, link, plain
from newsletter.arxiv_id import abs_url
from newsletter.model import Entry

HEADLINE = 160
TITLE = 200
SUMMARY = 1500
"""No entry takes more of a message than this, so that two always fit beside their headings."""


def headline(entry: Entry, length: int = HEADLINE, longest: int = LINK) -> str:
    """The entry's name, linked if its URL has at most `longest` characters; `length` is in characters too."""
    return link(clip(plain(entry.label), length) or "…", entry.url, longest)


def full_text(entry: Entry, known: Sequence[str] = ()) -> str:
    """Headline, title of the paper, the lines of `known`, and the summary; at most half a message."""
    lines = [f"### {headline(entry)}"]
    details = []
    if entry.arxiv_id:  # first, because it is short: a title before it would push it onto a line of its own
        details.append(link(f"arXiv:{entry.arxiv_id}", abs_url(entry.arxiv_id)))
    elif entry.link_card and entry.link_card.site:
        details.append(escape(clip(entry.link_card.site, TITLE)))
    if entry.cited_title and entry.cited_title != entry.label:
        details.append(escape(clip(entry.cited_title, TITLE)))
    if details:
        lines.append("-# " + " · ".join(details))
    lines += known
    if entry.summary:
        lines.append(escape(clip(entry.summary, SUMMARY)))
    return fit("\n".join(lines), MESSAGE_TEXT // 2)
