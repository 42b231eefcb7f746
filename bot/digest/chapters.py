"""The chapters of an issue, which a reader can open: its sections, and the editor's notes if there are any."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.digest.entry import full_text
from bot.ui.limits import MESSAGE_TEXT
from bot.ui.links import link_address
from bot.ui.markup import clip, escape, fit, link
from bot.ui.phrases import SYMBOLS, phrases
from newsletter.model import Issue, Remark

NOTES = "notes"
"""The key of the editor's notes; sections have their position, from 0, as key."""

_NOTE = MESSAGE_TEXT // 3
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of an issue that a reader can open. Each text is a block of Markdown, at most half a message long."""

    symbol: str
    title: str
    texts: tuple[str, ...]


def list_chapters(issue: Issue) -> Mapping[str, Chapter]:
    """Chapters by the key that their custom ids contain, in the order in which the select lists them."""
    chapters = {}
    notes = tuple(fit(text, MESSAGE_TEXT // 2) for text in _notes(issue))
    if notes:
        chapters[NOTES] = Chapter("✍️", phrases(issue.language).notes, notes)
    for position, section in enumerate(issue.sections):
        texts = tuple(full_text(entry) for entry in section.entries)
        chapters[str(position)] = Chapter(SYMBOLS[section.kind], section.title, texts)
    return chapters


def _notes(issue: Issue) -> list[str]:
    texts = []
    if issue.picks:
        lines = [f"- {_remark(pick)}" for pick in issue.picks]
        texts.append("\n".join([f"### {phrases(issue.language).picks}", *lines]))
    for block in issue.commentary:
        heading = f"### {escape(clip(block.heading, 120))}\n"
        for item in block.items:
            texts.append(f"{heading}- {_remark(item)}")
            heading = ""
    return texts


def _remark(remark: Remark) -> str:
    """A remark as Markdown: a short one with a single link becomes that link, others list links after the text."""
    text = clip(remark.text, _NOTE)
    if len(remark.urls) == 1 and len(text) < 120:
        return link(text, remark.urls[0])
    addresses = filter(None, (link_address(url, _LONGEST) for url in remark.urls[:4]))
    links = " ".join(link(f"[{n}]", address) for n, address in enumerate(addresses, start=1))
    return f"{escape(text)} {links}".rstrip()
