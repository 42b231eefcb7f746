"""The texts of a digest as Markdown, which its formats put together."""

from collections.abc import Sequence

from bot.digest.contents import Highlight, Remainder
from bot.digest.credits import describe_paper
from bot.digest.sentences import first_sentence, first_sentences, shorten, width
from bot.ui.links import LINK
from bot.ui.markup import clip, escape, link, plain
from bot.ui.phrases import SYMBOLS, Phrases, format_day, phrases
from bot.ui.translations import in_language
from newsletter.model import Entry, Remark
from storage.records import StoredIssue

TITLE = 200
QUOTE = 120
SENTENCE = 136
HEADLINE = 64
SECTION_TITLE = 24
"""Columns: in a message of 600 pixels a line has about 75."""

SECTIONS = 6
"""Sections on the last line."""

LINE, SHORTEST = 60, 20
"""A line that a section shares with its only headline, and the least of it that is left for the headline."""


def describe_issue(stored: StoredIssue) -> str:
    """The day, where it is known, and the numbers of entries and papers.

    bot.digest.fingerprint reads this line. So papers are counted only where a day stands first.
    """
    words, entries = phrases(stored.issue.language), stored.issue.entries
    papers = sum(1 for entry in entries if entry.arxiv_id)
    if stored.ref.day is None:
        return words.entries(len(entries))
    facts = [format_day(stored.ref.day, stored.issue.language), words.entries(len(entries))]
    return " · ".join([*facts, words.papers(papers)] if papers else facts)


def render_head(stored: StoredIssue, mark: str) -> str:
    """Title, date and counts; `mark` is that of the heading."""
    title = plain(stored.issue.title) or phrases(stored.issue.language).newsletter
    return f"{mark} {escape(clip(title, TITLE))}\n-# {describe_issue(stored)}"


def render_voice(remark: Remark, words: Phrases) -> str:
    """The editor's words as a quotation: a few sentences, which link what they are about where that is one thing."""
    said = first_sentences(remark.text, QUOTE)
    urls = set(remark.urls)
    is_whole = len(urls) == 1 and said == plain(remark.text)
    return f"> {link(said, urls.pop()) if is_whole else escape(said)} — *{escape(words.editor)}*"


def render_credit(highlight: Highlight, stored: StoredIssue) -> str:
    """Who wrote what a highlight is about; "" where nobody knows."""
    entry = highlight.entry
    with in_language(stored.issue.language):
        return describe_paper(stored.papers.get(entry.arxiv_id or ""), entry, year=False, short=True)


def render_sentence(highlight: Highlight) -> str:
    """What the newsletter says first of a highlight; "" where it says nothing."""
    return escape(first_sentence(highlight.entry.summary, SENTENCE))


def render_headline(entry: Entry, columns: int = HEADLINE, longest: int = LINK) -> str:
    """The name of an entry on one line, linked if its URL has at most `longest` characters."""
    return link(shorten(plain(entry.label), columns) or "…", entry.url, longest)


def render_highlight(highlight: Highlight, stored: StoredIssue) -> str:
    """Headline, credit and sentence of an entry."""
    credit = render_credit(highlight, stored)
    title = f"{highlight.symbol} **{render_headline(highlight.entry)}**"
    return "\n".join(filter(None, [title, f"-# {credit}" if credit else "", render_sentence(highlight)]))


def render_rest(rest: Sequence[Remainder], most: int, words: Phrases, longest: int = LINK) -> list[str]:
    """The other sections, with `most` headlines: of both where there are two, else of the largest one.

    The sections without headlines share the second text. A headline whose URL is longer than `longest` is not linked.
    """
    largest = max(rest, key=lambda one: one.number, default=None)
    opened = [one for one in rest if one is largest or (len(rest) <= 2 and most > 1)]
    closed = [one for one in rest if not any(one is other for other in opened)]
    texts = [_render_section(one, most // len(opened), words, longest) for one in opened]
    names = [f"{_render_title(one, words)} · {one.number}" for one in closed[:SECTIONS]]
    return [text for text in ("\n".join(texts), "\u2003".join(names)) if text]


def _render_section(part: Remainder, most: int, words: Phrases, longest: int) -> str:
    """A line of title and number over a list of headlines, or a line of title and headline where there is one."""
    title = _render_title(part, words)
    if most == 1:
        more = [words.more.format(number=part.number - 1)] if part.number > 1 else []
        columns = max(SHORTEST, LINE - width(title) - width("".join(more)))
        return " · ".join([title, render_headline(part.entries[0], columns, longest), *more])
    lines = [f"- {render_headline(entry, HEADLINE, longest)}" for entry in part.entries[:most]]
    return "\n".join([f"{title} · {part.number}", *lines])


def _render_title(part: Remainder, words: Phrases) -> str:
    """The symbol and the name of a section; a long title gives way to the usual name."""
    kind, title = part.section.kind, plain(part.section.title)
    name = title if title and width(title) <= SECTION_TITLE else words.section(kind)
    return f"{SYMBOLS[kind]} **{escape(name)}**"
