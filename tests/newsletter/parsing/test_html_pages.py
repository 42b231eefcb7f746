"""HTML: what a page says of itself, and its words written as the Markdown that shows them."""

import pytest

from newsletter.errors import DocumentError
from newsletter.model import Entry
from newsletter.parsing import Origin, parse_html
from newsletter.parsing.html.convert import convert, looks_like_html

PAPER = "https://arxiv.org/abs/2102.00554"
ENTRIES = f"<h2>1. Papers</h2><h3><a href='{PAPER}'>One</a></h3><p>Text.</p>"


def entry_of(body: str) -> Entry:
    (entry,) = parse_html(f"<html><body><h1>News #7</h1><h2>1. Papers</h2>{body}</body></html>").issue.entries
    return entry


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title> Weekly\n News #7 </title>", "Weekly News #7"),
        ("<meta property='og:title' content='News #7'><title>Site</title>", "News #7"),
        ("<title> </title>", "issue"),
        ("", "issue"),
    ],
)
def test_an_issue_without_a_heading_is_called_as_its_page(head: str, title: str):
    page = f"<html><head>{head}</head><body>{ENTRIES}<svg><title>Not this</title></svg></body></html>"
    assert parse_html(page, "folder/issue.html").issue.title == title
    assert parse_html(page, "issue.html", Origin("The feed's")).issue.title == "The feed's"
    assert parse_html(page.replace("<body>", "<body><h1>Its own</h1>"), "issue.html").issue.title == "Its own"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ("<link rel='canonical' href=' https://example.org/7?utm_source=x '>", "https://example.org/7"),
        ("<meta property='og:url' content='https://example.org/7'>", "https://example.org/7"),
        ("<link rel='stylesheet' href='https://example.org/7'>", None),
        ("<link rel='canonical' href=' '>", None),
        ("", None),
    ],
)
def test_the_address_of_an_issue_is_the_one_its_page_gives_unless_the_feed_does(head: str, url: str | None):
    page = f"<html><head>{head}</head><body>{ENTRIES}</body></html>"
    assert parse_html(page).issue.source_url == url
    assert parse_html(page, None, Origin(url="https://ours.example.net/7")).issue.source_url == (
        "https://ours.example.net/7"
    )


def test_an_address_of_the_page_without_a_host_belongs_to_the_feeds_site():
    page = f"<html><head><link rel='canonical' href='/p/7'></head><body>{ENTRIES.replace(PAPER, '/p/1')}</body></html>"
    (entry,) = parse_html(page, None, Origin(url="https://ours.example.net/feed")).issue.entries
    assert entry.url == "https://ours.example.net/p/1"


@pytest.mark.parametrize(
    "part", ["article", "main", "div role='main'", "div itemprop='articleBody'", "section role='main'"]
)
def test_the_part_that_a_page_marks_as_its_own_text_is_read_alone(part: str):
    page = f"<body><h1>Site</h1><{part}><h1>News #7</h1>{ENTRIES}</{part.split(maxsplit=1)[0]}><p>Elsewhere</p></body>"
    parsed = parse_html(page)
    assert (parsed.issue.title, parsed.issue.entries[0].summary) == ("News #7", "Text.")


@pytest.mark.parametrize(("inside", "is_whole"), [(10, False), (9, True)])
def test_a_part_with_less_than_half_of_the_pages_words_is_not_its_text(inside: int, is_whole: bool):
    """Scripts and navigation are no words of it."""
    page = f"<body><nav>{'n' * 50}</nav><article>{'a' * inside}<script>s</script></article><p>{'b' * 10}</p></body>"
    assert ("b" in convert(page).text) is is_whole
    assert ("b" in convert(page.replace("<p>", "").replace("</p>", "")).text) is is_whole


@pytest.mark.parametrize("text", ["", "<!-- nothing -->", "\x00"])
def test_a_page_of_nothing_is_refused_with_its_name(text: str):
    with pytest.raises(DocumentError, match=r"^x\.html is empty: expected an issue"):
        parse_html(text, "x.html")
    with pytest.raises(DocumentError, match=r"^This document is empty: expected an issue"):
        parse_html(text)


