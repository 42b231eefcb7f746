"""The line that says who wrote what an entry is about."""

from datetime import date

import pytest

from bot.digest.credits import describe_paper
from newsletter.model import LinkCard, PaperRecord
from tests.samples import make_entry

PAPER = PaperRecord(
    "2205.14135", "FlashAttention: Fast and Memory-Efficient Exact Attention", ("Tri Dao", "Daniel Fu", "Ré"),
    categories=("cs.LG", "cs.AI"), published=date(2022, 5, 27),
)  # fmt: skip
ENTRY = make_entry("精确的注意力", "2205.14135", cited_title="机器翻译的标题")


def test_a_paper_is_named_by_its_official_title_first_author_field_and_year():
    """Somebody who does not read Chinese recognises it."""
    assert describe_paper(PAPER, ENTRY) == f"{PAPER.title} · Tri Dao and others · cs.LG · 2022"
    assert describe_paper(PAPER, ENTRY, title=False) == "Tri Dao and others · cs.LG · 2022"
    assert describe_paper(PAPER, ENTRY, year=False, short=True) == "FlashAttention · Tri Dao and others · cs.LG"


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (ENTRY, "机器翻译的标题"),
        (make_entry("A headline", cited_title="A *headline*"), ""),
        (make_entry("An article", link_card=LinkCard("Keras", "www.keras.io")), "keras.io"),
        (make_entry("An article"), ""),
    ],
)
def test_without_arxivs_word_the_document_tells_what_it_can(entry, line):
    assert describe_paper(None, entry) == line


def test_two_authors_are_both_named_and_nothing_in_a_name_is_markup():
    record = PaperRecord("2205.14135", "<@1> *loud*", ("A_b_", "C"))
    assert describe_paper(record, ENTRY) == r"\<@1> \*loud\* · A\_b\_, C"
