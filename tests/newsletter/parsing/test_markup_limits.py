"""HTML and feeds that hold more than any page are refused with a sentence before a parser sees them."""

import time
from contextlib import suppress

import pytest

from newsletter.errors import DocumentError
from newsletter.parsing import parse_bytes
from newsletter.parsing.html.limits import check_html, check_xml
from sources.feeds import parse_feed

HEAD = "<!doctype html><html><body>"
ENTRY = "<h2>1. Papers</h2><h3>A Paper</h3><p>https://arxiv.org/abs/2601.00001</p><p>What it says.</p>"


def attributes(number: int, form: str = "a{}=1") -> str:
    return " ".join(form.format(each) for each in range(number))


@pytest.mark.parametrize(
    "form", ["a{}=1", "a{}", 'a{}=">"', "a{}='<p>'", "a{} = x", "/a{}", "=a{}"], ids=lambda form: form.format("")
)
def test_a_tag_with_more_attributes_than_any_page_has_is_refused_at_once(form: str) -> None:
    page = f"{HEAD}<p {attributes(100_000, form)}>x</p>{ENTRY}"
    begin = time.process_time()
    with pytest.raises(DocumentError, match="at most 200 attributes of one element"):
        parse_bytes(page.encode(), "page.html")
    assert time.process_time() - begin < 1


def test_more_tags_than_any_page_has_are_refused_before_they_are_read() -> None:
    with pytest.raises(DocumentError, match="at most 50,000 elements"):
        parse_bytes(f"{HEAD}{'<p>x' * 60_000}".encode(), "page.html")


def test_scripts_comments_and_many_small_tags_of_an_honest_page_are_no_reason_to_refuse_it() -> None:
    script = f"<script>for(i=0;i<n;i++) {attributes(1_000)}</script><!-- <p {attributes(1_000)}> -->"
    page = f"{HEAD}{script}<p data-x='1 > 0' {attributes(100)}>Hello</p>{'<p><b>x</b></p>' * 2_000}{ENTRY}"
    assert parse_bytes(page.encode(), "page.html").issue.sections[0].entries


@pytest.mark.parametrize("form", ['a{}="1"', 'xmlns:n{}="u{}"', 'a{}=">"'])
def test_an_element_of_a_feed_with_too_many_attributes_is_refused_at_once(form: str) -> None:
    names = " ".join(form.replace("{}", str(each)) for each in range(50_000))
    begin = time.process_time()
    with pytest.raises(DocumentError, match="at most 64 attributes of one element"):
        parse_feed(f'<rss version="2.0" {names}><channel></channel></rss>'.encode(), "The feed x")
    assert time.process_time() - begin < 1


def test_more_elements_than_any_feed_has_are_refused_before_they_are_read() -> None:
    with pytest.raises(DocumentError, match="at most 50,000 elements"):
        parse_feed(b'<rss version="2.0"><channel>' + b"<a>" * 60_000, "The feed x")


def test_tags_in_the_text_of_an_item_do_not_count_as_elements_of_the_feed() -> None:
    text = f"<![CDATA[{'<p>x</p>' * 60_000}]]>"
    item = f"<item><title>t</title><link>https://a.example/1</link><description>{text}</description></item>"
    feed = parse_feed(f'<rss version="2.0"><channel>{item}</channel></rss>'.encode(), "The feed x")
    assert [item.title for item in feed.items] == ["t"]


@pytest.mark.parametrize(
    "piece",
    ["<", "<a", "<a b=", '<a b="', "<a/", "<a =", "<!--", "<!-- -", "<script>", "<![CDATA[", "<![CDATA[]", "<a  "],
)
def test_the_check_itself_takes_time_in_proportion_to_the_document(piece: str) -> None:
    text = piece * (500_000 // len(piece))
    begin = time.process_time()
    for check in (check_html, check_xml):
        with suppress(DocumentError):
            check(text, "x")
    assert time.process_time() - begin < 1
