"""The first sentence of a text, in Latin, Chinese and Japanese script.

Lengths are in columns: a wide character, such as a Chinese one, takes two.
"""

import re
import unicodedata
from collections.abc import Iterator

from bot.ui.markup import clip, plain

ABBREVIATIONS = frozenset({
    "al", "approx", "ca", "cf", "ch", "dr", "ed", "eds", "eq", "eqs", "fig", "figs", "inc", "jr",
    "mr", "mrs", "ms", "no", "nos", "p", "pp", "prof", "ref", "refs", "resp", "sec", "st", "vol", "vs",
})  # fmt: skip
"""Words, in lower case, whose full stop does not end a sentence; single letters (J. Smith, e.g.) do not either."""

LONG_WORD = 24
"""Characters; a longer word is broken where a line ends."""

_MARK = re.compile(r"[。！？｡．.!?]+[\"'”’»」』）)】\]]*")
_WORD = re.compile(r"[\w.&-]+$")
_LETTERS = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_OPEN, _CLOSED = "([（【「『“", ")]）】」』”"
_LOOSE_END = " ,;:、，；：（([-–—“「"


def first_sentence(text: str, limit: int) -> str:
    """The first sentence of the first paragraph, at most `limit` columns wide; "" for a text without a word."""
    paragraph = _first_paragraph(text)
    return shorten(paragraph[: next(_find_ends(paragraph))], limit)


def first_sentences(text: str, limit: int) -> str:
    """As many sentences of the first paragraph as `limit` columns hold, at least the first one."""
    paragraph = _first_paragraph(text)
    fitting = [end for end in _find_ends(paragraph) if width(paragraph[:end]) <= limit]
    return paragraph[: fitting[-1]] if fitting else first_sentence(text, limit)


def shorten(text: str, columns: int) -> str:
    """One line cut to at most `columns`, with an ellipsis. No word and no number is broken, unless it is very long."""
    end, room = 0, columns - 1
    while end < len(text) and (room := room - width(text[end])) >= 0:
        end += 1
    if end == len(text) or (end == len(text) - 1 and width(text) <= columns):
        return text
    cut = end
    while cut > 0 and _is_joined(text, cut):
        cut -= 1
    if cut == 0 or end - cut > LONG_WORD:  # such as an address
        return clip(text, end + 1)
    return text[:cut].rstrip(_LOOSE_END) + "…"


def width(text: str) -> int:
    """The columns that a text takes."""
    return sum(2 if _is_wide(character) else 1 for character in text)


def _first_paragraph(text: str) -> str:
    return plain(re.split(r"\n\s*\n", text.strip(), maxsplit=1)[0])


def _find_ends(text: str) -> Iterator[int]:
    """Where the sentences of a line end; the last one ends with the line."""
    for mark in _MARK.finditer(text):
        if _is_end(text, mark) and not _is_nested(text[: mark.end()]):
            yield mark.end()
    yield len(text)


def _is_end(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark ends a sentence, rather than an abbreviation, a number or a quotation inside a sentence."""
    start, end = mark.span()
    following = text[end : end + 1]
    if mark[0][0] in "。！？｡":
        return True
    if following and not following.isspace():
        between_digits = text[start - 1 : start].isdigit() and following.isdigit()
        if between_digits or not (_is_wide(following) or (start and _is_wide(text[start - 1]))):
            return False
    if mark[0] == "." and _is_abbreviation(text[:start]):
        return False
    return not text[end:].lstrip()[:1].islower()


def _is_abbreviation(before: str) -> bool:
    """Whether the text before a full stop ends with an abbreviation, or is the number of a list's item."""
    found = _WORD.search(before)
    if found is None:
        return False
    word = found[0].casefold().rstrip(".")
    is_item = word.isdigit() and found.start() == 0
    return is_item or word in ABBREVIATIONS or bool(_LETTERS.fullmatch(word) and word.isascii())


def _is_nested(text: str) -> bool:
    """Whether a bracket or quotation mark is open at the end of a text."""
    return sum(text.count(mark) for mark in _OPEN) > sum(text.count(mark) for mark in _CLOSED)


def _is_joined(text: str, at: int) -> bool:
    """Whether a cut at a place would break a word, a number or a character."""
    before, after = text[at - 1], text[at]
    if unicodedata.combining(after) or before == "\u200d" or after in "\u200d\ufe0e\ufe0f":
        return True
    return not (before.isspace() or after.isspace() or _is_wide(before) or _is_wide(after))


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