def test_of_several_marked_parts_the_largest_counts():
    page = "<body><article>teaser</article><article>The text, all of it.</article><article>other</article></body>"
    assert convert(page).text == "The text, all of it.\n"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<p>One <!-- x --> two</p>", "One two"),
        ("<p>One <?php x ?> two</p>", "One two"),
        ("<p>One\ud800 \x00two\ufffe\uffff</p>", "One? two"),
        ("<p>\x01One \x02two</p>", "One two"),
        ("<p> One \t two\n <br>\n three </p>", "One two\nthree"),
        ("<h2>One<br>two\nthree</h2>", "## One two three"),
        ("<p><a href=u>One<br>two\nthree</a></p>", "[One two three](u)"),
        ("<p><a href=u><p>One</p><p>two</p></a></p>", "[One two ](u)"),
        ("<p><a>One</a></p>", "[One]()"),
        ("<p><a href=' u\n'>One</a> <a href='u v'>two</a></p>", "[One](u) [two](<u v>)"),
        ("<p>One<hr>two</p>", "One\n\n---\n\ntwo"),
        ("<p><a href=u><b>One</b></a> <b><a href=u>two</a></b></p>", "[**One**](u) [two](u)"),
        ("<p><b>One</b><b>two</b> three</p>", "**One**two three"),
        ("<p><b> One </b>two</p>", "**One**two"),
        ("<p><b></b>One</p>", "One"),
        ("<h3><b>One</b> two</h3>", "### **One** two"),
        ("<blockquote><p>One</p><p>two<br>three</p></blockquote>four", "> One\n\n> two\n> three\n\nfour"),
        ("<blockquote><blockquote>One</blockquote></blockquote>", "> One"),
        ("<blockquote><ul><li>One</li><li>two</li></ul></blockquote>", "> * One\n\n> * two"),
        ("<ul><li>One<p>two</p></li></ul><ol><li>three</li></ol>", "* One\n\ntwo\n\n1. three"),
        ("<li>One</li>", "* One"),
        ("<p>One <i>two <em>three</em></i><em>four</em> five</p>", "One *two threefour* five"),
        ("<p>One <i> two </i>three</p>", "One  *two* three"),
        ("<p>One<i> </i>two <i></i>three</p>", "One two three"),
        (
            "<em>One<div>two</div><i>three<div>four</div></i>five</em>six",
            "*One*\n\n*two*\n\n*three*\n\n*four*\n\n*five*six",
        ),
        ("<p>https://x.org/a_b and a_b</p>", "https://x.org/a_b and a\\_b"),
        ("<p>a_b at https://x.org/a_b</p>", "a\\_b at https://x.org/a_b"),
        ("<p>- - -</p><p>———</p>", "- - -\n\n———"),
        ("<p>-1 One</p><p>1.5 two</p><p>123. three</p><p>+ four</p>", "-1 One\n\n1.5 two\n\n123. three\n\n\\+ four"),
        ("<p>One</p><p> </p><p></p><p>two</p>", "One\n\ntwo"),
        ("<pre>One\n  two</pre>", "One\ntwo"),
    ],
)
def test_words_are_written_as_the_markdown_that_shows_them(body: str, wanted: str):
    assert convert(f"<div>{body}</div>").text.strip() == wanted


SPILLED = "<p>**他们提出了**[一种方法](https://example.org/a)。</p>"


@pytest.mark.parametrize(
    ("body", "summary"),
    [
        (SPILLED, "他们提出了一种方法。"),
        (f"{SPILLED}<p>2 * 3 and a\\_b</p>", "他们提出了一种方法。\n\n2 * 3 and a_b"),
        ("<p>2 * 3 and a\\_b, f(x)[0] and a*b*c</p>", "2 * 3 and a\\_b, f(x)[0] and a*b*c"),
    ],
)
def test_marks_that_a_renderer_left_in_the_text_are_read_and_others_are_characters(body: str, summary: str):
    assert entry_of(f"<h3><a href='{PAPER}'>One</a></h3>{body}").summary == summary


def test_a_page_made_of_markdown_keeps_its_headings_and_cards():
    """As a renderer leaves them that cannot read them."""
    entry = entry_of(
        f"<p>## [One]({PAPER})</p><p>Text.</p><p>[## A card</p><p>### More</p><p>example.org]({PAPER})</p>"
    )
    assert (entry.headline, entry.url, entry.summary) == ("One", PAPER, "Text.")
    assert entry.link_card is not None
    assert (entry.link_card.title, entry.link_card.site) == ("A card", "example.org")


