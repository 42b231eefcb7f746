"""HTML is read like the Markdown it could be, whoever made it, and nothing in it is run, fetched or made up."""

import unicodedata
from contextlib import suppress
from random import Random
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import NewsletterError
from newsletter.parsing import Origin, parse_html, parse_markdown, parse_text
from newsletter.parsing.html.convert import convert, looks_like_html
from newsletter.parsing.markdown.inline import parse_rows
from tests.examples import examples
from tests.newsletter.parsing.made import make_issue
from tests.newsletter.parsing.published import published, rendered

PAPER = "https://arxiv.org/abs/2102.00554"
TAGS = (
    *("<h1>", "</h1>", "<h2>1. Papers", "<p>", "</p>", "<a href='https://arxiv.org/abs/2102.00554'>", "</a>", "<li>"),
    *(
        "<ul>",
        "<br>",
        "<img src=x.png>",
        "<em>",
        "</em>",
        "<table><tr><td>",
        "</td><td>",
        "</table>",
        "<div>",
        "</div>",
    ),
    *("<hr>", "<!--", "<script>", "</script>", "&amp;", "&#0;", "<blockquote>", "<strong>", "</strong>", "<figure>"),
    *("**", "](", "论文", "text "),
)


def italic_words(body: str) -> list[str]:
    found = parse_rows(convert(f"<p>{body}</p>").text, 1)
    return [piece.text for row in found for piece in row.spans if piece.italic]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("a <em>b</em> c", ["b"]),
        ("a<em> b </em>c", ["b"]),
        ("<em>b</em><i>c</i>", ["bc"]),
        ("<em>b <i>c</i> d</em> e", ["b c d"]),
        ("<em> </em>e", []),
        ("<em>b<br>c</em>", ["b", "c"]),
    ],
)
def test_italics_are_read_however_they_are_nested(body: str, words: list[str]):
    assert italic_words(body) == words


def test_italics_may_go_on_over_blocks():
    assert italic_words("<em>a<div>b</div></em> c") == ["a", "b"]


def test_the_article_is_the_page_also_where_articles_are_nested():
    """The largest one counts, and what is beside it is left out."""
    page = "<p>Home</p><article><p>One.</p><article><h1>1. Papers</h1><p>{}</p></article></article>"
    assert convert(f"<body>{page.format('word ' * 50)}</body>").text.startswith("One.")


def entry_of(body: str, head: str = "<h2>1. Papers</h2>"):
    (entry,) = parse_html(f"<html><body><h1>News — Week 7, 2021</h1>{head}{body}</body></html>").issue.entries
    return entry


@examples(60)
@given(st.integers(0, 5_000))
def test_the_same_issue_as_html_gives_the_same(seed: int):
    """As a renderer makes it, and as a platform publishes it: title, dates, sections, entries, all of it."""
    text = make_issue(seed).text
    wanted = parse_markdown(text).issue
    assert parse_text(published(text)).issue == wanted
    assert parse_text(rendered(text)).issue.entries == wanted.entries


@examples(200)
@given(st.lists(st.sampled_from(TAGS), max_size=40).map("".join) | st.text(max_size=200))
def test_any_mess_of_tags_is_an_issue_or_gets_a_sentence(text: str):
    """And no paper comes out that is not in it."""
    for document in (text, f"<h1>1. Papers</h1><h2><a href='{PAPER}'>One</a></h2>{text}"):
        try:
            parsed = parse_html(document)
        except NewsletterError:
            continue
        plain = unicodedata.normalize("NFKC", unquote(document))
        assert all(entry.arxiv_id is None or entry.arxiv_id in plain for entry in parsed.issue.entries)
        assert all(1 <= warning.line <= document.count("\n") + 1 for warning in parsed.warnings)


@examples(60)
@given(st.integers(0, 5_000), st.randoms(use_true_random=False))
def test_a_page_that_was_cut_off_or_shuffled_is_read_or_refused(seed: int, random: Random):
    page = published(make_issue(seed).text)
    spans = page.split(">")
    random.shuffle(spans)
    for text in (page[: random.randrange(len(page))], ">".join(spans)):
        with suppress(NewsletterError):
            parse_html(text)


@pytest.mark.parametrize("deep", ["<div>", "<blockquote>", "<ul><li>", "<em>", "<a href=x>", "<table><tr><td>"])
def test_a_page_may_be_nested_as_deep_as_it_likes(deep: str):
    text = f"<h1>1. Papers</h1><h2><a href='{PAPER}'>One</a></h2>" + deep * 20_000 + "words"
    with suppress(NewsletterError):
        parse_html(text)


def test_scripts_forms_and_navigation_are_no_text():
    entry = entry_of(
        f"<h3><a href='{PAPER}'>One</a></h3><script>var x='evil'</script><style>p{{}}</style><p>A summary."
        "<noscript>evil</noscript></p><form>evil<button>evil</button></form><p hidden>evil</p>"
        "<div style='display: none'>evil</div><iframe>evil</iframe><!-- evil --><template>evil</template>"
    )
    assert entry.summary == "A summary."


