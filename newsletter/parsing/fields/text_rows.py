"""Functions over rows of spans: redundant spans, first URL, title text."""

from dataclasses import replace

from newsletter import links
from newsletter.parsing.fields.site_labels import is_dash_separator, is_redundant
from newsletter.parsing.markdown.inline import Span, TextRow

# Brackets that machine translation puts around titles.
BRACKETS = {"【": "】", "[": "]", "［": "］", "「": "」", "『": "』", "《": "》"}


def is_redundant_row(row: TextRow, base: str | None) -> bool:
    """Return whether a row only repeats a URL, a site label or a stray token."""
    return are_redundant(row.spans, base)


def are_redundant(spans: tuple[Span, ...], base: str | None) -> bool:
    """Return whether all spans are redundant. True for no spans."""
    return all(is_redundant(span, base) for span in spans if span.text.strip() or span.url is not None)


def skip_redundant(rows: tuple[TextRow, ...], at: int, base: str | None) -> tuple[TextRow, ...]:
    """Return the rows after index `at`, without leading redundant rows."""
    while at < len(rows) and is_redundant_row(rows[at], base):
        at += 1
    return rows[at:]


def first_url(spans: tuple[Span, ...], base: str | None) -> str | None:
    """Return the first valid URL, canonical."""
    found = (links.canonical(span.url, base) for span in spans if span.url)
    return next((url for url in found if url), None)


def leading_italics(rows: tuple[TextRow, ...]) -> tuple[tuple[Span, ...], tuple[Span, ...], int]:
    """Return the leading italic spans, the spans after them in the same row, and the index of that row."""
    title: list[Span] = []
    for index, row in enumerate(rows):
        at = 0
        while at < len(row.spans) and (row.spans[at].italic or not row.spans[at].text.strip()):
            at += 1
        if not at and index:
            return tuple(title), (), index - 1
        title += (*row.spans[:at], Span(" "))
        if at < len(row.spans):
            return tuple(title), row.spans[at:], index
    return tuple(title), (), len(rows) - 1


def spans_of(rows: tuple[TextRow, ...]) -> tuple[Span, ...]:
    """Return the spans of several rows, with a space after each row."""
    return tuple(span for row in rows for span in (*row.spans, Span(" ")))


def title_of(spans: tuple[Span, ...], base: str | None) -> str:
    """Return the title of a citation without URLs and enclosing brackets; "" if nothing remains."""
    words = "".join("" if span.url is not None and is_redundant(span, base) else span.text for span in spans)
    text = " ".join(words.split())
    for opening, closing in BRACKETS.items():
        if text.startswith(opening) and text.find(closing) in {-1, len(text) - 1}:
            text = text[1:].removesuffix(closing).strip()
        elif text.endswith(closing) and opening not in text:
            text = text[:-1].strip()
    return "" if is_dash_separator(text) else text


def drop_characters(spans: tuple[Span, ...], length: int) -> tuple[Span, ...]:
    """Drop the first `length` characters, counted from the first non-blank one."""
    whole = "".join(span.text for span in spans)
    remaining = length + len(whole) - len(whole.lstrip())
    kept: list[Span] = []
    for span in spans:
        if remaining < len(span.text):
            kept.append(replace(span, text=span.text[remaining:]))
        remaining = max(remaining - len(span.text), 0)
    return tuple(kept)
