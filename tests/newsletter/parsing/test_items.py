"""Items and tables of other newsletters: what each row names, where it leads, and what it says."""

import pytest

from newsletter.model import Entry
from newsletter.parsing import Origin, parse_text

A, B = "https://arxiv.org/abs/2305.00050", "https://arxiv.org/abs/2305.01210"
C = "https://example.org/c"
LAST = "[Last](https://example.org/last): said"
REST = f"## Papers\n\n- [First]({A}): order\n- [Second]({B}): minds\n"


def entries_of(section: str) -> list[Entry]:
    """The entries of a section, but the last."""
    issue = parse_text(f"# Weekly #3\n\n## Section\n\n{section}\n\n{REST}").issue
    found = [entry for entry in issue.entries[:-2] if entry.headline != "Last"]
    assert [entry.headline for entry in issue.entries[-2:]] == ["First", "Second"]
    return found


@pytest.mark.parametrize(
    ("item", "headline", "summary"),
    [
        (f"[One]({C})", "One", ""),
        (f"[One]({C}): said", "One", "said"),
        (f"[One]({C}) - said\n  and more\n  [pdf]({C})\n  to the end", "One", "said\nand more\nto the end"),
        (f"[One]({C}), said [pdf]({C}) / [code]({C}) /", "One", "said"),
        (f"[One]({C})—said", "One", "said"),
        (f"*[One]({C})* said", "One", "said"),
        (f"[[One]]({C}) said", "One", "said"),
        (f"[One: two]({C}) said", "One: two", "said"),
        (f"[One]({C}) [Two](https://example.org/d) said", "One", "Two said"),
        (f"1. [One]({C}) said", "One", "said"),
        (f"1、[One]({C}) said", "One", "said"),
        (f"#12: [One]({C}) said", "One", "said"),
        (f"**1.** [One]({C}) said", "One", "said"),
        (f"![](a.png) [One]({C}) said", "One", "said"),
        (f"One: said [pdf]({C})", "One", "said"),
        (f"One： said [pdf]({C})", "One", "said"),
        (f"One。said [pdf]({C})", "One", "said"),
        (f"One. Then said [pdf]({C})", "One", "Then said"),
        (f"One - said [here]({C})", "One", "said here"),
        (f"One -- said [here]({C})", "One", "said here"),
        (f"One\n  said [pdf]({C})", "One", "said"),
        (f"[3.5 billion]({C}) said", "3.5 billion", "said"),
        (f"3.5 billion – said [pdf]({C})", "3.5 billion", "said"),
        (f"2) One – said [pdf]({C})", "One", "said"),
        (f"One [[pdf]({C})]: said", "One", "said"),
        (f"**One** ([pdf]({C}), [code]({C})) — said", "One", "said"),
        (f"One ([pdf]({C}))", "One", ""),
        (f"One-said [pdf]({C})", "One-said", ""),
        (f"One.said [pdf]({C})", "One.said", ""),
        (f"One. said [pdf]({C})", "One. said", ""),
        (f"One：said [pdf]({C})", "One：said", ""),
        (f"[pdf]({C}) One", "One", ""),
        (f"{'x' * 300} [pdf]({C})", "x" * 300, ""),
    ],
)
def test_an_item_names_something_with_its_link_or_with_its_first_words(item: str, headline: str, summary: str):
    """Without its count; labels such as `[pdf]` and the marks that join them are no part of what it says."""
    (entry,) = entries_of(f"- {item}\n- {LAST}")
    assert (entry.headline, entry.url, entry.summary) == (headline, C, summary)


@pytest.mark.parametrize(
    "item",
    [
        "One",
        "[One](#below) said",
        "[One](mailto:a@example.org) said",
        f"[pdf]({C})",
        f"[Subscribe]({C}) said",
        f"Subscribe [here]({C})",
        f"{'x' * 301} [pdf]({C})",
    ],
)
def test_an_item_without_a_name_or_a_link_is_no_entry(item: str):
    assert entries_of(f"- {item}\n- {LAST}\n- {LAST}") == []


@pytest.mark.parametrize(
    ("paragraphs", "headline", "summary"),
    [
        (f"[One]({C}) said", "One", "said"),
        (f"· [One]({C}) said", "One", "said"),
        (f"[One]({C})\n\nsaid", "One", "said"),
        (f"[One]({C})\nsaid", "One", "said"),
        (
            f"[One]({C}) said\n\n> Quoted\n\nImage: me\n\nSubscribe here\n\nUnsubscribe\n\nmore\n\n1. x\n\nend",
            "One",
            "said\n\nQuoted\n\nmore\n\nend",
        ),
    ],
)
def test_a_paragraph_that_begins_with_a_link_is_an_entry_with_what_follows(
    paragraphs: str, headline: str, summary: str
):
    """Not with where a picture is from, nor with what letters say around their text."""
    (entry,) = entries_of(f"{paragraphs}\n\n{LAST}")
    assert (entry.headline, entry.url, entry.summary) == (headline, C, summary)


