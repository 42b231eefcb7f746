"""How much an issue may hold, so that no document keeps a processor busy for longer than a moment."""

import re

from newsletter.errors import DocumentError

MAX_LINES = 25_000
"""Lines with text. The longest issue known has 126."""

MAX_MARKUP = 100_000
"""Characters that may be marks of Markdown. The richest issue known has 700."""

MAX_CHARACTERS = 2_000_000
"""Characters without blanks. The longest issue known has 20,000; much longer ones would hold up the index."""

_TEXT = re.compile(r"^[^\S\n]*[^\s]", re.MULTILINE)
MARKUP = ("*", "[", "`", "_", "<", "&", "\\", "http")


def check_size(text: str, display_name: str) -> None:
    """Raise DocumentError for a document that holds more than any issue could, with what was found.

    It is the number of lines and marks that takes time to read; that of characters takes memory, and time in the index.
    """
    lines = text.count("\n") + 1
    if lines > MAX_LINES and (lines := sum(1 for _ in _TEXT.finditer(text))) > MAX_LINES:
        raise DocumentError(
            f"{display_name} is too long for an issue: expected at most {MAX_LINES:,} lines, found {lines:,}."
        )
    if len(text) > MAX_CHARACTERS and (length := sum(map(len, text.split()))) > MAX_CHARACTERS:
        raise DocumentError(
            f"{display_name} is too long for an issue: expected at most {MAX_CHARACTERS:,} characters, "
            f"found {length:,}."
        )
    marks = sum(text.count(mark) for mark in MARKUP)
    if marks > MAX_MARKUP:
        raise DocumentError(
            f"{display_name} is too tangled for an issue: expected at most {MAX_MARKUP:,} marks of Markdown "
            f"such as * and [, found {marks:,}."
        )
