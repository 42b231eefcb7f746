"""What rows of pieces hold: traces of where something leads, a first address, a title."""

from dataclasses import replace

from newsletter import links
from newsletter.parsing.fields.site_labels import is_joint, is_trace
from newsletter.parsing.markdown.inline import Piece, Row

# Brackets that translation puts around titles.
BRACKETS = {"【": "】", "[": "]", "［": "］", "「": "」", "『": "』", "《": "》"}


def is_trace_row(row: Row, base: str | None) -> bool:
    """Whether a row only repeats an address, a site label or a stray token."""
    return are_traces(row.pieces, base)


def are_traces(pieces: tuple[Piece, ...], base: str | None) -> bool:
    """Whether pieces only repeat where something leads. So do none at all."""
    return all(is_trace(piece, base) for piece in pieces if piece.text.strip() or piece.url is not None)


def first_url(pieces: tuple[Piece, ...], base: str | None) -> str | None:
    """The first address that is one, canonical."""
    found = (links.canonical(piece.url, base) for piece in pieces if piece.url)
    return next((url for url in found if url), None)


def pieces_of(rows: tuple[Row, ...]) -> tuple[Piece, ...]:
    """The pieces of several rows, a blank behind each row."""
    return tuple(piece for row in rows for piece in (*row.pieces, Piece(" ")))


def title_of(pieces: tuple[Piece, ...], base: str | None) -> str:
    """The words of a citation without addresses and the brackets around it; "" where none are left."""
    words = "".join("" if piece.url is not None and is_trace(piece, base) else piece.text for piece in pieces)
    text = " ".join(words.split())
    for opening, closing in BRACKETS.items():
        if text.startswith(opening) and text.find(closing) in {-1, len(text) - 1}:
            text = text[1:].removesuffix(closing).strip()
        elif text.endswith(closing) and opening not in text:
            text = text[:-1].strip()
    return "" if is_joint(text) else text


def cut(pieces: tuple[Piece, ...], length: int) -> tuple[Piece, ...]:
    """The pieces without their first characters, counted from the first that is no blank."""
    whole = "".join(piece.text for piece in pieces)
    left = length + len(whole) - len(whole.lstrip())
    kept: list[Piece] = []
    for piece in pieces:
        if left < len(piece.text):
            kept.append(replace(piece, text=piece.text[left:]))
        left = max(left - len(piece.text), 0)
    return tuple(kept)
