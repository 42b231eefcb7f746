"""Lines in bold of other newsletters: which are headlines, and what belongs to them."""

import pytest

from newsletter.parsing import parse_text

A, B, C = "https://arxiv.org/abs/2305.00050", "https://arxiv.org/abs/2305.01210", "https://example.org/c"
CARD = f"[## A card\n\nexample.org]({C})"
REST = f"**First**\n\nOrder. [paper]({A})\n\n**Second**\n\nMinds. [paper]({B})\n"


def heads(text: str) -> list[str | None]:
    """The headlines before those of the rest."""
    found = [entry.headline for entry in parse_text(f"# Weekly #3\n\n{text}\n\n---\n\n{REST}").issue.entries]
    assert found[-2:] == ["First", "Second"]
    return found[:-2]


@pytest.mark.parametrize(
    "text",
    [
        f"**One**\n\nSaid [here]({C}).",
        f"**One**\nSaid [here]({C}).",
        f"**One** [paper]({C})\n\nSaid.",
        f"**One** ([paper]({C}), [code]({C}))\n\nSaid.",
        f"**One**\n\n[paper]({C})\n\nSaid.",
        f"**One**\n\nSaid.\n\n{CARD}",
        "**One**\n\nSaid in arXiv:2305.01625.",
        f"- **One**\n  Said [here]({C}).",
        f"1. **One**\n\n   Said [here]({C}).",
        f"**{'x' * 160}**\n\nSaid [here]({C}).",
    ],
)
def test_a_line_in_bold_is_a_headline_where_a_link_and_words_follow(text: str):
    """In its own block or in those up to the next heading, separator or such line; its labels are no words."""
    assert heads(text) == ["x" * 160 if "xxx" in text else "One"]


@pytest.mark.parametrize(
    "text",
    [
        "**One**\n\nSaid.",
        f"**One**\n\n[paper]({C})",
        f"**One** [paper]({C})",
        f"**One**\n\n---\n\nSaid [here]({C}).",
        f"**One**\n\n**Two**\n\n---\n\nSaid [here]({C}).",
        f"**One:**\n\nSaid [here]({C}).",
        f"**One：**\n\nSaid [here]({C}).",
        f"**One** more\n\nSaid [here]({C}).",
        f"**Image: the authors**\n\nSaid [here]({C}).",
        f"> **One**\n\nSaid [here]({C}).",
        f"**{'x' * 161}**\n\nSaid [here]({C}).",
    ],
)
def test_a_line_in_bold_is_text_where_they_do_not_follow(text: str):
    assert heads(text) == []


def test_each_line_in_bold_takes_what_stands_up_to_the_next():
    text = f"**One**\n\nSaid.\n\n**Two**\n\nSaid [there]({C}).\n\n## A heading\n\nMore."
    assert heads(text) == ["Two"]
    assert heads(f"**One**\n\nSaid [here]({A}).\n\n**Two**\nSaid [there]({C}).\n- a point\n- [more]({B})") == [
        "One",
        "Two",
    ]


def test_bold_lines_and_what_they_say_are_found_on_their_lines():
    parsed = parse_text(f"# Weekly #3\n\n{REST}\n- **Third**\n  Said [here]({C}).\n  And more.\n")
    assert parsed.lines == (3, 7, 11)
    assert [entry.summary for entry in parsed.issue.entries] == ["Order.", "Minds.", "Said here.\nAnd more."]
