"""What an entry says and shows: its summary without credits and addresses, its pictures, its card, where it leads."""

import pytest

from newsletter.model import LinkCard
from tests.newsletter.parsing.documents import OTHER, PAPER, entry_of

ONE = f"## [One]({PAPER})\n\n"
LINKLESS = "## One\n\n"
POST = "https://example.org/c"
CARD = f"[## A card\n\nexample.org]({POST})"


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        ("Image: me\nSaid.\nImage: you", "Said.\nImage: you"),
        ("Image: me\nImage: you\nSaid.", "Said."),
        ("Said.\n\nImage: me", "Said.\n\nImage: me"),
        ("Said.\n\n![](a)\n\nImage: me\n\nMore.", "Said.\n\nMore."),
        ("Said.\n\n![](a)\n\nImage: me\nImage: you\nMore.\nImage: us", "Said.\n\nMore.\nImage: us"),
        ("Said.\n\n![](a)\n\nMore.\n\nImage: me", "Said.\n\nMore.\n\nImage: me"),
        ("[2102.00554] A title\n\nImage: me\n\nSaid.", "Image: me\n\nSaid."),
        (f"{PAPER}\n\nSaid.\n\n{PAPER}\n\nT3\n\nMore.", "Said.\n\nMore."),
        (f"Said of it.\nMore.\n{PAPER}", f"Said of it.\nMore.\n{PAPER}"),
        (f"{PAPER}\nSaid.\nMore.\n{PAPER}", f"Said.\nMore.\n{PAPER}"),
        (f"[2102.00554] A title\n\nSaid.\n{PAPER}\nT3\nMore.", "Said.\nMore."),
        (f"[2102.00554] A title\n\nSaid.\n\n{OTHER}", f"Said.\n\n{OTHER}"),
        (f"[2102.00554] A title\n\nSaid.\n\n{OTHER}\nMore.", f"Said.\n\n{OTHER}\nMore."),
        ("* One point\n* Another\n\n1. And\n\n> Quoted", "One point\n\nAnother\n\nAnd\n\nQuoted"),
        ("* [2102.00554] No title", "[2102.00554] No title"),
        ("Said.\n\n---\n\nOf nobody.", "Said."),
        ("![](a)\n\n---\n\nSaid.", "Said."),
        ("", ""),
    ],
)
def test_a_summary_has_neither_credits_nor_addresses_that_repeat_where_the_entry_leads(body: str, summary: str):
    """A credit stands in front or right behind a picture; what stands elsewhere is said."""
    assert entry_of(f"{ONE}{body}").summary == summary


@pytest.mark.parametrize(
    ("body", "url"),
    [
        (f"{PAPER}\n\nSaid {OTHER}.\n\n{CARD}", PAPER),
        (f"{PAPER}\n{OTHER}\n\nSaid.", PAPER),
        (f"mailto:a@example.org\n\n[example.org]({POST})\n\nSaid.", POST),
        (f"[2102.00554] A title\n\nSaid.\n\n{CARD}", PAPER),
        (f"*A title of it*\n{PAPER}\n\nSaid.\n\n{CARD}", PAPER),
        (f"Said {OTHER}.\n\n{CARD}", POST),
        (f"Said.\n\n{PAPER}\n\n{CARD}", POST),
        (f"Said.\n\n{PAPER}\n\n{OTHER}", PAPER),
        (f"Said.\nMore.\n{PAPER}", PAPER),
        (f"{CARD.replace(POST, 'mailto:a@example.org')}\n\nSaid.\n\n{CARD}", None),
        (f"Said [there]({POST}).", None),
        (f"Said.\n\n---\n\n{CARD}", None),
    ],
)
def test_an_entry_without_a_link_in_its_headline_leads_where_its_body_does(body: str, url: str | None):
    """The citation's address, one on a line of its own in front, the card's, one on a line of its own behind."""
    assert entry_of(f"{LINKLESS}{body}").url == url


def test_papers_in_the_summary_are_mentions_once_in_their_order_and_without_the_own():
    text = f"Said [x]({OTHER}v1), {OTHER}, 2104.00001, arXiv:2105.00001v2, {PAPER}.\n\n* And [y](https://arxiv.org/pdf/2105.00002)"
    assert entry_of(f"{ONE}{text}").mentions_arxiv == ("2103.11886", "2104.00001", "2105.00001", "2105.00002")
    assert entry_of(f"{LINKLESS}{text}").mentions_arxiv == (
        *("2103.11886", "2104.00001", "2105.00001", "2102.00554", "2105.00002"),
    )
    assert entry_of(f"{LINKLESS}[2103.11886] A title\n\n{text}").mentions_arxiv == (
        *("2104.00001", "2105.00001", "2102.00554", "2105.00002"),
    )


@pytest.mark.parametrize(
    ("card", "wanted"),
    [
        (CARD, LinkCard("A card", "example.org")),
        (f"{CARD}\n\n{CARD.replace('A card', 'Another')}", LinkCard("A card", "example.org")),
        (CARD.replace("\n\nexample.org", ""), LinkCard("A card", "example.org")),
        (CARD.replace("\n\nexample.org", "\n\nsomewhere else"), LinkCard("A card", "example.org")),
        (CARD.replace("\n\nexample.org", "").replace(POST, "mailto:a"), LinkCard("A card", None)),
        (CARD.replace("A card", ""), LinkCard(None, "example.org")),
    ],
)
def test_the_first_card_is_the_entrys_and_called_by_its_site(card: str, wanted: LinkCard):
    assert entry_of(f"{ONE}Said.\n\n{card}").link_card == wanted


def test_a_card_behind_a_separator_is_the_entrys_where_it_leads_there_too():
    card = "[## A card\n\nmedium.com](/p/1?source=x)"
    for link, is_own in (("/p/1", True), ("/p/2", False)):
        entry = entry_of(f"## [One]({link})\n\nSaid.\n\n---\n\n{card}")
        assert (entry.link_card is not None) is is_own


def test_pictures_are_the_entrys_in_their_order_wherever_they_stand():
    entry = entry_of(f"{ONE}![](a)\n\nSaid ![](b).\n\n* ![](c) said\n\n![](d)")
    assert entry.images == ("a", "b", "c", "d")
