"""Site labels: what only repeats where a link leads, and what is words of a headline."""

import pytest

from newsletter.parsing.fields.site_labels import (
    is_dash_separator,
    is_host_of,
    is_redundant,
    is_stray_token,
    looks_like_host,
    names_site,
    normalize_label,
)
from newsletter.parsing.markdown.inline import Span

BASE = "https://medium.com/sample/issue"


@pytest.mark.parametrize(
    ("text", "squashed"),
    [
        ("【the gradient . pub】T21", "thegradient.pub"),
        ("[arxiv.org]", "arxiv.org"),
        (" arxiv.org T3", "arxiv.org"),
        ("ArXiv.org/", "arxiv.org"),
        ("ａｒｘｉｖ．ｏｒｇ", "arxiv.org"),
        ("T21", "t21"),
    ],
)
def test_a_label_is_compared_without_what_translation_put_around_it(text: str, squashed: str):
    assert normalize_label(text) == squashed


@pytest.mark.parametrize(
    ("text", "url", "names"),
    [
        ("arxiv.org", "https://arxiv.org/abs/1", True),
        ("https://arxiv.org", "https://arxiv.org/abs/1", True),
        ("http://arxiv.org", "https://arxiv.org/abs/1", True),
        ("www.arxiv.org", "https://arxiv.org/abs/1", True),
        ("export.arxiv.org", "https://arxiv.org/abs/1", True),
        ("example.com", "https://blog.example.com/1", True),
        ("The Gradient", "https://thegradient.pub/a", True),
        ("Example Lab", "https://example.com/lab/a", True),
        ("Example Page", "https://example.com/lab/page", False),
        ("one two three four", "https://one-two-three-four.org/", True),
        ("one two three four five", "https://one-two-three-four-five.org/", False),
        ("梯度", "https://thegradient.pub/a", False),
        ("medium.com", "/sample/a", True),
        ("arxiv.org", "mailto:a@b.org", False),
        ("arxiv.org", None, False),
        ("[]", "https://arxiv.org/abs/1", False),
        ("!", "https://arxiv.org/abs/1", False),
    ],
)
def test_a_label_names_the_site_by_its_host_or_in_words(text: str, url: str | None, names: bool):
    assert names_site(text, url, BASE) is names


@pytest.mark.parametrize(
    ("text", "is_one"), [("keras . io", True), ("www.keras.io", True), ("keras", False), ("blog.keras.io", False)]
)
def test_a_label_is_exactly_the_host_blanks_aside(text: str, is_one: bool):
    assert is_host_of(text, "https://keras.io/a", None) is is_one
    assert not is_host_of(text, None, None)
    assert is_host_of("medium.com", "/sample/a", BASE)


@pytest.mark.parametrize(
    ("text", "is_one"), [("——", True), ("—", True), ("- -", True), ("-", False), ("", False), ("a—", False)]
)
def test_a_dash_between_headline_and_label_is_more_than_a_hyphen(text: str, is_one: bool):
    assert is_dash_separator(text) is is_one


@pytest.mark.parametrize(
    ("piece", "is_one"),
    [
        (Span("arxiv.org", "https://arxiv.org/abs/1"), True),
        (Span("蒸馏. pub", "https://distill.pub/a"), True),
        (Span("distill .pub", "https://example.org/a"), True),
        (Span("[distill.pub]", "https://example.org/a"), True),
        (Span("Node.js", "https://example.org/a"), False),
        (Span("Man vs. machine", "https://example.org/a"), False),
        (Span("3. Learning", "https://example.org/a"), False),
        (Span("GPT. pub", "https://example.org/a"), False),
        (Span("the gradient. pub", "https://thegradient.pub/a"), True),
        (Span("", "https://example.org/a"), True),
        (Span("T21", "https://example.org/a"), True),
        (Span("https://example.org/a", "https://example.org/b"), True),
        (Span("HTTPS://Example.org/a", "https://example.org/b"), True),
        (Span(" Www.Example.org/a ", "https://example.org/b"), True),
        (Span("https://example.org/a b", "https://example.org/b"), False),
        (Span("medium.com", "/sample/a"), True),
        (Span("[arxiv.org]"), True),
        (Span("arxiv.org"), False),
        (Span("T3"), True),
        (Span(" —— "), True),
        (Span("words"), False),
    ],
)
def test_a_redundant_span_only_repeats_a_link_target(piece: Span, is_one: bool):
    assert is_redundant(piece, BASE) is is_one


def test_tokens_and_hosts_are_known_by_their_form():
    assert [is_stray_token(text) for text in ("T3", " T21 ", "T123", "TT3", "3")] == [True, True, False, False, False]
    assert [looks_like_host(text) for text in ("arxiv.org", "https://a.io/", "a", "a.b c", "3.14")] == [
        True,
        True,
        False,
        True,
        False,
    ]
