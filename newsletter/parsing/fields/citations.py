"""Parses citations: the line under a headline that names the paper, `[2102.00554] Title`, also when malformed."""

import re
from dataclasses import dataclass

from newsletter import links
from newsletter.arxiv_id import abs_url, find_id
from newsletter.parsing.fields.site_labels import is_redundant, is_url_text, looks_like_host
from newsletter.parsing.fields.text_rows import (
    BRACKETS,
    are_redundant,
    drop_characters,
    first_url,
    is_redundant_row,
    leading_italics,
    skip_redundant,
    spans_of,
    title_of,
)
from newsletter.parsing.markdown.inline import TextRow

_ID_FIRST = re.compile(
    r"\s*(?P<open>[\[【［(（〔「《]*)\s*(?P<arxiv>arxiv\s*[:：.]?\s*)?"
    r"(?P<id>[a-z-]{2,8}(?:\.[a-z]{2})?/\d{7}|\d{3,4}\s?[.．]\s?\d{3,6})(?:v\d{1,2})?"
    r"\s*(?P<subject>\[[a-z.-]{2,12}\])?\s*(?P<close>[\]】］)）〕」》]*)\s*[:：]?\s*",
    re.IGNORECASE,
)
_MAX_TITLE_LENGTH = 240  # characters; longer lines are summaries
_MIN_ITALIC_LENGTH = 8  # characters of an italic title that is followed by text
_MAX_PLAIN_LENGTH = 160  # characters of a title without markup
_SENTENCE = re.compile(r"。|[.!?]\s+[A-Z]")


@dataclass(frozen=True, slots=True)
class Citation:
    """A parsed citation. Any part may be missing."""

    line: int
    title: str | None
    arxiv_id: str | None  # as printed in the citation
    url: str | None  # canonical, the first link


def parse_citation(
    rows: tuple[TextRow, ...], headline_url: str | None, base: str | None, *, more_follows: bool
) -> tuple[Citation | None, tuple[TextRow, ...]]:
    """Parse the citation at the start of an entry's first paragraph. Returns it and the remaining rows.

    `headline_url` is the canonical target of the headline. `more_follows` tells whether another text paragraph follows.
    """
    first = rows[0]
    text = first.text
    if printed := _printed_id(text):
        return _citation_after_id(rows, printed, headline_url, base, more_follows=more_follows)
    if _starts_italic(first):
        return _italic_citation(rows, None, base)
    if _is_bracketed(text, several=len(rows) > 1):
        return _build_citation(rows[:1], None, base), skip_redundant(rows, 1, base)
    if _is_linked_title(first, headline_url, base):
        return _build_citation(rows[:1], None, base), skip_redundant(rows, 1, base)
    if taken := _count_plain_rows(rows, headline_url, base, more_follows=more_follows):
        return _build_citation(rows[:taken], None, base), rows[taken:]
    return None, rows


def is_citation(row: TextRow) -> bool:
    """Return whether a row has the form of a citation: it starts with an id, or is all italic or bracketed."""
    return cites_id(row) or _starts_italic(row) or _is_bracketed(row.text, several=False)


def cites_id(row: TextRow) -> bool:
    """Return whether a row starts with an arXiv id."""
    return _printed_id(row.text) is not None


@dataclass(frozen=True, slots=True)
class _Printed:
    """An id at the start of a line, and its length in characters including brackets."""

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


def _citation_after_id(
    rows: tuple[TextRow, ...], printed: _Printed, headline_url: str | None, base: str | None, *, more_follows: bool
) -> tuple[Citation | None, tuple[TextRow, ...]]:
    first = TextRow(rows[0].line, drop_characters(rows[0].spans, printed.length))
    rest = (first, *rows[1:])
    if _starts_italic(first):
        return _italic_citation(rest, printed.arxiv_id, base)
    taken = 1
    if not title_of(first.spans, base) and len(rows) > 1 and len(rows[1].text) <= _MAX_TITLE_LENGTH:
        taken = 2  # the id is on its own line
    address = headline_url or (abs_url(printed.arxiv_id) if printed.arxiv_id else None)
    while taken < len(rows) and _continues_citation(rows, taken, address, base, more_follows=more_follows):
        taken += 1
    title = title_of(first.spans, base)
    has_summary = len(rows) == 1 and not more_follows and len(title) > _MAX_PLAIN_LENGTH and _SENTENCE.search(title)
    if has_summary:  # the summary is on the same line without a delimiter
        return Citation(first.line, None, printed.arxiv_id, None), (first,)
    return _build_citation(rest[:taken], printed.arxiv_id, base), rows[taken:]


