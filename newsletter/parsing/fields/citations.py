"""Citations: the line under a headline that names the paper, `[2102.00554] Title`, in all its broken forms."""

import re
from dataclasses import dataclass

from newsletter import links
from newsletter.arxiv_id import abs_url, find_id
from newsletter.parsing.fields.rows import BRACKETS, are_traces, cut, first_url, is_trace_row, pieces_of, title_of
from newsletter.parsing.fields.site_labels import is_trace, is_url_text, looks_like_host
from newsletter.parsing.markdown.inline import Piece, Row

_ID_FIRST = re.compile(
    r"\s*(?P<open>[\[【［(（〔「《]*)\s*(?P<arxiv>arxiv\s*[:：.]?\s*)?"
    r"(?P<id>[a-z-]{2,8}(?:\.[a-z]{2})?/\d{7}|\d{3,4}\s?[.．]\s?\d{3,6})(?:v\d{1,2})?"
    r"\s*(?P<subject>\[[a-z.-]{2,12}\])?\s*(?P<close>[\]】］)）〕」》]*)\s*[:：]?\s*",
    re.IGNORECASE,
)
_LONGEST_TITLE = 240  # characters; a line that is longer is a summary
_SHORTEST_ITALIC = 8  # characters of a title in italics with text behind it
_LONGEST_PLAIN = 160  # the same for a title that no mark tells from a summary
_SENTENCE = re.compile(r"。|[.!?]\s+[A-Z]")


@dataclass(frozen=True, slots=True)
class Citation:
    """What a citation says. Any part may be missing."""

    line: int
    title: str | None
    arxiv_id: str | None  # the one it prints
    url: str | None  # canonical, the first it links


def read_citation(
    rows: tuple[Row, ...], own: str | None, base: str | None, *, more_follows: bool
) -> tuple[Citation | None, tuple[Row, ...]]:
    """The citation at the start of an entry's first paragraph, and the rows that are left.

    `own` is the address the headline leads to; `more_follows`, whether another paragraph of text comes.
    """
    first = rows[0]
    whole = first.text
    if printed := _printed_id(whole):
        return _after_id(rows, printed, own, base, more_follows=more_follows)
    if _starts_italic(first):
        return _italic(rows, None, base)
    if _is_bracketed(whole, several=len(rows) > 1):
        return _build(rows[:1], None, base), _after_traces(rows, 1, base)
    if _is_linked_title(first, own, base):
        return _build(rows[:1], None, base), _after_traces(rows, 1, base)
    if taken := _plain_with_url(rows, own, base, more_follows=more_follows):
        return _build(rows[:taken], None, base), rows[taken:]
    return None, rows


def is_citation(row: Row) -> bool:
    """Whether a row is a citation by its form: an id in front, or all in italics or brackets."""
    return cites_id(row) or _starts_italic(row) or _is_bracketed(row.text, several=False)


def cites_id(row: Row) -> bool:
    """Whether a row begins with an arXiv id."""
    return _printed_id(row.text) is not None


@dataclass(frozen=True, slots=True)
class _Printed:
    """An id at the start of a line: as printed, and how many characters it takes with its brackets."""

    arxiv_id: str | None
    length: int


def _printed_id(text: str) -> _Printed | None:
    match = _ID_FIRST.match(text)
    if not match:
        return None
    found = find_id(re.sub(r"\s", "", match["id"]))
    if not found and not (match["open"] and match["close"]):
        return None
    return _Printed(found, match.end())


def _after_id(
    rows: tuple[Row, ...], printed: _Printed, own: str | None, base: str | None, *, more_follows: bool
) -> tuple[Citation | None, tuple[Row, ...]]:
    first = Row(rows[0].line, cut(rows[0].pieces, printed.length))
    rest = (first, *rows[1:])
    if _starts_italic(first):
        return _italic(rest, printed.arxiv_id, base)
    taken = 1
    if not title_of(first.pieces, base) and len(rows) > 1 and len(rows[1].text) <= _LONGEST_TITLE:
        taken = 2  # the id stands on a line of its own
    address = own or (abs_url(printed.arxiv_id) if printed.arxiv_id else None)
    while taken < len(rows) and _goes_on(rows, taken, address, base, more_follows=more_follows):
        taken += 1
    title = title_of(first.pieces, base)
    glued = len(rows) == 1 and not more_follows and len(title) > _LONGEST_PLAIN and _SENTENCE.search(title)
    if glued:  # the summary follows on the same line, and nothing says where it begins
        return Citation(first.line, None, printed.arxiv_id, None), (first,)
    return _build(rest[:taken], printed.arxiv_id, base), rows[taken:]