@pytest.mark.parametrize(("between", "is_card"), [(5, True), (6, False)])
def test_a_list_of_one_link_is_a_card_of_one_of_the_last_six_links(between: int, is_card: bool):
    links = "".join(f"<a href='https://x.org/{n}'>said</a> " for n in range(between))
    card = f"<ul><li><a href='{PAPER}?a=b'>A card</a></li></ul>"
    entry = entry_of(f"<h3><a href='{PAPER}'>One</a></h3><p>Text {links}</p>{card}")
    assert (entry.link_card is not None) is is_card


@pytest.mark.parametrize(
    "body",
    [
        "<ul><li><a href='{0}'>One</a> more</li></ul>",
        "<ul><li><a href='{0}'>One</a></li><li>more</li></ul>",
        "<ul><li><a href='{0}'> </a></li></ul>",
        "<ul><li><a href='{0}'>One</a><a href='{0}'>Two</a></li></ul>",
    ],
)
def test_a_list_that_is_more_than_one_link_is_no_card(body: str):
    assert entry_of(f"<h3><a href='{PAPER}'>One</a></h3><p>Text.</p>{body.format(PAPER)}").link_card is None


@pytest.mark.parametrize(
    ("card", "title", "site"),
    [
        ("<a href='u' class='link-card'><h3>A card</h3> <p>More</p> <p>x.org</p></a>", "A card", "x.org"),
        ("<a href='u' class='link-card'><b>A card</b> <i>More</i></a>", "A card", ""),
        ("<a href='u' class='link-card'><i>By</i> <h3>A card</h3></a>", "A card", ""),
        ("<a href='u' class='link-card'><i>By</i> <strong>A card</strong></a>", "A card", ""),
        ("<a href='u' class='link-card'><i>A card</i> <b></b></a>", "", ""),
        ("<a href='u' class='link-card'><i>A card</i> <i>x.org</i> <i>y.org</i></a>", "A card", "y.org"),
        (
            "<a href='u' class='embedded-post'><b>By</b><h2 class='embedded-post-title'>A card</h2><b>x.org</b></a>",
            "A card",
            "x.org",
        ),
        ("<a href='u' class='bookmark-card'>A <i>card</i></a>", "A", ""),
        ("<a href='u' class='bookmark-card'></a>", "", ""),
    ],
)
def test_a_card_is_called_by_its_title_or_what_stands_out_in_it(card: str, title: str, site: str):
    assert convert(f"<div>{card}</div>").text == f"[## {title}\n\n{site}](u)\n"


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        ("<p>One</p>\n<p>two</p>\n\n<p>three<br>four</p>", (1, 1, 2, 2, 4, 4, 4)),
        ("<div>\n<hr>\n<img src=a.png>\n</div>", (2, 2, 2, 2)),
        ("\n<ul>\n<li>One</li>\n<li>two</li></ul>", (3, 3, 4, 4)),
        (
            "<div>\n<table><tr><td>a</td><td>b</td></tr>\n<tr><td>c</td><td>d</td></tr></table>\n<p>e</p></div>",
            (2, 2, 2, 4, 4),
        ),
        ("<div>\n\n<a href=u class=link-card>One</a></div>", (3, 3, 3, 3)),
    ],
)
def test_each_line_knows_the_line_of_the_page_it_came_from(page: str, lines: tuple[int, ...]):
    assert convert(page).lines == lines


@pytest.mark.parametrize(
    ("text", "is_html"),
    [
        ("<!DOCTYPE html>x", True),
        ('<?xml version="1.0"?>\n<!-- a --><!-- b -->\n<HTML lang="en">x', True),
        ("\ufeff \n<html>x", True),
        ("<div><p>a</p></div>", True),
        (" \n<div><p>a</p></div> ", True),
        ("<DIV><P>a</P></DIV>", True),
        ("a <div><p>a</p></div>", False),
        ("<div><p>a</p>", False),
        ("<div><p>a</p></div>\n# Title", False),
        ("<div><p>a</p></div>\n####### none", True),
        ("<divan><pre>a</pre></divan>", False),
        ("# Title\n\n<html>", False),
    ],
)
def test_a_text_is_html_by_its_first_tag_and_its_tags(text: str, is_html: bool):
    assert looks_like_html(text) is is_html
