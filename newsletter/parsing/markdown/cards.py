"""Link cards: link previews drawn by the publishing platform.

Crawlers render a card as a heading inside link text, which CommonMark does not parse as a link:

    [](https://example.org/page) [## Title

    ### Description…

    example.org](https://example.org/page)

Cards are extracted first, so that nothing inside them is mistaken for a headline.
"""

import re
from dataclasses import dataclass

from newsletter.parsing.markdown.emphasis import unescape
from newsletter.parsing.markdown.inline import plain
from newsletter.parsing.markdown.links import LINK_DESTINATION

_OPENING = re.compile(
    r"(?:\[\](?:\((?P<opener>(?:[^()\s]++|\([^()\s]*+\))*+)\))[ \t]*+\**+[ \t]*+)?"
    r"\[[ \t]*+\**+[ \t]*+#{1,6}[ \t]++(?P<title>)"
)
_CLOSING = re.compile(rf"\]{LINK_DESTINATION}")
_BRACKET = re.compile(r"[\[\]]")
_SECTION = re.compile(r"\W*#{1,6}[ \t]*\**\d{1,2}\s*[.．、]")
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}", re.IGNORECASE)
_MAX_LINES = 12  # lines of a card


@dataclass(frozen=True, slots=True)
class Card:
    """A card as printed. URLs are neither resolved nor canonical."""

    title: str | None
    site: str | None  # None if the printed text is not a host
    url: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A source line, or a card in its place."""

    number: int  # 1-based
    text: str
    card: Card | None = None


def split_cards(text: str) -> list[Line]:
    """Split a document into lines. Each card becomes one line."""
    source = text.split("\n")
    lines: list[Line] = []
    row = column = 0
    while row < len(source):
        if not column and "#" not in source[row]:
            lines.append(Line(row + 1, source[row]))
            row += 1
            continue
        opening = _OPENING.search(source[row], column)
        before = source[row][column : opening.start() if opening else None]
        if before.strip(" \t*") or not (opening or column):
            lines.append(Line(row + 1, before))
        if opening:
            card, end, column = _parse_card(source, row, opening)
            lines.append(Line(row + 1, "", card))
            row = end
        else:
            row, column = row + 1, 0
    return lines


def _parse_card(source: list[str], row: int, opening: re.Match[str]) -> tuple[Card, int, int]:
    """Return a card, and the row and column of its end."""
    texts: list[str] = []
    for index in range(row, min(row + _MAX_LINES, len(source))):
        line = source[index]
        start = opening.end() if index == row else 0
        if index > row and _SECTION.match(line):
            break  # the next section starts
        closing = _find_closing(line, start)
        if closing:
            texts.append(line[start : closing.start()])
            url = closing["angled"] or closing["plain"] or opening["opener"]
            return _build_card(texts, url), index, closing.end()
        texts.append(line[start:])
    # Not closed, as in a truncated document: the card is its title and description.
    end = row
    while end + 1 < len(source) and (not source[end + 1].strip() or source[end + 1].lstrip().startswith("###")):
        end += 1
    return _build_card(texts[: end - row + 1], opening["opener"]), end, len(source[end])


def _find_closing(line: str, start: int) -> re.Match[str] | None:
    """Find the bracket that closes the card on this line. Balanced brackets in the text are skipped."""
    depth = 0
    at = start
    while mark := _BRACKET.search(line, at):
        closing = _CLOSING.match(line, mark.start()) if mark[0] == "]" else None
        if closing and depth <= 0:
            return closing
        depth += 1 if mark[0] == "[" else -1
        at = closing.end() if closing else mark.end()
    return None


def _build_card(texts: list[str], url: str | None) -> Card:
    """Build a card from its lines of title, description and site. On a single line, `###` separates them."""
    if len(texts) == 1 and "###" in texts[0]:
        title, _, rest = texts[0].partition("###")
        texts = [title, *rest.rsplit(maxsplit=1)]
    printed = plain(texts[-1]) if len(texts) > 1 else ""
    squashed = re.sub(r"\s+", "", printed)
    site = squashed.lower() if _HOST.fullmatch(squashed) else None
    return Card(plain(texts[0]) or None, site, unescape(url) if url else None)
