"""Links: one address for one page, or none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from newsletter.links import canonical, host, site

BASE = "https://medium.com/sample/sample-news-week-7-2021-abcdef012345"


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("http://Example.COM/Path/", "https://example.com/Path/"),
        ("https://example.com", "https://example.com"),
        ("https://example.com:443/a", "https://example.com/a"),
        ("https://example.com:8080/a", "https://example.com:8080/a"),
        ("https://example.com/a?utm_source=x&utm_medium=email&utm_campaign=A%27s%20news", "https://example.com/a"),
        ("https://example.com/a?gi=70d64eee7d82&utm_medium=email", "https://example.com/a"),
        ("https://example.com/a/?sh=6f26200759ca", "https://example.com/a/"),
        ("https://example.com/a?source=collection_archive---19---", "https://example.com/a"),
        ("https://example.com/forum?id=d-XzF&utm_medium=email", "https://example.com/forum?id=d-XzF"),
        ("https://example.com/view?utm_a=b&objectID=28&x=1&utm_c=d", "https://example.com/view?objectID=28&x=1"),
        ("https://example.com/a?b=1&amp;utm_source=c", "https://example.com/a?b=1"),
        ("https://example.com/a%3Futm_source%3Dletter", "https://example.com/a"),
        ("https://example.com/what%3F", "https://example.com/what%3F"),
        ("https://example.com/a#utm_source=x", "https://example.com/a"),
        ("https://example.com/a#:~:text=hello", "https://example.com/a"),
        ("https://example.com/a#section-2", "https://example.com/a#section-2"),
        ("https://example.com/a_(b)", "https://example.com/a_(b)"),
        ("https://example.com/a')", "https://example.com/a"),
        ("https://example.com/a b", "https://example.com/a%20b"),
        ("www.example.com/a", "https://www.example.com/a"),
        ("https%3A%2F%2Fexample.com%2Fa", "https://example.com/a"),
        ("arxiv:2102.00554", "https://arxiv.org/abs/2102.00554"),
        ("https://arxiv.org/pdf/2102.00554v2.pdf?utm_source=x", "https://arxiv.org/abs/2102.00554"),
        ("https://www.alphaxiv.org/overview/2102.00554", "https://arxiv.org/abs/2102.00554"),
        ("https://arxiv.org/list/cs.LG/recent", "https://arxiv.org/list/cs.LG/recent"),
    ],
)
def test_a_page_has_one_address_without_tracking(url: str, wanted: str):
    assert canonical(url) == wanted


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        ("/sample/other-abc?source=x", "https://medium.com/sample/other-abc"),
        ("//example.com/a", "https://example.com/a"),
        ("other", "https://medium.com/sample/other"),
        ("https://example.com/a", "https://example.com/a"),
    ],
)
def test_a_relative_link_leads_where_the_original_stands(url: str, wanted: str):
    assert canonical(url, BASE) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "http://applewebdata://46DD55F3-A15D/Camera%20Suite",
        "mailto:a@example.com",
        "javascript:alert(1)",
        "data:text/html,hello",
        "file:///etc/passwd",
        "ftp://example.com/a",
        "https://user:secret@example.com/",
        "https://arxiv.org@example.com/abs/2102.00554",
        "http://[::1",
        "https://",
        "https://nowhere/a",
        "https://exa mple.com/",
        "https://example.com:port/",
        "#top",
        "",
        "   ",
        "https://example.com/" + "a" * 10_000,
    ],
)
def test_what_is_no_web_page_is_no_link(url: str):
    assert canonical(url, BASE) is None


def test_a_relative_link_without_an_original_is_none():
    assert canonical("/sample/other") is None


def test_a_site_is_called_by_its_host():
    assert (host("https://www.example.com/a"), site("https://www.example.com/a")) == ("example.com", "www.example.com")


@example("HTTP://0.A/;?")
@example("https://example.com/a;?utm_source=x")
@given(st.one_of(st.text(max_size=60), st.text(max_size=40).map(lambda tail: f"https://example.com/{tail}")))
def test_a_canonical_address_stays_as_it_is(text: str):
    """Whatever comes in, the answer is none or an https address that is canonical already."""
    once = canonical(text, BASE)
    assert once is None or (once.startswith("https://") and canonical(once) == once)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("ref=ours.example.net", ""),
        ("id=3&ref=www.ours.example.net", "?id=3"),
        ("ref=main", "?ref=main"),
        ("ref=v1.2", "?ref=v1.2"),
    ],
)
def test_the_site_that_a_reader_came_from_is_no_part_of_an_address_and_a_branch_is(query: str, kept: str):
    assert canonical(f"https://example.com/a?{query}") == f"https://example.com/a{kept}"
