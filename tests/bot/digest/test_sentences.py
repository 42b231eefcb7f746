"""The one sentence of a summary that a digest shows: a whole one, in any script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.sentences import first_sentence, first_sentences, shorten, width


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Two words. And more.", "Two words."),
        ("It gains 3.5 points. And more.", "It gains 3.5 points."),
        ("Some methods, e.g. pruning, e.g. GANs, help. More.", "Some methods, e.g. pruning, e.g. GANs, help."),
        (
            "We follow He et al. and Fig. 3 of J. Smith vs. No. 5. More.",
            "We follow He et al. and Fig. 3 of J. Smith vs. No. 5.",
        ),
        ("Is it fast? Yes.", "Is it fast?"),
        ("“It is fast.” They say so.", "“It is fast.”"),
        ("It runs (see the paper. It is long) fast. More.", "It runs (see the paper. It is long) fast."),
        ("Yahoo! builds it. More.", "Yahoo! builds it."),
        ("See example.com for it. More.", "See example.com for it."),
        ("1. First of all. More.", "1. First of all."),
        ("No full stop\non two lines\n\nSecond paragraph.", "No full stop on two lines"),
        ("他们提出了 InstaHide。可以保护数据。", "他们提出了 InstaHide。"),
        ("提高了 3.5 个百分点，比 GPT-3.5 更好。第二句。", "提高了 3.5 个百分点，比 GPT-3.5 更好。"),
        ("它快吗?我们认为是。", "它快吗?"),
        ("引入“块结构。”它有用。", "引入“块结构。”"),
        ("これは速い！次の文。", "これは速い！"),
        ("「速い。」と言う。次。", "「速い。」"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_a_summary_is_shown_by_its_first_sentence(text: str, sentence: str):
    """Neither a number, an abbreviation nor a bracket ends it."""
    assert first_sentence(text, 200) == sentence


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("It gains 3.5 points", 12, "It gains…"),
        ("It gains, e.g. here", 14, "It gains…"),
        ("我们研究剪枝的方法", 9, "我们研究…"),
        ("我们用 GPT-3.5 做剪枝的研究", 14, "我们用…"),
        ("x" * 30, 10, "x" * 9 + "…"),
        ("short", 5, "short"),
        ("剪枝", 4, "剪枝"),
    ],
)
def test_a_long_sentence_is_cut_between_words(text: str, columns: int, shown: str):
    assert shorten(text, columns) == shown


def test_a_quotation_is_of_whole_sentences_where_they_fit():
    text = "One is short. Two is too. The third one is much longer than that."
    assert first_sentences(text, 30) == "One is short. Two is too."
    assert first_sentences(text, 8) == "One is…"


@given(st.text(max_size=80) | st.text("长ab 3.5。(“e.g.\u0301\u200d", max_size=80), st.integers(1, 60))
def test_no_sentence_is_wider_than_asked_for(text: str, columns: int):
    assert width(first_sentence(text, columns)) <= columns
    assert width(first_sentences(text, columns)) <= columns
