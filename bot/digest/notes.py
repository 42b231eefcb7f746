"""The editor's notes as Markdown: the week's picks, and the commentary under its headings."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from bot.ui.limits import MESSAGE_TEXT, text_size
from bot.ui.links import link_address
from bot.ui.markup import clip, escape, fit, link
from bot.ui.phrases import phrases
from newsletter.arxiv_id import find_id
from newsletter.model import Issue, Remark

LONGEST = MESSAGE_TEXT // 2
"""No text takes more of a message than this, so that two always fit."""

_NOTE = MESSAGE_TEXT // 3
_HEADING = 120
_LINK = 200
_LINKS = 4


def list_notes(issue: Issue) -> tuple[str, ...]:
    """One text per heading, several where its remarks are long."""
    blocks = [(phrases(issue.language).picks, issue.picks)] if issue.picks else []
    blocks += [(block.heading, block.items) for block in issue.commentary]
    return tuple(text for heading, remarks in blocks for text in _pack(heading, remarks))


def _pack(heading: str, remarks: Iterable[Remark]) -> Iterator[str]:
    """The remarks as lists under their heading, on as few texts as hold them."""
    text = f"### {escape(clip(heading, _HEADING))}"
    for remark in remarks:
        line = f"- {_remark(remark)}"
        if text_size(f"{text}\n{line}") <= LONGEST:
            text = f"{text}\n{line}"
        else:
            yield fit(text, LONGEST)
            text = line
    yield fit(text, LONGEST)


def _remark(remark: Remark) -> str:
    """A remark as Markdown, its links after the text: each is named after the paper or the site that it leads to."""
    addresses = filter(None, (link_address(url, _LINK) for url in remark.urls[:_LINKS]))
    links = " · ".join(link(_name(address), address) for address in addresses)
    return f"{escape(clip(remark.text, _NOTE))} {links}".rstrip()


def _name(address: str) -> str:
    paper = find_id(address)
    return f"arXiv:{paper}" if paper else clip(urlsplit(address).netloc.removeprefix("www."), 40)
