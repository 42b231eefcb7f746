"""One entry of an issue as Markdown: a headline, or the full text."""

from bot.digest.credits import describe_paper
from bot.ui.limits import MESSAGE_TEXT
from bot.ui.links import LINK
from bot.ui.markup import clip, escape, fit, link, plain
from newsletter.arxiv_id import abs_url
from newsletter.model import Entry, PaperRecord

HEADLINE = 160
SUMMARY = 1500
"""No entry takes more of a message than this, so that two always fit beside their headings."""


def headline(entry: Entry, length: int = HEADLINE, longest: int = LINK) -> str:
    """The entry's name, linked if its URL has at most `longest` characters; `length` is in characters too."""
    return link(clip(plain(entry.label), length) or "…", entry.url, longest)


def section_text(entry: Entry, record: PaperRecord | None) -> str:
    """Headline, the paper as arXiv names it or an article's site, and the summary; at most half a message."""
    paper = link(f"arXiv:{entry.arxiv_id}", abs_url(entry.arxiv_id)) if entry.arxiv_id else ""
    details = " · ".join(filter(None, [paper, describe_paper(record, entry)]))
    small = [f"-# {details}"] if details else []
    summary = [escape(clip(entry.summary, SUMMARY))] if entry.summary else []
    return fit("\n".join([f"### {headline(entry)}", *small, *summary]), MESSAGE_TEXT // 2)