@pytest.mark.parametrize("below", ["- a point", f"[Two]({C}) said", "![](a.png)"])
def test_a_line_that_is_only_a_link_is_no_entry_where_no_paragraph_says_something_of_it(below: str):
    found = entries_of(f"[One]({C})\n\n{below}\n\n{LAST}\n\n{LAST}")
    assert "One" not in [entry.headline for entry in found]


def test_papers_that_are_mentioned_behind_an_item_are_known_by_word_and_by_link():
    """Each once, without the item's own; an address alone is no word of the summary."""
    (entry,) = entries_of(
        f"- [One]({A}): said of 2305.01625\n\n  It goes on from [this]({B}), {B} and\n\n{A} of arXiv:2305.01626.\n\n"
        f"- {LAST}"
    )
    assert entry.summary == "said of 2305.01625\n\nIt goes on from this, and\n\nof arXiv:2305.01626."
    assert entry.mentions_arxiv == ("2305.01625", "2305.01210", "2305.01626")


@pytest.mark.parametrize(
    ("row", "headline", "summary"),
    [
        (f"| [One]({C}) | said |", "One", "said"),
        (f"| 1 | [One]({C}): this | said | [pdf]({C}) |", "One", "this\nsaid"),
        (f"| 1) One - this | said | [pdf]({C}), [code]({C}) |", "One", "this\nsaid"),
        (f"| #2 | One | [pdf]({C}) · [code]({C}) | 7 |", "One", ""),
        (f"| One | [said]({C}) | and said |", "One", "and said"),
        (f"| **One** | | [pdf]({C}) |", "One", ""),
        (f"| [pdf]({C}), [code]({C}) | One | · |", "One", ""),
        (f"| [One - two]({C}) this | said |", "One - two", "this\nsaid"),
        (f"| 1. | One | 2) | [pdf]({C}) | 95 % |", "One", "95 %"),
        (f"| ![](a.png) | [One]({C}) | said |", "One", "said"),
        (f"| {'x' * 301} | [pdf]({C}) |", "x" * 300, ""),
    ],
)
def test_a_row_of_a_table_is_an_entry_named_by_its_first_cell_of_words(row: str, headline: str, summary: str):
    table = f"| # | Paper | Links |\n|---|:--:|--:|\n{row}\n| {LAST} |"
    (entry,) = entries_of(table)
    assert (entry.headline, entry.url, entry.summary) == (headline, C, summary)


@pytest.mark.parametrize(
    "row",
    [
        "| One | said |",
        f"| [pdf]({C}) |",
        f"| 1. | [pdf]({C}) |",
        "| | |",
        "|---|---|",
        "| Title | Said |",
        "| [One](#below) | said |",
    ],
)
def test_a_row_without_a_name_or_a_link_is_no_entry(row: str):
    assert entries_of(f"{row}\n| {LAST} |") == []


def test_relative_links_of_cards_lead_to_the_page_they_are_on():
    card = "[## A card\n\nsomewhere](/p/1)"
    text = f"# Weekly #3\n\n## Section\n\n{card}\n\nsaid\n\n{card.replace('1', '2')}\n\n{REST}"
    first = parse_text(text, None, Origin(url="https://ours.example.net/7")).issue.entries[0]
    assert (first.headline, first.url) == ("A card", "https://ours.example.net/p/1")


def test_rows_are_found_on_their_lines_and_items_on_theirs():
    text = (
        f"# Weekly #3\n\n| [One]({A}) | a |\n| [Two]({B}) | b |\n\n- [Three]({C}): c\n\n  more\n- [Four]({C}?d=e): d\n"
    )
    assert parse_text(text).lines == (3, 4, 6, 9)


CARD = f"[## One\n\nexample.org]({C})"


@pytest.mark.parametrize(
    ("cards", "headlines"),
    [
        (f"{CARD}\n\nsaid\n\n{CARD.replace('/c)', '/d)')}", ["One", "One"]),
        (f"- [Item]({C}): said\n\n{CARD}", ["Item"]),
        (f"- [Item]({A}): said\n\n{CARD}", ["Item", "One"]),
        (CARD.replace("One", ""), []),
        (CARD.replace("One", "Subscribe, so that you never miss what we write"), []),
        (CARD.replace(C, ""), []),
    ],
)
def test_a_card_is_an_entry_unless_it_shows_where_the_entry_above_leads(cards: str, headlines: list[str]):
    found = entries_of(f"{cards}\n\n- {LAST}\n- {LAST}")
    assert [entry.headline for entry in found] == headlines
