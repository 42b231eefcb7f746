"""Text of documents and people, made safe to show in Discord's Markdown."""

import re
import unicodedata
from datetime import datetime
from urllib.parse import quote, urlsplit

from bot.views.limits import text_size

# Everything Discord may read as markup: emphasis, spoilers, code, quotes, links, headings, lists, mentions,
# timestamps and custom emoji (both begin with "<" or ":").
_MARKUP = re.compile(r"([\\*_~`|\[\]<>#:@])")
_AT_LINE_START = re.compile(r"^(\s*)([-+]|\d+\.)(?=\s)", re.MULTILINE)
SHORT_WORD = 14
"""Characters; a longer run without a space is cut where it must be."""

_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\x7f]")


def plain(text: str) -> str:
    """One line of text without control characters and direction overrides."""
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    return _INVISIBLE.sub("", text.encode("utf-8", "ignore").decode())


def escape(text: str) -> str:
    """Text that Discord shows as it is: nothing in it formats, links, mentions or pings.

    Spaces at its ends stay, so that pieces of a sentence can be escaped one by one.
    """
    clean = "\n".join(_SPACES.sub(" ", _visible(line)) for line in text.splitlines())
    return _AT_LINE_START.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", clean))


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, the last an ellipsis where something was cut.

    No character is broken, nor a short word of a script that has spaces.
    """
    if len(text) <= limit:
        return text
    end = limit - 1
    while end > 0 and (unicodedata.combining(text[end]) or text[end] in "\u200d\ufe0f" or text[end - 1] == "\u200d"):
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


def fit(text: str, room: int) -> str:
    """Finished Markdown cut to what a text display may take of a message; best cut where a line ends."""
    if text_size(text) <= room:
        return text
    low, high = 0, min(len(text), room)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text_size(clip(text, middle)) <= room else (low, middle - 1)
    return clip(text, low)


def link(text: str, url: str | None) -> str:
    """A masked link, or the bare text where there is no address that may be linked."""
    address = link_address(url)
    return f"[{escape(text)}]({address})" if address else escape(text)


def link_address(url: str | None) -> str | None:
    """An http(s) address as it may stand inside a masked link, None for anything else."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return quote(url, safe=":/?#@!$&*+,;=%~-._")


def moment(when: datetime, style: str = "F") -> str:
    """An instant that each reader's own Discord shows in the reader's zone and language."""
    return f"<t:{int(when.timestamp())}:{style}>"