def test_characters_that_mean_something_in_markdown_stay_characters():
    entry = entry_of(
        f"<h3><a href='{PAPER}'>A* and C# [x] `y`</a></h3><p>2 * 3 * 4, a_b_c, &lt;b&gt; &amp;amp; # 1. [z] \\ *</p>"
    )
    assert entry.headline == "A* and C# [x] `y`"
    assert entry.summary.startswith("2 * 3 * 4, a_b_c, <b> &amp; # 1. [z] ")


def test_the_card_of_each_platform_is_a_card():
    """Medium's page, Medium's export, Ghost, and the list of one link that Medium's feed makes of it."""
    url = "https://blog.example.org/a"
    medium = f"<a href='{url}'><div><h2>How to</h2><div><h3>It…</h3></div><div><p>blog.example.org</p></div></div></a>"
    export = (
        f"<a class='markup--mixtapeEmbed-anchor' href='{url}'><strong class='markup--mixtapeEmbed-strong'>How to"
        "</strong><br><em>It…</em>blog.example.org</a>"
    )
    ghost = (
        f"<figure><a class='kg-bookmark-container' href='{url}'><div class='kg-bookmark-title'>How to</div>"
        "<div>It…</div><span class='kg-bookmark-publisher'>blog.example.org</span></a></figure>"
    )
    feed = f"<ul><li><a href='{url}'>How to</a></li></ul>"
    cards = (medium, export, ghost, feed)
    for card in cards:
        entry = entry_of(f"<h3><a href='{url}'>A headline</a></h3>{card}<p>A summary.</p>")
        assert entry.link_card is not None, card
        assert (entry.link_card.title, entry.link_card.site) == ("How to", "blog.example.org")
        assert (entry.headline, entry.summary) == ("A headline", "A summary.")


def test_pictures_are_found_and_pixels_that_count_readers_are_not():
    entry = entry_of(
        f"<h3><a href='{PAPER}'>One</a></h3><figure><img data-src='a.png'><figcaption>Image from the paper</figcaption>"
        "</figure><img src='https://x.org/p.gif' width=1 height=1><img src='data:image/png;base64,x'><p>A summary.</p>"
    )
    assert (entry.images, entry.summary) == (("a.png",), "A summary.")


def test_the_article_of_a_page_is_read_and_not_what_is_around_it():
    body = "".join(
        f"<h3><a href='https://arxiv.org/abs/2102.0055{n}'>Paper {n}</a></h3><p>Words.</p>" for n in range(4)
    )
    page = (
        "<html><head><title>Site</title><link rel=canonical href='https://example.org/7?utm_source=x'></head><body>"
        "<h2>1. Articles</h2><h3><a href='https://example.org/other'>Other</a></h3>"
        f"<article><h1>News — Week 7, 2021</h1><h2>1. Papers</h2>{body}</article></body></html>"
    )
    issue = parse_html(page).issue
    assert [entry.headline for entry in issue.entries] == [f"Paper {n}" for n in range(4)]
    assert issue.source_url == "https://example.org/7"


def test_warnings_name_the_line_of_the_html():
    page = (
        "<html><body>\n<h1>News, Week 7, 2021</h1>\n\n<h2>1. Papers</h2>\n<p>x</p>\n<h3>No link</h3>\n<p>A summary.</p>"
    )
    assert [warning.line for warning in parse_html(page).warnings] == [6]


def test_a_title_and_a_day_of_the_feed_stand_in_where_the_body_has_none():
    from datetime import date

    body = f"<h2>1. Papers</h2><h3><a href='{PAPER}'>One</a></h3><p>A summary.</p>"
    origin = Origin("News #22", "https://example.org/22", date(2021, 7, 25))
    issue = parse_html(body, "x", origin).issue
    assert (issue.number, issue.source_url, issue.date) == (22, "https://example.org/22", date(2021, 7, 25))


@pytest.mark.parametrize(
    "text", ["# News\n\n<div>x</div>\n", "plain", "<div align=center>\n\n# 1. Papers\n\n</div><p></p>"]
)
def test_markdown_with_tags_in_it_is_markdown(text: str):
    assert not looks_like_html(text)


def test_converted_lines_belong_to_each_other():
    found = convert(published(make_issue(1).text))
    assert len(found.text.split("\n")) == len(found.lines)


