"""The part of an entry's text that shows why it was found."""

import re

from bot.views.markup import clip_columns, escape
from newsletter.query import Query
from newsletter.words import is_cjk, parts
from storage.records import Hit


def snippet(hit: Hit, query: Query, columns: int) -> str:
    """The text around the first word that was asked for, its words in bold, as Markdown.

    As long as it may be is told in columns, so that Chinese takes no more lines than English.
    """
    pattern = _words(query)
    line = " ".join(_telling(hit, pattern).split())
    if not line or pattern is None:
        return escape(clip_columns(line, columns))
    cut = clip_columns(_from_word(line, pattern, columns), columns)
    pieces, position = [], 0
    for match in pattern.finditer(cut):
        pieces += [escape(cut[position : match.start()]), f"**{escape(match[0])}**"]
        position = match.end()
    return "".join([*pieces, escape(cut[position:])])


def _from_word(line: str, pattern: re.Pattern[str], columns: int) -> str:
    """The line from a little before the first word on, an ellipsis in the place of what is left out."""
    first = pattern.search(line)
    if first is None or len(clip_columns(line, columns)) == len(line):
        return line
    start = max(0, first.start() - columns // (6 if is_cjk(first[0]) else 3))
    if start > 0:
        space = line.find(" ", start, first.start())
        start = space + 1 if space > 0 else start
    return "…" + re.sub(r"^\W+", "", line[start:]) if start else line


def _telling(hit: Hit, pattern: re.Pattern[str] | None) -> str:
    """The summary, or the paper's abstract where only that has a word that was asked for."""
    abstract = hit.paper.abstract if hit.paper else ""
    if pattern and abstract and not pattern.search(hit.entry.summary) and pattern.search(abstract):
        return abstract
    return hit.entry.summary


def _words(query: Query) -> re.Pattern[str] | None:
    """Finds the words of a query as they are written; the end of a plural may be missing."""
    patterns = [_pattern(run) for term in query.terms for run in term.runs]
    return re.compile("|".join(filter(None, patterns)), re.IGNORECASE) if any(patterns) else None


def _pattern(run: str) -> str:
    """Finds a word in text as it is written: a Chinese run as it is, a name however its parts are joined."""
    return re.escape(run) if is_cjk(run) else r"[\W_]*".join(map(re.escape, parts(run)))
