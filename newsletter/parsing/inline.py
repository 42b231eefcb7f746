"""One block of Markdown as rows of pieces: text, links and images, without the marks.

Not read with a CommonMark parser: its trees leave `**` standing that was opened in one paragraph and closed in
another, or that touches Chinese and Japanese letters, and they drop `[2102.00554]: title` as a definition.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.parsing.brackets import Link, find_links

_ESCAPED = r"\\(?P<escaped>[!-/:-@\[-`{-~])"
_MARKS = re.compile(
    rf"{_ESCAPED}|(?P<stars>\*+)|(?P<row>\n|<br ?/?>)|<(?P<auto>https?://[^\s<>]+)>"
    r"|(?P<url>https?://(?:[!#-)+-;=?-Z^_a-z{|}~]|\\_)+)"
    r"|(?<!`)(?P<ticks>`++)(?P<code>[^`\n]++)(?P=ticks)"
    r"|(?<![A-Za-z0-9_])_(?=[^\s_])(?P<under>[^_\n]++)(?<=[^\s_])_(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a row that have one nature. A link has a url; an image has one and no text."""

    text: str
    url: str | None = None  # as the document gives it; "" where it is empty or cut off
    is_image: bool = False
    italic: bool = False
    bold: bool = False  # kept for links only: `[**headline**](url)`


