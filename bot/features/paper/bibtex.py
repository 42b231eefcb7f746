"""A paper as a BibTeX entry, in the form that arXiv gives.

https://info.arxiv.org/help/hypertex/bibstyles/index.html for `eprint`, `archivePrefix` and `primaryClass`.
"""

import re
import unicodedata
from collections.abc import Sequence

from bot.ui.limits import MESSAGE_TEXT, text_size
from bot.ui.markup import clip, plain
from newsletter.arxiv_id import abs_url
from newsletter.model import PaperRecord

ROOM = MESSAGE_TEXT - 100
_TITLE = 500
_NAME = 150

_SPECIAL = {
    **{mark: f"\\{mark}" for mark in "&%$#_"},
    "{": r"\textbraceleft{}",  # BibTeX counts braces, also those after a backslash
    "}": r"\textbraceright{}",
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "`": r"\textasciigrave{}",  # three of them would end the code block
}
# A title's mathematics, told from amounts of dollars as Pandoc does: https://pandoc.org/MANUAL.html#math
_MATHS = re.compile(r"(\$(?=\S)[^$%`]*(?<=[^\s\\])\$(?!\d))")
_BESIDE_WORDS = "\"'“”‘’()[]:;,.!?"
_CLASS = re.compile(r"[A-Za-z-]+(?:\.[A-Za-z-]+)?")


def format_bibtex(paper: PaperRecord) -> str:
    """The entry of a paper with a title. Authors who do not fit into a message become BibTeX's `others`."""
    number = len(paper.authors)
    while text_size(text := _format(paper, number)) > ROOM and number:
        number //= 2
    return text


def _format(paper: PaperRecord, number: int) -> str:
    title, year = clip(plain(paper.title or ""), _TITLE), _year(paper)
    names = [_author(name) for each in paper.authors[:number] if (name := clip(plain(each), _NAME))]
    if number < len(paper.authors):
        names.append("others")
    primary = paper.categories[0] if paper.categories and _CLASS.fullmatch(paper.categories[0]) else None
    fields = {
        "title": _title(title),
        "author": " and ".join(names),
        "year": str(year),
        "eprint": paper.arxiv_id,
        "archivePrefix": "arXiv",
        "primaryClass": primary,
        "url": abs_url(paper.arxiv_id),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{_key(paper.authors, year, title)},", *lines, "}"])


def _title(title: str) -> str:
    """A title whose capitals stay capitals: styles of bibliographies lower all that are not in braces."""
    return "".join(
        f"{{{piece}}}" if number % 2 and _is_balanced(piece) else "".join(map(_protect, re.split(r"(\s+)", piece)))
        for number, piece in enumerate(_MATHS.split(title))  # every second one is mathematics
    )


def _protect(text: str) -> str:
    """A word, or what is between words; a word with a capital is put into braces."""
    word = text.strip(_BESIDE_WORDS)
    if word == word.lower():
        return _escape(text)
    before, after = text.split(word, 1)
    return f"{_escape(before)}{{{_escape(word)}}}{_escape(after)}"


def _is_balanced(text: str) -> bool:
    depth = 0
    for mark in text:
        depth += {"{": 1, "}": -1}.get(mark, 0)
        if depth < 0:
            return False
    return depth == 0


def _author(name: str) -> str:
    """A name; one with a comma or an “and” in it is a group, whose parts BibTeX would take for people."""
    is_group = "," in name or "and" in name.lower().split()
    return f"{{{_escape(name)}}}" if is_group else _escape(name)


def _escape(text: str) -> str:
    return "".join(_SPECIAL.get(mark, mark) for mark in text)


def _year(paper: PaperRecord) -> int:
    """The year of the first version; arXiv ids begin with it, too."""
    if paper.published:
        return paper.published.year
    short = int(paper.arxiv_id.rpartition("/")[2][:2])
    return short + (1900 if "/" in paper.arxiv_id and short > 90 else 2000)


def _key(authors: Sequence[str], year: int, title: str) -> str:
    """First author, year, first long word of the title: `li2021involution`."""
    family = _letters(authors[0].split()[-1]) if authors and authors[0].split() else ""
    word = next((letters for each in title.split() if len(letters := _letters(each)) > 3), "")
    return f"{family or 'arxiv'}{year}{word}"


def _letters(text: str) -> str:
    """The Latin letters and digits of a word, in lower case and without accents."""
    return "".join(re.findall(r"[a-z0-9]", unicodedata.normalize("NFKD", text).lower()))[:40]