def _goes_on(rows: tuple[Row, ...], at: int, own: str | None, base: str | None, *, more_follows: bool) -> bool:
    """Whether a citation that began above goes on in this row."""
    row = rows[at]
    if is_trace_row(row, base):
        return True
    if len(row.text) > _LONGEST_TITLE:
        return False
    solid = [piece for piece in row.pieces if piece.text.strip()]
    begins_with_own = solid[0].url is not None and own is not None and links.canonical(solid[0].url, base) == own
    before = [piece for piece in rows[at - 1].pieces if piece.text.strip()]
    broken_by_url = bool(before) and before[-1].url is not None and is_url_text(before[-1]) and len(before) > 1
    is_last = at + 1 == len(rows)
    return begins_with_own or (broken_by_url and is_last and more_follows and len(row.text) <= _LONGEST_PLAIN)


def _italic(rows: tuple[Row, ...], arxiv_id: str | None, base: str | None) -> tuple[Citation | None, tuple[Row, ...]]:
    """A title in italics, and what stands behind it on its row and on the next ones."""
    title, behind, at = _slanted(rows)
    words = title_of(title, base)
    is_alone = are_traces(behind, base)
    if (not arxiv_id and len(words) < _SHORTEST_ITALIC and not is_alone) or len(words) > 2 * _LONGEST_TITLE:
        return None, rows  # a word that the summary stresses
    left = _after_traces(rows, at + 1, base) if is_alone else (Row(rows[at].line, behind), *rows[at + 1 :])
    skipped = pieces_of(rows[at + 1 : len(rows) - len(left)]) if is_alone else ()
    url = first_url((*title, *(behind if is_alone else ()), *skipped), base)
    return Citation(rows[0].line, words or None, arxiv_id, url), left


def _slanted(rows: tuple[Row, ...]) -> tuple[tuple[Piece, ...], tuple[Piece, ...], int]:
    """The italic pieces in front, the pieces behind them on the same row, and the index of that row."""
    title: list[Piece] = []
    for index, row in enumerate(rows):
        at = 0
        while at < len(row.pieces) and (row.pieces[at].italic or not row.pieces[at].text.strip()):
            at += 1
        if not at and index:
            return tuple(title), (), index - 1
        title += (*row.pieces[:at], Piece(" "))
        if at < len(row.pieces):
            return tuple(title), row.pieces[at:], index
    return tuple(title), (), len(rows) - 1


def _plain_with_url(rows: tuple[Row, ...], own: str | None, base: str | None, *, more_follows: bool) -> int:
    """How many rows are a title without marks, known by the paper's address right behind it; 0 for none."""
    if len(rows[0].text) > _LONGEST_PLAIN or is_trace_row(rows[0], base):
        return 0
    taken = 1
    while taken < len(rows) and is_trace_row(rows[taken], base):
        taken += 1
    last = [piece for piece in rows[0].pieces if piece.text.strip() or piece.url]
    ends_in_url = last[-1].url is not None and is_trace(last[-1], base) and more_follows
    if taken == 1 and not ends_in_url:
        return 0
    url = first_url(tuple(piece for row in rows[:taken] for piece in row.pieces[::-1]), base)
    is_paper = url is not None and (url == own or find_id(url) is not None)
    follows = more_follows or taken < len(rows)
    return taken if is_paper and follows and not rows[0].text.rstrip().endswith(("。", "(", "（", ":", "：")) else 0


def _is_linked_title(row: Row, own: str | None, base: str | None) -> bool:
    """Whether a row is a title that is itself the link to the paper."""
    solid = [piece for piece in row.pieces if piece.text.strip()]
    if len(solid) != 1 or not solid[0].url or is_trace(solid[0], base):
        return False
    url = links.canonical(solid[0].url, base)
    return url is not None and (own is None or url == own)


def _starts_italic(row: Row) -> bool:
    return next((piece.italic for piece in row.pieces if piece.text.strip()), False)


def _is_bracketed(text: str, *, several: bool) -> bool:
    """A title in brackets that fill the line; the closing one may be lost where more lines follow."""
    closing = BRACKETS.get(text[:1])
    if closing is None or len(text) > _LONGEST_TITLE or looks_like_host(text):
        return False
    at = text.find(closing)
    return (at == len(text) - 1 or (at < 0 and several)) and len(text) > 4


def _after_traces(rows: tuple[Row, ...], at: int, base: str | None) -> tuple[Row, ...]:
    while at < len(rows) and is_trace_row(rows[at], base):
        at += 1
    return rows[at:]


def _build(rows: tuple[Row, ...], arxiv_id: str | None, base: str | None) -> Citation:
    telling = tuple(row for row in rows if not is_trace_row(row, base))
    title = title_of(pieces_of(telling), base)
    return Citation(rows[0].line, title or None, arxiv_id, first_url(pieces_of(rows), base))
