"""The digest of an issue: title, date, contents by section with links, and a select that opens a section."""

from typing import Any

import discord
from discord import ui

from bot.digest.chapters import NOTES, list_chapters
from bot.digest.entry import headline
from bot.ui import custom_ids
from bot.ui.limits import MESSAGE_TEXT, OPTION_LABEL, SELECT_OPTIONS, SELECT_PLACEHOLDER, text_size
from bot.ui.links import LINK
from bot.ui.markup import clip, escape, fit, link, plain
from bot.ui.page import Page, Row, Space, link_buttons, spread
from bot.ui.phrases import SYMBOLS, Phrases, format_day, phrases
from newsletter.model import Issue, Section
from storage.records import StoredIssue

PICKS = 3
PICK = 140
SECTION_TITLE = 80
SPREAD_SECTIONS = 14
SECTIONS = 26
"""More would not fit the 40 components; they are told by number and can be read where the issue came from."""

ROOM = MESSAGE_TEXT - 100
"""What the text may take, with a margin for what is counted differently than we count."""

_MEASURES = (
    (160, 25, LINK), (100, 25, LINK), (100, 25, 160), (70, 12, 160), (60, 6, 100), (40, 3, 80), (40, 0, 0),
)  # fmt: skip
"""Characters of a headline, headlines of a section, characters of an address; tried one after another."""


def render_digest(stored: StoredIssue, delivery_id: int | None = None) -> Page:
    """One message for a whole issue. A delivered digest bears its ledger row in the select's custom id."""
    issue, words = stored.issue, phrases(stored.issue.language)
    head = _head(stored, words)
    picks = _picks(issue, words)
    room = ROOM - text_size(head) - text_size(picks)
    contents = _contents(issue.sections, words, room)
    blocks = [*spread(filter(None, [head, picks]), Space.GAP), Space.RULE]
    # Gaps are components too: an issue of very many sections does without.
    blocks += spread(contents, Space.GAP) if len(contents) <= SPREAD_SECTIONS else contents
    rows: list[Row] = [[_select(stored, words, delivery_id)], link_buttons((words.original, issue.source_url))]
    return Page(blocks, rows)


def _head(stored: StoredIssue, words: Phrases) -> str:
    facts = []
    if stored.ref.day:
        facts.append(format_day(stored.ref.day, stored.issue.language))
    facts.append(words.entries(len(stored.issue.entries)))
    return f"# {escape(clip(stored.issue.title, 200))}\n-# " + " · ".join(facts)


def _picks(issue: Issue, words: Phrases) -> str:
    picks = [f"- {link(clip(p.text, PICK), p.urls[0] if p.urls else None)}" for p in issue.picks[:PICKS] if p.text]
    return "\n".join([f"**{words.picks}**", *picks]) if picks else ""


def _contents(sections: tuple[Section, ...], words: Phrases, room: int) -> list[str]:
    """A block a section: headlines shortened, then long addresses and then headlines left out, until all fit."""
    for length, most, longest in _MEASURES:
        blocks = [_section(section, words, length, most, longest) for section in sections]
        if sum(map(text_size, blocks)) <= room:
            return blocks if len(blocks) <= SECTIONS else ["\n".join(blocks)]
    return [fit("\n".join(blocks), room)]


def _section(section: Section, words: Phrases, length: int, most: int, longest: int) -> str:
    lines = [f"### {SYMBOLS[section.kind]} {escape(clip(section.title, SECTION_TITLE))}"]
    lines += [f"- {headline(entry, length, longest)}" for entry in section.entries[:most]]
    if len(section.entries) > most:
        lines.append("-# " + words.more.format(len(section.entries) - most))
    return "\n".join(lines)


def _select(stored: StoredIssue, words: Phrases, delivery_id: int | None) -> ui.Select[Any]:
    options = [
        discord.SelectOption(
            label=clip(plain(chapter.title) or "…", OPTION_LABEL),
            value=key,
            description=None if key == NOTES else words.entries(len(chapter.texts)),
            emoji=chapter.symbol,
        )
        for key, chapter in list_chapters(stored.issue).items()
    ]
    return ui.Select(
        custom_id=custom_ids.OpenSection(stored.ref.id, delivery_id).build(),
        placeholder=clip(words.open_section, SELECT_PLACEHOLDER),
        options=options[:SELECT_OPTIONS],
    )
