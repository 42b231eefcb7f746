"""Finds links and images in a Markdown block, in linear time for any input."""

import re
from dataclasses import dataclass

_PUNCTUATION = r"[!-/:-@\[-`{-~]"

# A link destination (CommonMark 6.3); balanced brackets are allowed. Possessive quantifiers prevent backtracking.
LINK_DESTINATION = (
    r"\(\s*+(?:<(?P<angled>[^<>\n]*+)>|(?P<plain>(?:[^\s()]++|\((?:[^\s()]++|\([^\s()]*+\))*+\))*+))"
    r"(?:\s++(?:\"[^\"\n]*+\"|'[^'\n]*+'))?+\s*+\)"
)
# `cut` is a destination truncated at the end of the document.
_BRACKETS = re.compile(rf"\\{_PUNCTUATION}|!?\[|\](?:(?P<to>{LINK_DESTINATION})|(?P<cut>\([^\s()]*+\Z))?")


@dataclass(frozen=True, slots=True)
class Link:
    """The position of a link or image in a text, as offsets."""

    start: int
    end: int
    label: tuple[int, int]
    url: str  # as written; "" if empty or cut off
    is_image: bool
    images: tuple["Link", ...] = ()  # a link's label may contain images, but no links


def find_links(text: str) -> list[Link]:
    """Find all links and images, in order and without overlaps. Unmatched brackets are ignored."""
    found: list[Link] = []
    openers: list[re.Match[str]] = []
    for match in _BRACKETS.finditer(text):
        if match[0] in {"[", "!["}:
            openers.append(match)
        elif match[0].startswith("]") and openers:
            opener = openers.pop()
            if match["to"] is None and match["cut"] is None:
                continue
            inside: list[Link] = []
            while found and found[-1].start > opener.start():
                inside.append(found.pop())
            label = (opener.end(), match.start())
            url = (match["angled"] or match["plain"] or "").strip()
            is_image = opener[0] == "!["
            found.append(Link(opener.start(), match.end(), label, url, is_image, tuple(reversed(inside))))
            if not is_image:
                openers.clear()
    return found