def _continues_citation(
    rows: tuple[TextRow, ...], at: int, headline_url: str | None, base: str | None, *, more_follows: bool
) -> bool:
    """Return whether the citation continues in the row at this index."""
    row = rows[at]
    if is_redundant_row(row, base):
        return True
    if len(row.text) > _MAX_TITLE_LENGTH:
        return False
    visible = [span for span in row.spans if span.text.strip()]
    begins_with_own = (
        visible[0].url is not None
        and headline_url is not None
        and links.canonical(visible[0].url, base) == headline_url
    )
    before = [span for span in rows[at - 1].spans if span.text.strip()]
    broken_by_url = bool(before) and before[-1].url is not None and is_url_text(before[-1]) and len(before) > 1
    is_last = at + 1 == len(rows)
    return begins_with_own or (broken_by_url and is_last and more_follows and len(row.text) <= _MAX_PLAIN_LENGTH)


def _italic_citation(
    rows: tuple[TextRow, ...], arxiv_id: str | None, base: str | None
) -> tuple[Citation | None, tuple[TextRow, ...]]:
    """Parse a title in italics. Returns the citation and the remaining text."""
    title, behind, at = leading_italics(rows)
    words = title_of(title, base)
    is_alone = are_redundant(behind, base)
    if (not arxiv_id and len(words) < _MIN_ITALIC_LENGTH and not is_alone) or len(words) > 2 * _MAX_TITLE_LENGTH:
        return None, rows  # emphasis in the summary
    left = skip_redundant(rows, at + 1, base) if is_alone else (TextRow(rows[at].line, behind), *rows[at + 1 :])
    skipped = spans_of(rows[at + 1 : len(rows) - len(left)]) if is_alone else ()
    url = first_url((*title, *(behind if is_alone else ()), *skipped), base)
    return Citation(rows[0].line, words or None, arxiv_id, url), left


def _count_plain_rows(
    rows: tuple[TextRow, ...], headline_url: str | None, base: str | None, *, more_follows: bool
) -> int:
    """Count the rows of an unmarked title that is followed directly by the paper's address; 0 if there is none."""
    if len(rows[0].text) > _MAX_PLAIN_LENGTH or is_redundant_row(rows[0], base):
        return 0
    taken = 1
    while taken < len(rows) and is_redundant_row(rows[taken], base):
        taken += 1
    last = [span for span in rows[0].spans if span.text.strip() or span.url]
    ends_in_url = last[-1].url is not None and is_redundant(last[-1], base) and more_follows
    if taken == 1 and not ends_in_url:
        return 0
    url = first_url(tuple(span for row in rows[:taken] for span in row.spans[::-1]), base)
    is_paper = url is not None and (url == headline_url or find_id(url) is not None)
    follows = more_follows or taken < len(rows)
    return taken if is_paper and follows and not rows[0].text.rstrip().endswith(("。", "(", "（", ":", "：")) else 0


def _is_linked_title(row: TextRow, headline_url: str | None, base: str | None) -> bool:
    """Return whether a row consists of a title that links to the paper."""
    visible = [span for span in row.spans if span.text.strip()]
    if len(visible) != 1 or not visible[0].url or is_redundant(visible[0], base):
        return False
    url = links.canonical(visible[0].url, base)
    return url is not None and (headline_url is None or url == headline_url)


def _starts_italic(row: TextRow) -> bool:
    return next((span.italic for span in row.spans if span.text.strip()), False)


def _is_bracketed(text: str, *, several: bool) -> bool:
    """Return whether brackets enclose the whole line. The closing one may be missing if more lines follow."""
    closing = BRACKETS.get(text[:1])
    if closing is None or len(text) > _MAX_TITLE_LENGTH or looks_like_host(text):
        return False
    at = text.find(closing)
    return (at == len(text) - 1 or (at < 0 and several)) and len(text) > 4


def _build_citation(rows: tuple[TextRow, ...], arxiv_id: str | None, base: str | None) -> Citation:
    content = tuple(row for row in rows if not is_redundant_row(row, base))
    title = title_of(spans_of(content), base)
    return Citation(rows[0].line, title or None, arxiv_id, first_url(spans_of(rows), base))
