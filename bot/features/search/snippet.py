"""The part of an entry's text that shows why it was found."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.ui.markup import clip_columns, escape, plain
from newsletter.search.letters import plain_letters
from newsletter.search.query import Query, Term
from newsletter.search.tokenizer import CJK, is_cjk, normal, parts
from storage.records import Hit

Span = tuple[int, int]

_BETWEEN = re.compile(r"[^\w\n]{0,2}")
"""What may stand between two matches that are marked as one."""

_PREFIX = 4
"""Letters from which on the last word of a query is also a beginning: see storage.search.spellings."""

_WORD = 2  # characters of a Chinese word, at least


def snippet(hit: Hit, query: Query, columns: int) -> str:
    """The text around the first word that was asked for, its words in bold, as Markdown.

    As long as it may be is told in columns, so that Chinese takes no more lines than English.
    """
    line = plain(_telling(hit, query))
    found = _marked(line, query)
    if not found:
        return escape(clip_columns(line, columns))
    cut = clip_columns(_from_word(line, found[0], columns), columns)
    pieces, position = [], 0
    for start, end in _marked(cut.removesuffix("…"), query):
        pieces += [escape(cut[position:start]), f"**{escape(cut[start:end])}**"]
        position = end
    return "".join([*pieces, escape(cut[position:])])


def _from_word(line: str, first: Span, columns: int) -> str:
    """The line from a little before the first word on, an ellipsis in the place of what is left out."""
    if len(clip_columns(line, columns)) == len(line):
        return line
    start = max(0, first[0] - columns // (6 if is_cjk(line[first[0]]) else 3))
    if start > 0:
        space = line.find(" ", start, first[0])
        start = space + 1 if space > 0 else start
    return "…" + re.sub(r"^\W+", "", line[start:]) if start else line


def _telling(hit: Hit, query: Query) -> str:
    """The summary, or the paper's abstract where only that has a word that was asked for."""
    abstract = hit.paper.abstract if hit.paper else ""
    if abstract and not _marked(plain(hit.entry.summary), query) and _marked(plain(abstract), query):
        return abstract
    return hit.entry.summary


def _marked(line: str, query: Query) -> list[Span]:
    """Where the words of a query stand, in order; what touches or all but touches is one."""
    marked: list[Span] = []
    for start, end in sorted(_matches(line, query)):
        if marked and (start <= marked[-1][1] or _BETWEEN.fullmatch(line, marked[-1][1], start)):
            marked[-1] = (marked[-1][0], max(end, marked[-1][1]))
        else:
            marked.append((start, end))
    return marked


def _matches(line: str, query: Query) -> Iterator[Span]:
    """Each match of each word, in places of the line as it is."""
    folded, places = _fold(line)
    for number, term in enumerate(query.terms, start=1):
        may_go_on = number == len(query.terms)
        for choice in term.choices:
            for start, end in _of_term(folded, choice, may_go_on=may_go_on and not choice.exact):
                first, last = places[start], places[end - 1] + 1
                if is_cjk(line[first]) or _begins(line, first):
                    yield first, last


@lru_cache(maxsize=64)  # a text is looked at several times
def _fold(line: str) -> tuple[str, Sequence[int]]:
    """A line as it is compared, and where each of its characters stands in the line."""
    if line.isascii():
        return line.lower(), range(len(line))
    letters = [
        mark.lower() if mark.isascii() else mark if is_cjk(mark) else plain_letters(normal(mark)).casefold().strip()
        for mark in line
    ]
    return "".join(letters), [place for place, letter in enumerate(letters) for _ in letter]


def _of_term(folded: str, term: Term, *, may_go_on: bool) -> Iterator[Span]:
    for run in term.runs:
        if is_cjk(run):
            yield from _of_chinese(folded, run)
        elif pieces := parts(run):
            goes_on = may_go_on and len(run) >= _PREFIX
            ends = rf"(?:e?s)?(?![^\W_{CJK}])"
            pattern = r"[\W_]*".join(map(re.escape, pieces)) + (f"(?:{ends})?" if goes_on else ends)
            yield from (found.span() for found in re.finditer(pattern, folded))


def _of_chinese(folded: str, run: str) -> list[Span]:
    """A run as it stands; where it stands nowhere, its longest parts of two characters at least."""
    taken: list[Span] = []
    for length in range(len(run), min(_WORD, len(run)) - 1, -1):
        for word in {run[start : start + length] for start in range(len(run) - length + 1)}:
            found = [match.span() for match in re.finditer(re.escape(word), folded)]
            taken += [(a, b) for a, b in found if all(b <= start or a >= end for start, end in taken)]
        if taken and length == len(run):
            break
    return taken


def _begins(line: str, place: int) -> bool:
    """Whether a word, or a part of a name such as the Norm of BatchNorm, begins at a place."""
    before, here = line[place - 1 : place], line[place]
    if not before.isalnum() or is_cjk(before):
        return True
    return (before.islower() and here.isupper()) or before.isdigit() != here.isdigit()
