"""Size limits of a document, so that parsing takes a bounded time."""

import re

from newsletter.errors import DocumentError

MAX_LINES = 25_000
"""Non-blank lines. The longest known issue has 126."""

MAX_MARKUP = 100_000
"""Characters that may be Markdown syntax. The largest known count is 700."""

MAX_CHARACTERS = 2_000_000
"""Non-blank characters. The longest known issue has 20,000; much longer ones would block the indexer."""

_TEXT = re.compile(r"^[^\S\n]*[^\s]", re.MULTILINE)
MARKUP = ("*", "[", "`", "_", "<", "&", "\\", "http")


def check_size(text: str, display_name: str) -> None:
    """Raise DocumentError if the document exceeds a limit.

    Lines and markup determine parsing time; characters determine memory and indexing time.
    """
    lines = text.count("\n") + 1
    if lines > MAX_LINES and (lines := sum(1 for _ in _TEXT.finditer(text))) > MAX_LINES:
        raise DocumentError(
            "{document} is too long for an issue: expected at most {limit:,} lines, found {number:,}.",
            document=display_name,
            limit=MAX_LINES,
            number=lines,
        )
    if len(text) > MAX_CHARACTERS and (length := sum(map(len, text.split()))) > MAX_CHARACTERS:
        raise DocumentError(
            "{document} is too long for an issue: expected at most {limit:,} characters, found {number:,}.",
            document=display_name,
            limit=MAX_CHARACTERS,
            number=length,
        )
    marks = sum(text.count(mark) for mark in MARKUP)
    if marks > MAX_MARKUP:
        raise DocumentError(
            "{document} is too tangled for an issue: expected at most {limit:,} marks of Markdown "
            "such as * and [, found {number:,}.",
            document=display_name,
            limit=MAX_MARKUP,
            number=marks,
        )
