"""The layout of every view: a Components V2 message that keeps no state in the process."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Self

import discord
from discord import ui

from bot.ui.limits import BUTTON_LABEL, BUTTON_URL, MESSAGE_TEXT, ROW_BUTTONS
from bot.ui.links import link_address
from bot.ui.markup import clip, fit

INK = discord.Colour(0xE8A33D)
TROUBLE = discord.Colour(0xD9534F)


class Space(Enum):
    """Separators between two blocks."""

    RULE = "a line"
    GAP = "a little room"


@dataclass(frozen=True, slots=True)
class Beside:
    """A text with a button or a small picture (`thumbnail`) to its right."""

    text: str
    accessory: ui.Button[Any] | ui.Thumbnail[Any]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture over the whole width. `address` is http(s) and was checked when its issue came in."""

    address: str
    description: str | None = None  # alternative text


Row = Sequence[ui.Button[Any] | ui.Select[Any] | ui.RoleSelect[Any]]
"""Controls side by side: up to five buttons, or one select."""

Block = str | Space | Beside | Picture | Row


class Page(ui.LayoutView):
    """A finished message: blocks of text, pictures and controls, with rows of controls below them.

    The controls are plain components; the dynamic items of the features answer their custom ids. The view is stopped
    when it is created, because discord.py would otherwise keep it in memory to dispatch its interactions.
    Texts of `above` stand above the frame, such as a mention of a role.
    """

    def __init__(
        self,
        blocks: Iterable[Block],
        rows: Iterable[Row] = (),
        colour: discord.Colour = INK,
        *,
        above: Iterable[str] = (),
    ) -> None:
        super().__init__(timeout=None)
        for text in above:
            self.add_item(ui.TextDisplay(text))
        self._container = container = ui.Container[Self](accent_colour=colour)
        for block in blocks:
            container.add_item(_build(block))
        rows = [row for row in rows if row]
        if rows:
            container.add_item(ui.Separator(visible=False))
        for row in rows:
            container.add_item(_build(row))
        self.add_item(container)
        self.stop()

    def append(self, block: Block) -> None:
        """Add a block below all others. Raises ValueError where Discord takes no more components."""
        self._container.add_item(_build(block))

    def append_button(self, added: ui.Button[Any]) -> None:
        """Add a button to the last row of buttons, or below all blocks where that has no room. Raises ValueError."""
        rows = [item for item in self._container.children if isinstance(item, ui.ActionRow)]
        free = [row for row in rows if all(isinstance(one, ui.Button) for one in row.children)][-1:]
        if free and len(free[0].children) < ROW_BUTTONS:
            free[0].add_item(added)
        else:
            self.append([added])

    @property
    def text(self) -> str:
        """All text of the page, for logs and tests."""
        return "\n".join(item.content for item in self.walk_children() if isinstance(item, ui.TextDisplay))


def _build(block: Block) -> ui.Item[Any]:
    """The component of a block."""
    if isinstance(block, str):
        return ui.TextDisplay(block)
    if isinstance(block, Beside):
        return ui.Section(block.text, accessory=block.accessory)
    if isinstance(block, Picture):
        gallery: ui.MediaGallery[Any] = ui.MediaGallery()
        return gallery.add_item(media=block.address, description=block.description)
    if isinstance(block, Space):
        return ui.Separator(visible=block is Space.RULE)
    return ui.ActionRow(*block)


def notice(text: str, *rows: Row) -> Page:
    """A short answer. `text` is trusted Markdown."""
    return Page([fit(text, MESSAGE_TEXT)], rows)


def trouble(text: str) -> Page:
    """An error message: what went wrong and what to do next. `text` is trusted Markdown."""
    return Page([fit(text, MESSAGE_TEXT)], colour=TROUBLE)


def spread(blocks: Iterable[str], space: Space) -> list[Block]:
    """Blocks with the same space between any two."""
    spread: list[Block] = []
    for block in blocks:
        spread += [space, block] if spread else [block]
    return spread


def button(label: str, custom_id: str, *, disabled: bool = False, primary: bool = False) -> ui.Button[Any]:
    style = discord.ButtonStyle.primary if primary else discord.ButtonStyle.secondary
    return ui.Button(label=clip(label, BUTTON_LABEL), custom_id=custom_id, disabled=disabled, style=style)


def thumbnail(address: str, description: str | None = None) -> ui.Thumbnail[Any]:
    """A small picture beside a text; `description` is its alternative text."""
    return ui.Thumbnail(address, description=description)


def link_buttons(*labelled: tuple[str, str | None]) -> list[ui.Button[Any]]:
    """Link buttons for (label, URL) pairs; leaves out a URL that may not be linked."""
    return [
        ui.Button(label=clip(label, BUTTON_LABEL), url=address)
        for label, url in labelled
        if (address := link_address(url, BUTTON_URL))
    ]


def turn_buttons(earlier: str, later: str, page: int, pages: int) -> list[ui.Button[Any]]:
    """The buttons to the previous and next page (counted from 0), given their custom ids; none for a single page."""
    if pages < 2:
        return []
    return [
        button("←", earlier, disabled=page <= 0),  # no triangles: Discord draws those as pictures
        button("→", later, disabled=page >= pages - 1),
    ]
