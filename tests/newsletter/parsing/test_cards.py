"""Link cards: taken out whole, so that nothing inside is mistaken for content."""

import pytest

from newsletter.parsing.cards import Card, split_cards

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
