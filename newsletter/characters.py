"""Removes or escapes invisible characters for display, indexing and terminals. Pure.

Invisible are control characters (C0 and C1), format characters (directional marks, soft hyphens, tags), blank fillers
(such as U+3164), and variation selectors outside emoji. White space is not. Zero-width joiner and non-joiner are kept:
emoji, Persian and Indic scripts need them.
"""

import re

JOINERS = "\u200c\u200d"
"""The zero-width non-joiner and joiner."""

_INVISIBLE = (
    r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U00013430-\U00013438"
    r"\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_INVISIBLE_PATTERN = re.compile(f"[{_INVISIBLE}]")
# Joiners and emoji variation selectors without a base character are invisible.
_STRAY_JOINERS = re.compile(rf"(?<!\S)[{JOINERS}\ufe0e\ufe0f]+|(?<=[{JOINERS}])[{JOINERS}]+")
_NON_PRINTABLE = re.compile(f"[{_INVISIBLE}\x0b-\x0d\x1c-\x1f\x85\u2028\u2029]")
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def visible(text: str) -> str:
    """Remove invisible characters and lone surrogates. White space is kept."""
    if text.isascii() and text.isprintable():
        return text
    return _STRAY_JOINERS.sub("", _INVISIBLE_PATTERN.sub("", text.encode("utf-8", "ignore").decode()))


def printable(text: str) -> str:
    """Make text safe for a terminal: no control and no directional characters; line breaks become newlines."""
    return text if text.isprintable() else visible(_BREAKS.sub("\n", text))


def escape_json(text: str) -> str:
    """Escape invisible characters in JSON text. The parsed value is unchanged."""
    return _NON_PRINTABLE.sub(_as_escape, text)


def wordless(text: str) -> str:
    """Remove invisible characters inside words, such as soft hyphens. A zero-width space becomes a space."""
    return _INVISIBLE_IN_WORDS.sub("", text.replace("\u200b", " "))


_INVISIBLE_IN_WORDS = re.compile(f"[{_INVISIBLE}{JOINERS}]")


def _as_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{int.from_bytes(units[n : n + 2]):04x}" for n in range(0, len(units), 2))