@pytest.mark.parametrize(
    ("table", "wanted"),
    [
        (
            "<tr><th>Paper</th><th>Links</th></tr><tr><td>a|b</td><td>c *d*</td></tr>",
            "| Paper | Links |\n| a/b | c \\*d\\* |",
        ),
        ("<tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d<p>e</p></td></tr>", "| a | b |\n| c | d e |"),
        ("<tr><td>a</td><td>b</td></tr>", "a\n\nb"),
        ("<tr><td>a</td></tr><tr><td>b</td></tr>", "a\n\nb"),
        ("<tr><td><h2>a</h2></td><td>b</td></tr><tr><td>c</td><td>d</td></tr>", "## a\n\nb\n\nc\n\nd"),
        ("<tr><td>a</td><td><hr></td></tr><tr><td>c</td><td>d</td></tr>", "a\n\n---\n\nc\n\nd"),
    ],
)
def test_a_table_of_data_is_one_and_a_table_that_lays_out_the_page_is_not(table: str, wanted: str):
    assert convert(f"<table>{table}</table>").text.strip() == wanted


def test_a_table_in_a_table_lays_out_the_page():
    inner = "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    found = convert(f"<table><tr><td>{inner}</td><td>x</td></tr><tr><td>y</td><td>z</td></tr></table>").text
    assert found.strip() == "| a | b |\n| c | d |\n\nx\n\ny\n\nz"


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        ("src=a.png", "![](a.png)"),
        ("data-src=b.png", "![](b.png)"),
        ("srcset='c.png 1x, d.png 2x'", "![](c.png)"),
        ("src=a.png width=1", ""),
        ("src=a.png height=1px", ""),
        ("src=a.png width=0", ""),
        ("src=a.png width=10 height=10", "![](a.png)"),
        ("src='DATA:image/png;base64,x'", ""),
        ("alt=x", ""),
    ],
)
def test_a_picture_is_where_it_says_and_a_pixel_is_none(attributes: str, wanted: str):
    assert convert(f"<p>x <img {attributes}></p>").text.strip() == f"x {wanted}".strip()


@pytest.mark.parametrize(
    ("card", "wanted"),
    [
        ("<a href='u'><h2>T</h2><p>x.org</p></a>", "[## T\n\nx.org](u)"),
        ("<a href='u'><h2>T</h2><div>more</div></a>", "[## T\n\n](u)"),
        ("<a href='u' class='link-card'><strong>T</strong> <span>more</span></a>", "[## T\n\n](u)"),
        ("<a href='u' class='link-card'><span>T</span> <span>www.x.org</span></a>", "[## T\n\nwww.x.org](u)"),
        ("<a href='u (1)<2>' class='link-card'>T</a>", "[## T\n\n](<u (1)%3C2%3E>)"),
        ("<a href='u'><div><h2>T</h2></div></a>", "[## T\n\n](u)"),
        ("<a href='u'><span><h2>T</h2><p>x.org</p></span></a>", "[## T\n\nx.org](u)"),
        ("<a href='u'><span><h2>T</h2></span></a>", None),
        ("<p><a href='u'>T</a></p>", "[T](u)"),
        ("<h2><a href='u'><h3>T</h3><p>x</p></a></h2>", None),
    ],
)
def test_a_link_around_a_heading_is_a_card(card: str, wanted: str | None):
    found = convert(f"<div>{card}</div>").text.strip()
    assert found == wanted if wanted else not found.startswith("[## ")


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<ol><li>a</li><li>b<p>c</p></li></ol>", "1. a\n\n1. b\n\nc"),
        ("<ul><li>a</li><li>b</li></ul>", "* a\n\n* b"),
        ("<ul><li><p>a</p><ul><li>b</li></ul></li></ul>", "* a\n\n* b"),
        ("<blockquote>a<br>b</blockquote>", "> a\n> b"),
        ("<p><strong>a</strong> b<br><b> c </b></p>", "**a** b\n**c**"),
        ("<p>a <b>b</b></p>", "a b"),
        ("<p>- a</p><p>1. b</p><p>12) c</p>", "\\- a\n\n1\\. b\n\n12\\) c"),
    ],
)
def test_lists_quotes_and_bold_lines_are_written_as_markdown(body: str, wanted: str):
    assert convert(body).text.strip().replace("\\1.", "1\\.").replace("\\12)", "12\\)") == wanted


def test_a_list_of_one_link_is_a_card_only_where_the_link_was_there_just_before():
    entry = entry_of(
        f"<h3><a href='{PAPER}?x=1'>One</a></h3><p>Text.</p><ul><li><a href='{PAPER}?y=2'>A card</a></li></ul>"
    )
    assert (entry.summary, entry.link_card is not None) == ("Text.", True)
    entry = entry_of(
        f"<h3><a href='{PAPER}'>One</a></h3><p>Text.</p><ul><li><a href='https://x.org/'>A link</a></li></ul>"
    )
    assert (entry.summary, entry.link_card) == ("Text.\n\nA link", None)


def test_an_article_that_is_only_a_teaser_is_not_the_page():
    page = "<body><article><p>{}</p></article><p>{}</p></body>"
    assert convert(page.format("tease", "long " * 20)).text.startswith("tease")
    assert "long" in convert(page.format("tease", "long " * 20)).text
    assert "long" not in convert(page.format("tease " * 30, "long")).text
