"""Tokenizes the inline markup of a block and decides which asterisks open, close or are literal text."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from newsletter.parsing.markdown.links import Link, find_links

_ESCAPED = r"\\(?P<escaped>[!-/:-@\[-`{-~])"
_MARKS = re.compile(
    rf"{_ESCAPED}|(?P<stars>\*+)|(?P<row>\n|<br ?/?>)|<(?P<auto>https?://[^\s<>]+)>"
    r"|(?P<url>https?://(?:[!#-)+-;=?-Z^_a-z{|}~]|\\_)+)"
    r"|(?<!`)(?P<ticks>`++)(?P<code>[^`\n]++)(?P=ticks)"
    r"|(?<![A-Za-z0-9_])_(?=[^\s_])(?P<under>[^_\n]++)(?<=[^\s_])_(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)


class Role(Enum):
    """The meaning of a run of asterisks."""

    DROPPED = auto()
    OPEN = auto()
    CLOSE = auto()
    LITERAL = auto()
    OPEN_ROW = auto()  # italics from here to the row's end
    CLOSE_ROW = auto()  # italics from the row's start to here


@dataclass(slots=True)
class AsteriskRun:
    """A run of asterisks. An odd length toggles italics; an even length is bold."""

    is_odd: bool
    is_single: bool
    can_open: bool
    can_close: bool
    after_word: bool
    starts_row: bool
    role: Role = Role.DROPPED


@dataclass(slots=True)
class Token:
    """A stretch of text without markup, or a piece of markup."""

    text: str = ""
    link: Link | None = None  # the link whose label contains the text
    url: str | None = None
    italic: bool = False
    run: AsteriskRun | None = None
    lines: int = 0  # number of source lines that end here
    ends_row: bool = False


def tokenize(text: str) -> list[Token]:
    """Tokenize a block and assign a role to each run of asterisks."""
    found: list[Token] = []
    at = 0
    for link in find_links(text):
        _tokenize(text, at, link.start, None, found.append)
        _tokenize_link(text, link, found)
        at = link.end
    _tokenize(text, at, len(text), None, found.append)
    _assign_roles([token.run for token in found if token.run and token.run.is_odd])
    return found


def unescape(text: str) -> str:
    """Resolve backslash escapes and HTML entities. `&copy=1` in a URL is not an entity."""
    bare = re.sub(_ESCAPED, r"\1", text) if "\\" in text else text
    return _ENTITY.sub(lambda found: html.unescape(found[0]), bare) if "&" in bare else bare


def _tokenize_link(text: str, link: Link, found: list[Token]) -> None:
    """Tokenize a link's label, images first."""
    if link.is_image:
        found.append(Token("", link, unescape(link.url)))
        return
    at, end = link.label
    label: list[Token] = []
    for image in link.images:
        _tokenize_link(text, image, found)
        _tokenize(text, at, image.start, link, label.append)
        at = image.end
    _tokenize(text, at, end, link, label.append)
    found += label
    if not link.images and not any(token.text for token in label):
        found.append(Token("", link, unescape(link.url)))


def _tokenize(text: str, start: int, end: int, link: Link | None, add: Callable[[Token], None]) -> None:
    """Tokenize a range of the text. `link` is the link whose label it is."""
    if start == end:
        return
    url = unescape(link.url) if link else None
    at = start
    for match in _MARKS.finditer(text, start, end):
        begin, behind = match.span()
        if begin > at:
            add(Token(unescape(text[at:begin]), link, url))
        at = behind
        kind = match.lastgroup
        if kind == "stars":
            add(Token("", link, url, run=_asterisk_run(text, begin, behind)))
        elif kind == "row":
            ends_row = link is None
            lines = 1 if text[begin] == "\n" else 0
            add(Token("" if ends_row else " ", link, url, lines=lines, ends_row=ends_row))
        elif kind in {"auto", "url"} and link is None:
            _add_bare_url(match[kind], add, is_auto=kind == "auto")
        else:
            part = match[kind or 0]
            add(Token(part if kind == "code" else unescape(part), link, url, italic=kind == "under"))
    if end > at:
        add(Token(unescape(text[at:end]), link, url))


def _add_bare_url(written: str, add: Callable[[Token], None], *, is_auto: bool) -> None:
    """Add a URL in running text as a link to itself, without trailing punctuation."""
    whole = unescape(written)
    end = len(whole)
    unopened = whole.count(")") - whole.count("(")
    while not is_auto and (whole[end - 1] in ".,;:!?'" or (whole[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= whole[end] == ")"
    add(Token(whole[:end], url=whole[:end]))
    if end < len(whole):
        add(Token(whole[end:]))


def _asterisk_run(text: str, begin: int, end: int) -> AsteriskRun:
    """Describe the run of asterisks at this position."""
    before, behind = text[begin - 1] if begin else "", text[end : end + 1]
    after_word = before.isascii() and before.isalnum()
    is_single = end - begin == 1
    return AsteriskRun(
        (end - begin) % 2 == 1,
        is_single,
        bool(behind) and not behind.isspace() and not (is_single and after_word),  # A*, 3*3
        bool(before) and not before.isspace(),
        after_word,
        before in {"", "\n"},
    )


def _assign_roles(runs: list[AsteriskRun]) -> None:
    """Assign a role to each odd run of asterisks. Unpaired runs are dropped or literal."""
    opened: list[AsteriskRun] = []
    for run in runs:
        if run.can_close and opened:
            opened.pop().role = Role.OPEN
            run.role = Role.CLOSE
        elif run.can_open:
            opened.append(run)
        elif run.can_close:
            run.role = Role.CLOSE_ROW
        elif run.is_single:
            run.role = Role.LITERAL
    for run in opened:
        run.role = Role.OPEN_ROW if run.starts_row else Role.LITERAL if run.is_single else Role.DROPPED
