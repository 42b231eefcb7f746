"""Links and images in a block of Markdown, found in linear time whatever the block holds."""

import re
from dataclasses import dataclass

_PUNCTUATION = r"[!-/:-@\[-`{-~]"

# A link's destination, with brackets in it where they are balanced. Possessive, so that it never goes back.
LINK_DESTINATION = (
    r"\(\s*+(?:<(?P<angled>[^<>\n]*+)>|(?P<plain>(?:[^\s()]++|\((?:[^\s()]++|\([^\s()]*+\))*+\))*+))"
    r"(?:\s++(?:\"[^\"\n]*+\"|'[^'\n]*+'))?+\s*+\)"
)
# `cut` is a destination that the end of the document cut off.
_BRACKETS = re.compile(rf"\\{_PUNCTUATION}|!?\[|\](?:(?P<to>{LINK_DESTINATION})|(?P<cut>\([^\s()]*+\Z))?")


@dataclass(frozen=True, slots=True)
class Link:
    """Where a link or an image stands in a text, as offsets."""

    start: int
    end: int
    label: tuple[int, int]
    url: str  # as written; "" where it is empty or cut off
    is_image: bool
    images: tuple["Link", ...] = ()  # a link's label may hold images, never links


def find_links(text: str) -> list[Link]:
    """All links and images of a text, in order, none overlapping another. Brackets that are none are left."""
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
