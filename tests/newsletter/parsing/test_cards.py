"""Link cards: taken out whole, so that nothing inside is mistaken for content."""

import pytest

from newsletter.parsing.markdown.cards import Card, split_cards

URL = "https://x.org/a"


@pytest.mark.parametrize(
    ("text", "site"),
    [
        (f"[]({URL}) [## A title\n\n### About…\n\nx.org]({URL}) ", "x.org"),
        (f" [## A title\n\n### About…\n\nx.org]({URL})", "x.org"),
        (f"**[]({URL}) [## **A title**\n\n### About [sic] it…\n\nwww.x . org]({URL})**", "www.x.org"),
        (f"[## A title\n\nx.org]({URL})", "x.org"),
        (f"[## A title]({URL})", None),
        (f"[## A title ### About it x.org]({URL})", "x.org"),
        (f"[## A title\n\n### About…\n\n蒸馏. org]({URL})", None),
        (f"[]({URL}) [## A title\n\n### About…", None),
        (f"[]({URL}) [## A title", None),
    ],
)
def test_a_card_is_one_thing(text: str, site: str | None):
    assert [line.card for line in split_cards(text)] == [Card("A title", site, URL)]


def test_cards_joined_on_one_line_are_several():
    card = f"[]({URL}) [## T\n\n### d\n\nx.org]({URL}) "
    lines = split_cards(f"before\n{card}{card}{card}\nafter")
    assert [(line.number, line.text or "card") for line in lines] == [
        (1, "before"),
        (2, "card"),
        (6, "card"),
        (10, "card"),
        (15, "after"),
    ]


def test_a_card_that_never_ends_does_not_swallow_the_next_section():
    lines = split_cards("[## T\n\n### d\n\n# 2. Other\n\n[a](b)")
    assert [line.text for line in lines if line.card is None and line.text] == ["# 2. Other", "[a](b)"]


@pytest.mark.parametrize(
    ("text", "card", "behind"),
    [
        ("[## A [b] c\n\nx.org](u)", Card("A [b] c", "x.org", "u"), []),
        ("[## A] b\n\nx.org](u)", Card("A] b", "x.org", "u"), []),
        ("[## A\n\n### see [this](v) and [that](w)\n\nx.org](u)", Card("A", "x.org", "u"), []),
        ("[## A see [this](v), x.org](u) b", Card("A see this, x.org", None, "u"), [" b"]),
        ("[## A ### d x.org](u)", Card("A", "x.org", "u"), []),
        ("[## A ### x.org](u)", Card("A", "x.org", "u"), []),
        ("[## A ### d e](u)", Card("A", None, "u"), []),
        ("[## A *b* &amp; c\n\nX . Org](u)", Card("A b & c", "x.org", "u"), []),
        ("[## A\n\nx.o](u)", Card("A", None, "u"), []),
        ("[ ** ## **A**](u) b", Card("A", None, "u"), [" b"]),
        ("[## ](u)", Card(None, None, "u"), []),
        ("[## A]( <u v> 't')", Card("A", None, "u v"), []),
        ("[](u_(b)) [## A]()", Card("A", None, "u_(b)"), []),
        ("[](v) [## A](u)", Card("A", None, "u"), []),
        ("[](u\\_b&amp;c) ** [## A", Card("A", None, "u_b&c"), []),
        ("[## A]()", Card("A", None, None), []),
        ("[## A" + "\n" * 11 + "x.org](u)", Card("A", "x.org", "u"), []),
        ("[## A" + "\n" * 12 + "x.org](u)", Card("A", None, None), ["x.org](u)"]),
        ("[](u) [## A\n\n### d\n#### e\n\nText [b](c)", Card("A", None, "u"), ["Text [b](c)"]),
        ("[](u) [## A\n\n\n### d\n# B", Card("A", None, "u"), ["# B"]),
        ("[## A\n\n## 2. B\n\nc](u)", Card("A", None, None), ["## 2. B", "c](u)"]),
        ("[## A\n\n2. B\n\nx.org](u)", Card("A", "x.org", "u"), []),
    ],
)
def test_a_card_ends_with_its_own_bracket_or_its_description(text: str, card: Card, behind: list[str]):
    """In at most twelve lines; the bracket of a link or a word inside it is none of its own."""
    lines = split_cards(text)
    assert [line.card for line in lines if line.card] == [card]
    assert [line.text for line in lines if line.text.strip()] == behind


@pytest.mark.parametrize("text", ["[#A](u)", "[####### A](u)", "[A ## B](u)", "# A [b](u)", "#"])
def test_a_link_without_a_heading_in_it_is_no_card(text: str):
    assert [(line.text, line.card) for line in split_cards(text)] == [(text, None)]


def test_words_before_and_behind_a_card_stay_in_their_line():
    lines = split_cards("a **[## A](u)** b [## B](v)\nc")
    assert [(line.number, line.text, line.card and line.card.title) for line in lines] == [
        (1, "a **", None),
        (1, "", "A"),
        (1, "** b ", None),
        (1, "", "B"),
        (2, "c", None),
    ]
