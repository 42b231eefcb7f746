"""Text of documents and people, made safe to show in Discord's Markdown.

Discord takes a backslash before any mark but a letter, digit or space as an escape, everywhere but in the text of a
masked link, where it shows the backslash: https://github.com/discord/discord-api-docs/discussions/6185. See
bot.ui.links for those.
"""

import re
import unicodedata
from datetime import datetime

from bot.ui.limits import text_size
from bot.ui.links import LINK, link_address, link_text
from newsletter.characters import visible

_MARKUP = re.compile(
    r"[\\*_`\[<]"  # escapes, emphasis, code, links; mentions, timestamps and custom emoji
    r"|~(?=~)|(?<=~)~|\|(?=\|)|(?<=\|)\|"  # struck out, spoilers
    r"|@(?=everyone|here)"
    r"|:(?=//|[\w+-]+(?:::skin-tone-\d)?:)"  # an address, which Discord makes a link of; :smile:
)
# Headings, quotes, small type, lists. The mark is escaped, not the digit before it: that would show the backslash.
_AT_LINE_START = re.compile(r"^([^\S\n]*)(?:([#>])|([-+])(?=[\s#]|$)|(\d+)([.)])(?=\s|$))", re.MULTILINE)
SHORT_WORD = 14
"""Characters; a longer run without a space is cut where it must be."""

_SPACES = re.compile(r"[^\S\n]+")
# What a cut may not break, in Markdown of our own: a masked link, a mention or an instant, an escape, a mark of bold.
_ATOM = re.compile(r"\[[^\[\]\n]+\]\([^()\s]+\)|<[^<>\s]+>|\\.|\*\*|.", re.DOTALL)


def plain(text: str) -> str:
    """One line of text without characters that nobody sees."""
    return " ".join(visible(text).split())


def escape(text: str) -> str:
    """Text that Discord shows as it is: nothing in it formats, links, mentions or pings.

    Only what would be markup is escaped. Spaces at its ends stay, so that pieces of a sentence can be escaped one by
    one.
    """
    clean = "\n".join(_SPACES.sub(" ", line) for line in visible(text).splitlines())
    return _AT_LINE_START.sub(_escape_start, _MARKUP.sub(r"\\\g<0>", clean))


def _escape_start(found: re.Match[str]) -> str:
    space, mark, bullet, number, point = found.groups("")
    return f"{space}{number}\\{mark or bullet or point}"


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, the last an ellipsis where something was cut. For text, not for Markdown.

    No character is broken, nor a short word of a script that has spaces.
    """
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and _continues(text, end):
        end -= 1
    if text[end].isascii() and text[end].isalnum():
        space = text.rfind(" ", max(0, end - SHORT_WORD), end)
        end = space if space > 0 else end
    return text[:end].rstrip() + "…"


def clip_columns(text: str, columns: int) -> str:
    """Text cut so that it takes no more columns: wide characters, such as Chinese, take two."""
    taken = 0
    for position, character in enumerate(text):
        taken += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if taken > columns:
            return clip(text, position)
    return text


def cut(text: str, limit: int) -> str:
    """Finished Markdown of at most `limit` characters: no escape or link is broken, no bold left open."""
    if len(text) <= limit:
        return text
    best = word = (0, "")  # where to cut, and what closes a bold text there; a word is better not broken
    closing = ""
    for atom in _ATOM.finditer(text):
        start = atom.start()
        if start + len("…") + len(closing) > limit:
            break
        if not _continues(text, start):
            best = (start, closing)
            word = word if atom[0].isascii() and atom[0].isalnum() else best
        if atom[0] == "**":
            closing = "" if closing else "**"
    end, closing = word if word[0] > 0 and best[0] - word[0] <= SHORT_WORD else best
    return f"{text[:end].rstrip()}…{closing}"


def fit(text: str, room: int) -> str:
    """Finished Markdown cut to what a text display may take of a message."""
    if text_size(text) <= room:
        return text
    low, high = 0, min(len(text), room)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_size(cut(text, middle)) <= room else (low, middle - 1)
    return cut(text, low)


def link(text: str, url: str | None, longest: int = LINK) -> str:
    """A masked link; the bare text where there is no address that may be linked, or none that is short enough."""
    address = link_address(url, longest)
    return f"[{link_text(text, address)}]({address})" if address else escape(text)


def moment(when: datetime, style: str = "F") -> str:
    """An instant that each reader's own Discord shows in the reader's zone and language."""
    return f"<t:{int(when.timestamp())}:{style}>"


def _continues(text: str, end: int) -> bool:
    """Whether a character goes on at a place: it is an accent, or one is joined to the other."""
    joined = end > 0 and text[end - 1] == "\u200d"
    return joined or bool(unicodedata.combining(text[end])) or text[end] in "\u200d\ufe0e\ufe0f"
