"""The digest as components: title, date, contents by section with links, and a select that opens a section."""

from contextlib import suppress
from typing import Any

import discord
from discord import ui

from bot.digest.chapters import NOTES, list_chapters
from bot.digest.entry import headline
from bot.digest.fingerprint import Fingerprint, make_fingerprint
from bot.digest.format import PLAIN, DigestFormat, Payload, Rendering
from bot.digest.message import IS_COMPONENTS_V2, JSON, has_flag, walk_components
from bot.ui.codec import InvalidIdError
from bot.ui.custom_ids import OpenSection, ReadIssue
from bot.ui.limits import MESSAGE_TEXT, OPTION_LABEL, SELECT_OPTIONS, SELECT_PLACEHOLDER, text_size
from bot.ui.links import LINK
from bot.ui.markup import clip, escape, fit, link, plain
from bot.ui.page import Page, Row, Space, button, link_buttons, spread
from bot.ui.phrases import SYMBOLS, Phrases, format_day, phrases
from newsletter.model import Issue, Section
from storage.records import Form, StoredIssue

PICKS = 3
PICK = 140
SECTION_TITLE = 80
SPREAD_SECTIONS = 14
SECTIONS = 26
"""Sections with a text block each; with more, all share one block, to stay within 40 components."""

ROOM = MESSAGE_TEXT - 100
"""Characters for all text, with a margin because Discord may count differently."""

_MEASURES = (
    (160, 25, LINK), (100, 25, LINK), (100, 25, 160), (70, 12, 160), (60, 6, 100), (40, 3, 80), (40, 0, 0),
)  # fmt: skip
"""Limits, tried in this order until all fits: characters of a headline, headlines of a section, characters of a URL."""

_TEXT, _BUTTON = discord.ComponentType.text_display.value, discord.ComponentType.button.value


class ComponentsFormat(DigestFormat):
    """One message of Components V2."""

    form = Form.COMPONENTS
    permissions = frozenset[str]()

    def render(self, stored: StoredIssue, rendering: Rendering) -> Payload:
        return {"view": render_digest(stored, rendering)}

    def matches(self, message: JSON) -> bool:
        return has_flag(message, IS_COMPONENTS_V2)

    def shows(self, message: JSON, stored: StoredIssue) -> bool:
        marker = find_marker(message)  # an answer to a command has one without a delivery
        return marker is not None and marker.issue_id == stored.ref.id and marker.delivery_id is not None

    def read(self, message: JSON) -> Fingerprint | None:
        if message.get("embeds") or find_marker(message) is None:
            return None
        return _read_page(message)

    def fingerprint(self, stored: StoredIssue) -> Fingerprint:
        return _read_page({"components": [child.to_component_dict() for child in render_digest(stored).children]})


def find_marker(message: JSON) -> OpenSection | None:
    """The issue and the delivery that a digest's select names: ids of the database that sent it."""
    for component in walk_components(message):
        with suppress(InvalidIdError):
            return OpenSection.parse(str(component.get("custom_id")))
    return None


def _read_page(message: JSON) -> Fingerprint:
    """The first text is a heading and, under it, the facts; the first link button leads to the original."""
    parts = list(walk_components(message))
    head = next((str(part.get("content")) for part in parts if part.get("type") == _TEXT), "")
    title, _, rest = head.partition("\n")
    links = (str(part["url"]) for part in parts if part.get("type") == _BUTTON and part.get("url"))
    return make_fingerprint(title, rest.partition("\n")[0].removeprefix("-# "), next(links, None))


def render_digest(stored: StoredIssue, rendering: Rendering = PLAIN) -> Page:
    """One message for a whole issue. The select's custom id names the delivery, where there is one."""
    issue, words = stored.issue, phrases(stored.issue.language)
    head = _head(stored, words)
    picks = _picks(issue, words)
    room = ROOM - text_size(head) - text_size(picks)
    contents = _contents(issue.sections, words, room)
    blocks = [*spread(filter(None, [head, picks]), Space.GAP), Space.RULE]
    # Gaps are components too: an issue of very many sections does without.
    blocks += spread(contents, Space.GAP) if len(contents) <= SPREAD_SECTIONS else contents
    rows: list[Row] = [
        [_select(stored, words, rendering.delivery_id)],
        [
            button(words.read, ReadIssue(stored.ref.id, rendering.delivery_id).build(), primary=True),
            *link_buttons((words.original, issue.source_url)),
        ],
    ]
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
    """One block per section. Shortens headlines, then drops long links and headlines, until all blocks fit."""
    for length, most, longest in _MEASURES:
        blocks = [_section(section, words, length, most, longest) for section in sections]
        if sum(map(text_size, blocks)) <= room:
            return blocks if len(blocks) <= SECTIONS else ["\n".join(blocks)]
    return [fit("\n".join(blocks), room)]


def _section(section: Section, words: Phrases, length: int, most: int, longest: int) -> str:
    lines = [f"### {SYMBOLS[section.kind]} {escape(clip(section.title, SECTION_TITLE))}"]
    lines += [f"- {headline(entry, length, longest)}" for entry in section.entries[:most]]
    if len(section.entries) > most:
        lines.append("-# " + words.more.format(number=len(section.entries) - most))
    return "\n".join(lines)


def _select(stored: StoredIssue, words: Phrases, delivery_id: int | None) -> ui.Select[Any]:
    options = [
        discord.SelectOption(
            label=clip(plain(chapter.title) or "…", OPTION_LABEL),
            value=key,
            description=None if key == NOTES else words.entries(len(chapter.entries)),
            emoji=chapter.symbol,
        )
        for key, chapter in list_chapters(stored.issue).items()
    ]
    return ui.Select(
        custom_id=OpenSection(stored.ref.id, delivery_id).build(),
        placeholder=clip(words.open_section, SELECT_PLACEHOLDER),
        options=options[:SELECT_OPTIONS],
    )
