"""Inline parser: rows and spans, the text of a document without Markdown syntax."""

import pytest

from newsletter.parsing.markdown.inline import Span, parse_rows, plain
from newsletter.parsing.markdown.links import find_links


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
        ("two\n *lines*", "two lines"),
        ("<https://x.org/a>", "https://x.org/a"),
        ("![picture](a.png)text", "text"),
    ],
)
def test_a_reader_sees_no_marks(written: str, shown: str):
    assert plain(written) == shown


def test_a_bare_address_is_a_link_without_the_sentence_around_it():
    (row,) = parse_rows("见(https://x.org/a_(b))。或 https://x.org/c.", 1)
    assert [piece.url for piece in row.spans if piece.url] == ["https://x.org/a_(b)", "https://x.org/c"]
    assert row.text == "见(https://x.org/a_(b))。或 https://x.org/c."


def test_italics_that_open_with_bold_end_alone():
    first, second = parse_rows("***【1】A title*\nA summary.**", 5)
    assert (first.spans[0].italic, second.spans[0].italic, second.line) == (True, False, 6)


def test_a_picture_inside_a_link_is_a_picture():
    (row,) = parse_rows("[![](a.png)](http://x.org)", 1)
    assert row.spans == (Span("", "a.png", is_image=True),)


def test_an_address_cut_off_by_the_end_is_not_trusted():
    (row,) = parse_rows("[text](https://x.org/a", 1)
    assert [(piece.text, piece.url) for piece in row.spans] == [("text", "")]


def test_links_never_overlap():
    found = find_links("[a [b](1) ![c](2) [![d](3)](4) ](5) [e](6")
    assert [(link.url, link.is_image, len(link.images)) for link in found] == [
        ("1", False, 0),
        ("2", True, 0),
        ("4", False, 1),
        ("", False, 0),
    ]


def notation(text: str) -> list[str]:
    """Each row with its line: `/italics/`, `{link → address}`, `{!picture}`, `bold start |`."""
    found = []
    for row in parse_rows(text, 1):
        spans = [
            f"{{!{piece.url}}}"
            if piece.is_image
            else piece.text
            if piece.url is None
            else f"{{{piece.text} → {piece.url}}}"
            for piece in row.spans
        ]
        slanted = [f"/{shown}/" if piece.italic else shown for piece, shown in zip(row.spans, spans, strict=True)]
        found.append(f"{row.line}: " + (f"{row.bold} | " if row.bold else "") + "".join(slanted))
    return found


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("**a** b", ["1: a | a b"]),
        ("****a**** b", ["1: a | a b"]),
        (" **a** b", ["1: a |  a b"]),
        ("a **b** c", ["1: a b c"]),
        ("**a", ["1: a"]),
        ("**a\nb** c", ["1: a", "2: b c"]),
        ("**a** b **c**", ["1: a | a b c"]),
        ("**a [b](u)** c", ["1: a b | a {b → u} c"]),
        ("**[a](u)** b", ["1: a | {a → u} b"]),
        ("[a](u) **b**", ["1: {a → u} b"]),
        ("![](i)**b**", ["1: {!i}b"]),
        ("x\n**b** c", ["1: x", "2: b | b c"]),
    ],
)
def test_what_is_bold_at_the_start_of_a_row_is_known(written: str, rows: list[str]):
    assert notation(written) == rows


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("*a* b", ["1: /a/ b"]),
        ("a *b*", ["1: a /b/"]),
        ("***a* b**", ["1: /a/ b"]),
        ("*a\nb* c", ["1: /a/", "2: /b/ c"]),
        ("*a*\n*b*", ["1: /a/", "2: /b/"]),
        ("a *[b](u)* c", ["1: a /{b → u}/ c"]),
        ("[a *b* c](u)", ["1: {a  → u}/{b → u}/{ c → u}"]),
        ("*a *b* c*", ["1: /a b/ c"]),
        ("_a_ (_b_) c_d_ _ e_ __f__", ["1: /a/ (/b/) c_d_ _ e_ __f__"]),
        ("_a &amp; b_", ["1: /a & b/"]),
        # What lost its partner.
        ("*a", ["1: /a/"]),
        ("*a\nb", ["1: /a/", "2: b"]),
        ("x\n*a\nb", ["1: x", "2: /a/", "3: b"]),
        ("a *b", ["1: a *b"]),
        ("a* b", ["1: a* b"]),
        ("a, *b", ["1: a, *b"]),
        ("a.* b", ["1: a. b"]),
        ("a ***b", ["1: a b"]),
        ("a*** b", ["1: a* b"]),
        ("a * b", ["1: a * b"]),
        ("a *** b", ["1: a  b"]),
        ("5*3*2", ["1: 5*3*2"]),
        ("论文*方法*的", ["1: 论文/方法/的"]),
        ("[2102.00554] a*\nb", ["1: /[2102.00554] a/", "2: b"]),
        ("【a* b", ["1: /【a/ b"]),
        ("  【a* b", ["1: /  【a/ b"]),
        ("a 【b* c", ["1: a 【b* c"]),
        ("[a* b](u)", ["1: {a* b → u}"]),
    ],
)
def test_italics_are_known_and_stray_asterisks_are_characters_or_nothing(written: str, rows: list[str]):
    """A mark that was lost in front or behind ends at the row's end; a citation's ends where it stands."""
    assert notation(written) == rows


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("[a](u)", ["1: {a → u}"]),
        ('[a]( <u v> "t" )', ["1: {a → u v}"]),
        ("[a](u 't')", ["1: {a → u}"]),
        ("[a](u(v(w))x)", ["1: {a → u(v(w))x}"]),
        ("[a](u\\_v&amp;w)", ["1: {a → u_v&w}"]),
        ("[a](u)[b](u)", ["1: {a → u}{b → u}"]),
        ("[a](u) [a](v)", ["1: {a → u} {a → v}"]),
        ("[a\nb](u)\nc", ["1: {a b → u}", "3: c"]),
        ("[a<br>b](u)<br/>c\nd", ["1: {a b → u}", "1: c", "2: d"]),
        ("[](u)", ["1: { → u}"]),
        ("[a]", ["1: [a]"]),
        ("[a] (u)", ["1: [a] (u)"]),
        ("\\[a](u)", ["1: [a](u)"]),
        ("a](u)", ["1: a](u)"]),
        ("[a](u", ["1: {a → }"]),
        ("![a](i", ["1: {!}"]),
        ("[a ![](i) b](u)", ["1: {!i}{a  b → u}"]),
        ("[![](i)](u) x", ["1: {!i} x"]),
        ("![](i&amp;j)![](k)", ["1: {!i&j}{!k}"]),
        ("[https://x.org/a](u)", ["1: {https://x.org/a → u}"]),
        ("[`a*b` _c_ \\*](u)", ["1: {a*b  → u}/{c → u}/{ * → u}"]),
        ("a\n\n  \nb", ["1: a", "4: b"]),
        ("*a*\n**\nb", ["1: /a/", "3: b"]),
    ],
)
def test_links_and_images_are_spans_with_their_url(written: str, rows: list[str]):
    assert notation(written) == rows


