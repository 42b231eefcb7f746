"""How much an issue may hold, so that no document keeps a processor busy for longer than a moment."""

import re

from newsletter.errors import DocumentError

MOST_LINES = 25_000
"""Lines with text. The longest issue known has 126."""

MOST_MARKS = 100_000
"""Characters that may be marks of Markdown. The richest issue known has 700."""

MOST_CHARACTERS = 2_000_000
"""Characters without blanks. The longest issue known has 20,000; much longer ones would hold up the index."""

_TEXT = re.compile(r"^[^\S\n]*[^\s]", re.MULTILINE)
MARKS = ("*", "[", "`", "_", "<", "&", "\\", "http")


def check_size(text: str, called: str) -> None:
    """Raise DocumentError for a document that holds more than any issue could, with what was found.

    It is the number of lines and marks that takes time to read; that of characters takes memory, and time in the index.
    """
    lines = text.count("\n") + 1
    if lines > MOST_LINES and (lines := sum(1 for _ in _TEXT.finditer(text))) > MOST_LINES:
        raise DocumentError(
            f"{called} is too long for an issue: expected at most {MOST_LINES:,} lines, found {lines:,}."
        )
    if len(text) > MOST_CHARACTERS and (length := sum(map(len, text.split()))) > MOST_CHARACTERS:
        raise DocumentError(
            f"{called} is too long for an issue: expected at most {MOST_CHARACTERS:,} characters, found {length:,}."
        )
    marks = sum(text.count(mark) for mark in MARKS)
    if marks > MOST_MARKS:
        raise DocumentError(
            f"{called} is too tangled for an issue: expected at most {MOST_MARKS:,} marks of Markdown such as * and [, "
            f"found {marks:,}."
        )
