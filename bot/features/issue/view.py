"""The reader: an issue in one message that turns, from its contents through all of its chapters."""

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord import ui

from bot.digest.chapters import Chapter, list_chapters
from bot.digest.components import render_digest
from bot.features.issue.paging import HEAD, Item, paginate
from bot.ui import custom_ids
from bot.ui.limits import MESSAGE_COMPONENTS, OPTION_LABEL, SELECT_OPTIONS
from bot.ui.markup import clip, clip_columns, escape, fit, plain
from bot.ui.page import Beside, Block, Page, Space, button
from bot.ui.translations import _
from storage.records import StoredIssue

CONTENTS = "contents"
"""The key of the contents: the issue's digest, from which reading begins."""

NAME = 32
"""Characters that Discord takes for a person's name."""

LAST = custom_ids.MOST_PAGES
"""The last page of a chapter, however many it has."""


def render_page(
    stored: StoredIssue, key: str, page: int = 0, *, shareable: bool = True, shared_by: str | None = None
) -> Page:
    """One page of a chapter, counted from 0 and clamped to the pages that exist; or the contents.

    Raises KeyError where the issue has no chapter with this key.
    """
    if key == CONTENTS:
        return render_contents(stored)
    chapters = list_chapters(stored.issue)
    pages = paginate(stored, chapters[key])
    page = min(page, len(pages) - 1)
    facts = _facts(stored, list(chapters).index(key), len(chapters), page, len(pages))
    if shared_by:
        facts.append(_("shared by {name}").format(name=escape(clip(shared_by, NAME))))
    title = f"## {chapters[key].symbol} {escape(clip(chapters[key].title, 120))}"
    blocks: list[Block] = [
        [_select(stored, chapters, key)],
        fit(f"{title}\n-# {' · '.join(facts)}", HEAD),
    ]
    for item in pages[page]:
        blocks += [Space.RULE, _block(stored, key, page, item)]
    share = button(_("Share here"), custom_ids.ShareSection(stored.ref.id, key, page).build())
    turns = _turns(stored, chapters, key, page, len(pages))
    return Page(blocks, [[*turns, *([share] if shareable and not shared_by else [])]])


def first_chapter(stored: StoredIssue) -> str:
    """The key of the chapter that is read first; of the contents where the issue has nothing to read."""
    return next(iter(list_chapters(stored.issue)), CONTENTS)


def render_contents(stored: StoredIssue, *, shareable: bool = True, shared_by: str | None = None) -> Page:
    """The digest of an issue, for one person to read on from, or for everybody where somebody shared it.

    A digest of as many components as Discord takes cannot be shared.
    """
    page = render_digest(stored)
    if page.total_children_count + 2 > MESSAGE_COMPONENTS:
        return page
    if shared_by:
        page.append("-# " + _("shared by {name}").format(name=escape(clip(shared_by, NAME))))
    elif shareable:
        page.append_button(button(_("Share here"), custom_ids.ShareIssue(stored.ref.id).build()))
    return page


def back_button(stored: StoredIssue, key: str, page: int) -> ui.Button[Any] | None:
    """The button of a card that leads back to the page it was opened from; None where that chapter is gone."""
    chapter = list_chapters(stored.issue).get(key)
    if chapter is None:
        return None
    label = _("Back to {section}").format(section=plain(chapter.title))
    return button(label, custom_ids.TurnSection(stored.ref.id, key, page).build())


def _facts(stored: StoredIssue, position: int, chapters: int, page: int, pages: int) -> list[str]:
    """What stands under the heading: the issue, which of its chapters this is, and which page of that."""
    facts = [escape(clip(stored.issue.title, 120))]
    if chapters > 1:
        facts.append(_("{position} of {chapters}").format(position=position + 1, chapters=chapters))
    if pages > 1:
        facts.append(_("page {page} of {pages}").format(page=page + 1, pages=pages))
    return facts


def _block(stored: StoredIssue, key: str, page: int, item: Item) -> Block:
    if item.entry_id is None:
        return item.text
    state = custom_ids.OpenEntry(stored.ref.id, key, page, item.entry_id)
    return Beside(item.text, button(_("More"), state.build()))


def _select(stored: StoredIssue, chapters: Mapping[str, Chapter], key: str) -> ui.Select[Any]:
    """All chapters, the present one chosen; of very many, those around it."""
    keys = list(chapters)
    start = max(0, min(keys.index(key) - SELECT_OPTIONS // 2, len(keys) - SELECT_OPTIONS))
    options = [
        discord.SelectOption(
            label=clip(plain(chapters[each].title) or "…", OPTION_LABEL),
            value=each,
            emoji=chapters[each].symbol,
            default=each == key,
        )
        for each in keys[start : start + SELECT_OPTIONS]
    ]
    return ui.Select(custom_id=custom_ids.ChooseSection(stored.ref.id).build(), options=options)


def _turns(
    stored: StoredIssue, chapters: Mapping[str, Chapter], key: str, page: int, pages: int
) -> Sequence[ui.Button[Any]]:
    """The buttons to the page before and the page after, be they of this chapter or of the next one."""
    keys = list(chapters)
    position = keys.index(key)
    if page > 0:
        back = (_("Page {number}").format(number=page), key, page - 1)
    elif position > 0:
        back = (_name(chapters[keys[position - 1]]), keys[position - 1], LAST)
    else:
        back = (_("Contents"), CONTENTS, 0)
    turns = [button(f"← {back[0]}", custom_ids.TurnSection(stored.ref.id, *back[1:]).build())]
    if page + 1 < pages:
        on = (_("Page {number}").format(number=page + 2), key, page + 1)
    elif position + 1 < len(keys):
        on = (_name(chapters[keys[position + 1]]), keys[position + 1], 0)
    else:
        return turns
    return [*turns, button(f"{on[0]} →", custom_ids.TurnSection(stored.ref.id, *on[1:]).build(), primary=True)]


def _name(chapter: Chapter) -> str:
    """The title of a chapter, so short that a row has room for two and for sharing."""
    return clip_columns(plain(chapter.title) or chapter.symbol, 28)