@pytest.mark.parametrize(
    ("written", "url", "behind"),
    [
        ("https://x.org/a.", "https://x.org/a", "."),
        ("HTTP://X.org/a?!", "HTTP://X.org/a", "?!"),
        ("https://x.org/a'; b", "https://x.org/a", "'; b"),
        ("https://x.org/a,b:c b", "https://x.org/a,b:c", " b"),
        ("https://x.org/a_(b)) c", "https://x.org/a_(b)", ") c"),
        ("https://x.org/a)).", "https://x.org/a", "))."),
        ("https://x.org/(a", "https://x.org/(a", ""),
        ("https://x.org/a\\_b&amp;c=d;", "https://x.org/a_b&c=d", ";"),
        ("https://x.org/a *b*", "https://x.org/a", " b"),
        ("https://x.org/论文", "https://x.org/", "论文"),
        ("<https://x.org/a).> b", "https://x.org/a).", " b"),
        ("<https://x.org/论文> b", "https://x.org/论文", " b"),
    ],
)
def test_a_bare_address_ends_where_its_sentence_goes_on(written: str, url: str, behind: str):
    """In angle brackets it is whole."""
    (row,) = parse_rows(written, 1)
    assert (row.spans[0].text, row.spans[0].url) == (url, url)
    assert "".join(piece.text for piece in row.spans[1:]) == behind


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("&lt;&#42;&#x2a;&#X2A;&copy;", "<***©"),
        ("&nope; &copy &; &#; AT&T;", "&nope; &copy &; &#; AT&T;"),
        ("\\# \\~ \\a \\1", "# ~ \\a \\1"),
        ("`\\*&amp;` &amp;", "\\*&amp; &"),
        ("``a`` `b", "a `b"),
        ("a\tb", "a b"),
    ],
)
def test_escaped_characters_and_entities_are_what_they_stand_for(written: str, shown: str):
    """Not in code."""
    assert plain(written) == shown
