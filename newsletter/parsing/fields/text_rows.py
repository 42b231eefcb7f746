"""What rows of pieces hold: traces of where something leads, a first address, a title."""

from dataclasses import replace

from newsletter import links
from newsletter.parsing.fields.site_labels import is_dash_separator, is_redundant
from newsletter.parsing.markdown.inline import Span, TextRow

# Brackets that translation puts around titles.
BRACKETS = {"【": "】", "[": "]", "［": "］", "「": "」", "『": "』", "《": "》"}


def is_redundant_row(row: TextRow, base: str | None) -> bool:
    """Whether a row only repeats an address, a site label or a stray token."""
    return are_redundant(row.spans, base)


def are_redundant(spans: tuple[Span, ...], base: str | None) -> bool:
    """Whether pieces only repeat where something leads. So do none at all."""
    return all(is_redundant(span, base) for span in spans if span.text.strip() or span.url is not None)


def first_url(spans: tuple[Span, ...], base: str | None) -> str | None:
    """The first address that is one, canonical."""
    found = (links.canonical(span.url, base) for span in spans if span.url)
    return next((url for url in found if url), None)


def spans_of(rows: tuple[TextRow, ...]) -> tuple[Span, ...]:
    """The pieces of several rows, a blank behind each row."""
    return tuple(span for row in rows for span in (*row.spans, Span(" ")))


def title_of(spans: tuple[Span, ...], base: str | None) -> str:
    """The words of a citation without addresses and the brackets around it; "" where none are left."""
    words = "".join("" if span.url is not None and is_redundant(span, base) else span.text for span in spans)
    text = " ".join(words.split())
    for opening, closing in BRACKETS.items():
        if text.startswith(opening) and text.find(closing) in {-1, len(text) - 1}:
            text = text[1:].removesuffix(closing).strip()
        elif text.endswith(closing) and opening not in text:
            text = text[:-1].strip()
    return "" if is_dash_separator(text) else text


def drop_characters(spans: tuple[Span, ...], length: int) -> tuple[Span, ...]:
    """The pieces without their first characters, counted from the first that is no blank."""
    whole = "".join(span.text for span in spans)
    remaining = length + len(whole) - len(whole.lstrip())
    kept: list[Span] = []
    for span in spans:
        if remaining < len(span.text):
            kept.append(replace(span, text=span.text[remaining:]))
        remaining = max(remaining - len(span.text), 0)
    return tuple(kept)