@dataclass(frozen=True, slots=True)
class Row:
    """A line as a reader sees it. A link's text may span several lines of the source."""

    line: int  # 1-based
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The characters of the row, with no white space at its ends."""
        return "".join(piece.text for piece in self.pieces).strip()


@dataclass(slots=True)
class _Star:
    """A run of asterisks. An odd one opens or closes italics; an even one is bold, which says nothing here."""

    is_odd: bool
    is_single: bool
    can_open: bool
    can_close: bool
    after_word: bool
    starts_row: bool
    role: str = "dropped"  # or open, close, literal; open_row, close_row: italics to or from the row's end


@dataclass(slots=True)
class _Token:
    text: str = ""
    link: Link | None = None  # whose label the text belongs to
    url: str | None = None
    italic: bool = False
    star: _Star | None = None
    lines: int = 0  # how many lines of the source end here
    ends_row: bool = False


@dataclass(slots=True)
class _Run:
    """A piece in the making."""

    link: Link | None
    url: str | None
    italic: bool
    texts: list[str]

    def finish(self, source: str) -> Piece:
        if self.link is None:
            return Piece("".join(self.texts), self.url, italic=self.italic)
        bold = "**" in source[slice(*self.link.label)]
        return Piece("".join(self.texts), self.url, self.link.is_image, self.italic, bold)


def read_rows(text: str, line: int) -> tuple[Row, ...]:
    """The rows of a block whose first line is `line`; a row without anything in it is left out."""
    tokens = list(_tokens(text))
    _pair([token.star for token in tokens if token.star and token.star.is_odd])
    rows = (Row(at, tuple(run.finish(text) for run in runs)) for at, runs in _fold(tokens, line))
    return tuple(row for row in rows if row.text or any(piece.url is not None for piece in row.pieces))


def plain(text: str) -> str:
    """The characters of a text without Markdown marks, on one line."""
    return " ".join(" ".join(row.text for row in read_rows(text, 1)).split())


def unescape(text: str) -> str:
    """Backslashes and entities undone. `&copy=1` in an address is no entity."""
    bare = re.sub(_ESCAPED, r"\1", text) if "\\" in text else text
    return _ENTITY.sub(lambda found: html.unescape(found[0]), bare) if "&" in bare else bare


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    for link in find_links(text):
        yield from _marks(text, at, link.start, None)
        yield from _link_tokens(text, link)
        at = link.end
    yield from _marks(text, at, len(text), None)


def _link_tokens(text: str, link: Link) -> Iterator[_Token]:
    if link.is_image:
        yield _Token(link=link, url=unescape(link.url))
        return
    at, end = link.label
    tokens: list[_Token] = []
    for image in link.images:
        yield from _link_tokens(text, image)
        tokens += _marks(text, at, image.start, link)
        at = image.end
    tokens += _marks(text, at, end, link)
    yield from tokens
    if not link.images and not any(token.text for token in tokens):
        yield _Token(link=link, url=unescape(link.url))


def _marks(text: str, start: int, end: int, link: Link | None) -> Iterator[_Token]:
    """The tokens of a stretch of text; `link` is the one whose label it is."""
    url = unescape(link.url) if link else None
    at = start
    for match in _MARKS.finditer(text, start, end):
        if match.start() > at:
            yield _Token(unescape(text[at : match.start()]), link, url)
        at = match.end()
        if match["stars"]:
            yield _Token(star=_star(text, match))
        elif match["row"]:
            ends_row = link is None
            yield _Token("" if ends_row else " ", link, url, lines=match["row"] == "\n", ends_row=ends_row)
        elif link or not (match["auto"] or match["url"]):
            kind = match.lastgroup or ""
            verbatim = match["escaped"] or match["code"]
            yield _Token(verbatim or unescape(match[kind]), link, url, italic=kind == "under")
        else:
            yield from _bare_url(match["auto"], match["url"])
    if end > at:
        yield _Token(unescape(text[at:end]), link, url)


def _bare_url(auto: str | None, bare: str | None) -> Iterator[_Token]:
    """A url in running text, as a link to itself. Marks that end a sentence are not part of it."""
    whole = unescape(auto or bare or "")
    end = len(whole)
    unopened = 0 if auto else whole.count(")") - whole.count("(")
    while not auto and (whole[end - 1] in ".,;:!?'" or (whole[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= whole[end] == ")"
    yield _Token(whole[:end], url=whole[:end])
    if end < len(whole):
        yield _Token(whole[end:])


def _star(text: str, match: re.Match[str]) -> _Star:
    before, behind = text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]
    after_word = before.isascii() and before.isalnum()
    is_single = len(match[0]) == 1
    return _Star(
        is_odd=len(match[0]) % 2 == 1,
        is_single=is_single,
        can_open=bool(behind.strip()) and not (is_single and after_word),  # A*, 3*3
        can_close=bool(before.strip()),
        after_word=after_word,
        starts_row=before in {"", "\n"},
    )


def _pair(stars: list[_Star]) -> None:
    """Decide for each odd run of asterisks what it is. What stays alone is a stray mark or a plain asterisk."""
    opened: list[_Star] = []
    for star in stars:
        if star.can_close and opened:
            opened.pop().role = "open"
            star.role = "close"
        elif star.can_open:
            opened.append(star)
        elif star.can_close:
            star.role = "close_row"
        elif star.is_single:
            star.role = "literal"
    for star in opened:
        star.role = "open_row" if star.starts_row else "literal" if star.is_single else "dropped"


def _fold(tokens: list[_Token], line: int) -> list[tuple[int, list[_Run]]]:
    """The tokens as rows of runs, each row with its line."""
    rows: list[tuple[int, list[_Run]]] = [(line, [])]
    italic = row_italic = False
    for token in tokens:
        line += token.lines
        runs = rows[-1][1]
        role = token.star.role if token.star else ""
        italic = {"open": True, "close": False}.get(role, italic)
        row_italic = (row_italic or role == "open_row") and not token.ends_row
        text = token.text
        if token.ends_row:
            rows.append((line, []))
        elif role == "close_row" and runs and runs[0].texts[0].lstrip().startswith(("[", "【")):
            for run in runs:
                run.italic = True  # a citation that lost the mark in front
        elif role == "literal" or (role == "close_row" and token.star and token.star.after_word):
            text = "*"
        if not text and token.url is None:
            continue
        slanted = token.italic or italic or row_italic
        if runs and text and runs[-1].link is token.link and runs[-1].url == token.url and runs[-1].italic == slanted:
            runs[-1].texts.append(text)
        else:
            runs.append(_Run(token.link, token.url, slanted, [text]))
    return rows
