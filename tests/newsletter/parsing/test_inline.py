"""Rows and pieces: the characters of a document without its marks."""

import pytest

from newsletter.parsing.brackets import find_links
from newsletter.parsing.inline import Piece, plain, read_rows


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**bold** and *slanted*", "bold and slanted"),
        ("****stray", "stray"),
        ("他们**提出**了*方法*。**", "他们提出了方法。"),
        ("A* search, 3*3 and 2 * 4", "A* search, 3*3 and 2 * 4"),
        ("\\*literal\\* snake_case _slanted_", "*literal* snake_case slanted"),
        ("`code_with*marks` stays", "code_with*marks stays"),
        ("a &amp; b &lt;c&gt; &copy=1", "a & b <c> &copy=1"),
        ("[text](http://x.org/a_(b) 'title') behind", "text behind"),
        ("[a [nested] text](http://x.org)", "a nested text".replace("nested", "[nested]")),
        ("[2102.00554] no link", "[2102.00554] no link"),
        ("[spans\nlines](http://x.org)", "spans lines"),
        ("<https://x.org/a>", "https://x.org/a"),
        ("![picture](a.png)text", "text"),
    ],
)
def test_a_reader_sees_no_marks(written: str, shown: str):
    assert plain(written) == shown


def test_a_bare_address_is_a_link_without_the_sentence_around_it():
    (row,) = read_rows("见(https://x.org/a_(b))。或 https://x.org/c.", 1)
    assert [piece.url for piece in row.pieces if piece.url] == ["https://x.org/a_(b)", "https://x.org/c"]
    assert row.text == "见(https://x.org/a_(b))。或 https://x.org/c."


def test_italics_that_open_with_bold_end_alone():
    first, second = read_rows("***【1】A title*\nA summary.**", 5)
    assert (first.pieces[0].italic, second.pieces[0].italic, second.line) == (True, False, 6)


def test_a_picture_inside_a_link_is_a_picture():
    (row,) = read_rows("[![](a.png)](http://x.org)", 1)
    assert row.pieces == (Piece("", "a.png", is_image=True),)


def test_an_address_cut_off_by_the_end_is_not_trusted():
    (row,) = read_rows("[text](https://x.org/a", 1)
    assert [(piece.text, piece.url) for piece in row.pieces] == [("text", "")]


def test_links_never_overlap():
    found = find_links("[a [b](1) ![c](2) [![d](3)](4) ](5) [e](6")
    assert [(link.url, link.is_image, len(link.images)) for link in found] == [
        ("1", False, 0),
        ("2", True, 0),
        ("4", False, 1),
        ("", False, 0),
    ]
