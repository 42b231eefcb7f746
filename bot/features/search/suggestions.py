"""Suggestions while somebody types: how an entry is called there, and the value that stands for it."""

import re

from bot.ui.limits import CHOICE_NAME, CHOICE_VALUE
from bot.ui.markup import clip, clip_columns, plain
from newsletter.search.query import Query
from newsletter.search.tokenizer import CJK, fold
from storage.records import Suggestion

_VALUE = re.compile(r"entry (\d{1,18}) ·(.*)", re.DOTALL | re.ASCII)
_CJK = re.compile(f"[{CJK}]")
_BESIDE_TITLE = 50
"""Columns that a headline takes at most beside a title, so that the title is seen."""


def describe(suggested: Suggestion, query: Query) -> str:
    """The headline; with the official title where that is in another script or has the words that were typed."""
    label, title = plain(suggested.label), plain(suggested.title or "")
    if not title or fold(title) == fold(label):
        return label
    is_foreign = bool(_CJK.search(label)) != bool(_CJK.search(title))
    if not is_foreign and (not query.terms or _has_words(label, query) or not _has_words(title, query)):
        return label
    return clip(f"{clip_columns(label, _BESIDE_TITLE)} · {title}", CHOICE_NAME)


def make_value(suggested: Suggestion) -> str:
    """The entry's id in a form that nobody types; its words, for when the entry is gone."""
    return f"entry {suggested.entry_id} · {plain(suggested.label)}"[:CHOICE_VALUE]


def read_value(text: str) -> tuple[int | None, str]:
    """The entry that was chosen, None where text was typed; and the words to search for."""
    match = _VALUE.fullmatch(text)
    return (int(match[1]), match[2].strip()) if match else (None, text)


def _has_words(text: str, query: Query) -> bool:
    folded = fold(text)
    return all(any(fold(choice.text) in folded for choice in term.choices) for term in query.terms)
