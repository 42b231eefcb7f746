"""Characters that nobody sees, and that have no place in what is shown, indexed or printed. Pure.

These are control characters (C0 and C1), format characters (direction marks and overrides, soft hyphens, tags), fillers
that look like nothing (U+3164 and its kin), and variation selectors except those of emoji. The zero-width joiner and
non-joiner are not among them: emoji, Persian and the scripts of India are written with them. White space is not either.
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
# A joiner or an emoji's variation selector that joins or varies nothing is invisible text.
_STRAY_JOINERS = re.compile(rf"(?<!\S)[{JOINERS}\ufe0e\ufe0f]+|(?<=[{JOINERS}])[{JOINERS}]+")
_NON_PRINTABLE = re.compile(f"[{_INVISIBLE}\x0b-\x0d\x1c-\x1f\x85\u2028\u2029]")
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")


def visible(text: str) -> str:
    """The text without characters that nobody sees and without lone surrogates; white space stays as it is."""
    if text.isascii() and text.isprintable():
        return text
    return _STRAY_JOINERS.sub("", _INVISIBLE_PATTERN.sub("", text.encode("utf-8", "ignore").decode()))


def printable(text: str) -> str:
    """The text as a terminal may print it: no control and no direction characters, line breaks as newlines."""
    return text if text.isprintable() else visible(_BREAKS.sub("\n", text))


def escape_json(text: str) -> str:
    """JSON with the characters that nobody sees written as escapes: the same value, safe on a terminal."""
    return _NON_PRINTABLE.sub(_as_escape, text)


def wordless(text: str) -> str:
    """The text without what stands inside words unseen, such as soft hyphens; a zero-width space parts words."""
    return _INVISIBLE_IN_WORDS.sub("", text.replace("\u200b", " "))


_INVISIBLE_IN_WORDS = re.compile(f"[{_INVISIBLE}{JOINERS}]")


def _as_escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{int.from_bytes(units[n : n + 2]):04x}" for n in range(0, len(units), 2))
