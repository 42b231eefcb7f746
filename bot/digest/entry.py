"""One entry of an issue as Markdown: a headline, or the full text."""

from collections.abc import Sequence

from bot.digest.credits import describe_paper
from bot.ui.limits import MESSAGE_TEXT
from bot.ui.links import LINK
from bot.ui.markup import clip, escape, fit, link, plain
from newsletter.arxiv_id import abs_url
from newsletter.model import Entry, PaperRecord

HEADLINE = 160
TITLE = 200
SUMMARY = 1500
"""No entry takes more of a message than this, so that two always fit beside their headings."""


def headline(entry: Entry, length: int = HEADLINE, longest: int = LINK) -> str:
    """The entry's name, linked if its URL has at most `longest` characters; `length` is in characters too."""
    return link(clip(plain(entry.label), length) or "…", entry.url, longest)


def full_text(entry: Entry, known: Sequence[str] = ()) -> str:
    """Headline, title of the paper, the lines of `known`, and the summary; at most half a message."""
    named = entry.cited_title if entry.cited_title != entry.label else None
    return _text(entry, [_origin(entry), escape(clip(named or "", TITLE))], known)


def section_text(entry: Entry, record: PaperRecord | None) -> str:
    """Headline, the paper as arXiv names it or an article's site, and the summary; at most half a message."""
    paper = _origin(entry) if entry.arxiv_id else ""
    return _text(entry, [paper, describe_paper(record, entry)])


def _text(entry: Entry, facts: Sequence[str], known: Sequence[str] = ()) -> str:
    details = " · ".join(filter(None, facts))
    small = [f"-# {details}"] if details else []
    summary = [escape(clip(entry.summary, SUMMARY))] if entry.summary else []
    return fit("\n".join([f"### {headline(entry)}", *small, *known, *summary]), MESSAGE_TEXT // 2)


def _origin(entry: Entry) -> str:
    """Where the entry leads: the paper's link, which goes first because it is short, or the name of the site."""
    if entry.arxiv_id:
        return link(f"arXiv:{entry.arxiv_id}", abs_url(entry.arxiv_id))
    return escape(clip(entry.link_card.site, TITLE)) if entry.link_card and entry.link_card.site else ""
