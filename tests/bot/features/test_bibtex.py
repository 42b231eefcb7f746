"""What *BibTeX* answers is an entry that BibTeX reads, whatever arXiv says of the paper."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.features.paper.bibtex import ROOM, format_bibtex
from bot.ui.limits import text_size
from newsletter.model import PaperRecord

INVOLUTION = PaperRecord(
    "2103.06255",
    "Involution: Inverting the Inherence of Convolution for Visual Recognition",
    ("Duo Li", "Jie Hu", "Changhu Wang"),
    categories=("cs.CV", "cs.LG"),
    published=date(2021, 3, 10),
)
names = st.text("ABab é李,.-{}\\$%&#_~^`\n", min_size=1, max_size=40) | st.just("Planck and Co.")


def read(entry: str) -> tuple[str, dict[str, str]]:
    """The key and the fields of an entry, as BibTeX reads them: a value ends where its braces balance."""
    head = re.match(r"@misc\{([a-z0-9]+),\s*", entry)
    assert head, entry
    fields, rest = {}, entry[head.end() :]
    while field := re.match(r"([A-Za-z]+) = \{", rest):
        depth, end = 1, field.end()
        while depth:
            depth += {"{": 1, "}": -1}.get(rest[end], 0)
            end += 1
        fields[field[1]], rest = rest[field.end() : end - 1], rest[end:].lstrip(",\n ")
    assert rest == "}"
    return head[1], fields


def title_of(title: str) -> str:
    return read(format_bibtex(PaperRecord("2103.06255", title)))[1]["title"]


def test_the_entry_has_what_arxivs_own_has():
    key, fields = read(format_bibtex(INVOLUTION))
    assert key == "li2021involution"
    assert fields == {
        "title": "{Involution}: {Inverting} the {Inherence} of {Convolution} for {Visual} {Recognition}",
        "author": "Duo Li and Jie Hu and Changhu Wang",
        "year": "2021",
        "eprint": "2103.06255",
        "archivePrefix": "arXiv",
        "primaryClass": "cs.CV",
        "url": "https://arxiv.org/abs/2103.06255",
    }


def test_marks_of_latex_are_escaped_and_a_titles_mathematics_is_kept():
    assert title_of("50% of R&D, for $5 and $6") == r"50\% of {R\&D}, for \$5 and \$6"
    assert title_of(r"The $\ell_1$ norm") == r"{The} {$\ell_1$} norm"
    assert title_of("a_b {c} $x}$") == r"a\_b \textbraceleft{}c\textbraceright{} \$x\textbraceright{}\$"


def test_a_group_is_one_author_and_authors_beyond_a_message_are_others():
    _, fields = read(format_bibtex(PaperRecord("2103.06255", "T", ("Planck and Co.", "Sammy Davis, Jr."))))
    assert fields["author"] == "{Planck and Co.} and {Sammy Davis, Jr.}"
    many = format_bibtex(PaperRecord("2103.06255", "T", tuple(f"Author {n}" for n in range(3000))))
    assert text_size(many) <= ROOM
    assert read(many)[1]["author"].endswith(" and others")


def test_a_paper_without_a_day_has_the_year_of_its_id():
    for arxiv_id, year in (("0704.0001", "2007"), ("cs/9901001", "1999"), ("math/0101001", "2001")):
        assert read(format_bibtex(PaperRecord(arxiv_id, "T")))[1]["year"] == year


@given(names | st.text(max_size=900), st.lists(names | st.text(max_size=40), max_size=9), st.lists(names, max_size=2))
def test_any_paper_gives_an_entry_that_is_read_back(title: str, authors: list[str], categories: list[str]):
    """No field swallows the next, and nothing ends the code block around it."""
    entry = format_bibtex(PaperRecord("2103.06255", title, tuple(authors), categories=tuple(categories)))
    _, fields = read(entry)
    assert fields["eprint"] == "2103.06255"
    assert "```" not in entry
    assert text_size(entry) <= ROOM
