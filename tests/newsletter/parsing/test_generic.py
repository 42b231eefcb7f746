"""Newsletters of other makers are read by their structure alone; what is no newsletter is refused with a sentence."""

import os
from pathlib import Path

import pytest

from newsletter.errors import DocumentError
from newsletter.model import Entry
from newsletter.parsing import Origin, parse_html, parse_text
from tests.newsletter.parsing.published import rendered

TABLE = """
## Top ML Papers of the Week (May 1 - May 7, 2023)
| **Paper**  | **Links** |
| ------------- | ------------- |
| 1) **First Things First** - a study of order that finds it matters.  | [Paper](https://arxiv.org/abs/2305.00050), [Tweet](https://twitter.com/x/status/1)|
| 2) **Second Thoughts** - how models change their mind | [Code](https://x.com/2), [Paper](https://arxiv.org/pdf/2305.01210)|
"""

TITLES = """
# Daily Digest, 7 May 2023

# 1. First Things First

*A. Author, B. Writer*

[abs](https://arxiv.org/abs/2305.00050) [pdf](https://arxiv.org/pdf/2305.00050)

A study of order that finds it matters.

# 2. Second Thoughts

[abs](https://arxiv.org/abs/2305.01210) [pdf](https://arxiv.org/pdf/2305.01210)

How models change their mind.

# 3. Third Time Lucky

[abs](https://arxiv.org/abs/2305.01625)

Retrying, explained.
"""

HEADINGS = """
# The Weekly Model #12

Welcome back.

## First Things First

A study of order that finds it matters.

[Read the paper](https://arxiv.org/abs/2305.00050)

## [Second Thoughts](https://arxiv.org/abs/2305.01210v2)

How models change their mind.

## A post of mine

It has no paper. [Link](https://blog.example.org/post?utm_source=x)

## Subscribe

[Here](https://example.org/subscribe)
"""

LISTS = """
# Reading list — week 18, 2023

## Papers

- [First Things First](https://arxiv.org/abs/2305.00050): a study of order that finds it matters.
- **Second Thoughts** - how models change their mind. [[pdf](https://arxiv.org/pdf/2305.01210)] [[code](https://github.com/x/y)]

## Articles

1. [A post of mine](https://blog.example.org/post) — it has no paper.
"""

PARAGRAPHS = """
# Weekly AI Digest

### Papers

**[First Things First](https://arxiv.org/abs/2305.00050)**

A study of order that finds it matters.

**[Second Thoughts](https://arxiv.org/abs/2305.01210)**

How models change their mind.
"""

WRITTEN = """
# Reading list, week 3

## First Things First

arxiv.org/abs/2305.00050

A study of order that finds it matters.

## Second Thoughts

How models change their mind: https://arxiv.org/abs/2305.01210
"""

ROWS = """
# Papers of the week

- [First Things First](https://arxiv.org/abs/2305.00050)
  A study of order that finds it matters.
- [Second Thoughts](https://arxiv.org/abs/2305.01210)
  How models change their mind.
"""


EVERY = {
    "table": TABLE,
    "titles": TITLES,
    "headings": HEADINGS,
    "lists": LISTS,
    "paragraphs": PARAGRAPHS,
    "written": WRITTEN,
    "rows": ROWS,
}


def entries(text: str) -> tuple[Entry, ...]:
    return parse_text(text, "sample.md").issue.entries


@pytest.mark.parametrize("text", EVERY.values(), ids=EVERY)
def test_each_paper_is_an_entry_with_its_title_link_and_summary(text: str):
    """Tables, numbered titles with [abs], headings with a link somewhere under them, lists."""
    first, second, *_ = entries(text)
    assert (first.headline, first.arxiv_id) == ("First Things First", "2305.00050")
    assert (second.headline, second.arxiv_id) == ("Second Thoughts", "2305.01210")
    assert first.summary.lower().endswith("a study of order that finds it matters.")
    assert second.summary.lower().startswith("how models change their mind")


@pytest.mark.parametrize("text", [TITLES, HEADINGS, LISTS], ids=["titles", "headings", "lists"])
def test_the_same_as_html_gives_the_same_entries(text: str):
    assert parse_text(rendered(text)).issue.entries == entries(text)


def test_a_table_of_html_is_read_like_one_of_markdown():
    rows = "".join(
        f"<tr><td>{n}) <b>{title}</b> - {text}</td><td><a href='https://arxiv.org/abs/{paper}'>Paper</a></td></tr>"
        for n, (title, text, paper) in enumerate(
            (("First", "About order.", "2305.00050"), ("Second", "About minds.", "2305.01210")), start=1
        )
    )
    html = f"<h2>Top papers of the week</h2><table><tr><th>Paper</th><th>Links</th></tr>{rows}</table>"
    first, second = parse_html(html, "x.html").issue.entries
    assert (first.headline, first.summary, first.arxiv_id) == ("First", "About order.", "2305.00050")
    assert (second.headline, second.summary, second.arxiv_id) == ("Second", "About minds.", "2305.01210")


def test_boilerplate_is_no_entry():
    assert [entry.headline for entry in entries(HEADINGS)] == [
        "First Things First",
        "Second Thoughts",
        "A post of mine",
    ]


def test_sections_and_dates_of_other_newsletters_are_known():
    issue = parse_text(LISTS).issue
    assert [(section.title, len(section.entries)) for section in issue.sections] == [("Papers", 2), ("Articles", 1)]
    assert (issue.year, issue.week) == (2023, 18)
    assert parse_text(HEADINGS).issue.number == 12
    assert str(parse_text(TITLES).issue.date) == "2023-05-07"


@pytest.mark.parametrize(
    "text",
    [
        "# Recipes\n\n## Soup\n\nBoil it. [More](https://example.org/soup)\n\n## Bread\n\nBake it.\n",
        "# A letter\n\nDear reader, see [this](https://example.org/a) and [that](https://example.org/b).\n",
        "<html><body><h1>Shop</h1><p>Buy <a href='https://example.org/a'>this</a>.</p></body></html>",
        "<html></html>",
    ],
)
def test_what_is_no_newsletter_is_refused_with_a_sentence(text: str):
    with pytest.raises(DocumentError, match=r"(no newsletter issue|is empty): expected .*\.$"):
        parse_text(text)


def test_posts_of_another_kind_of_feed_are_no_newsletters():
    """Real posts with headings, links and lists, none of them a newsletter."""
    folder = os.environ.get("PAPERBOY_CORPUS")
    if not folder:
        pytest.skip("PAPERBOY_CORPUS names no folder of newsletters")
    from sources.feeds import parse_feed

    for item in parse_feed((Path(folder) / "medium_content_encoded.rss").read_bytes(), "a feed").items:
        with pytest.raises(DocumentError, match="no newsletter issue"):
            parse_html(item.html, item.title, Origin(item.title, item.url, item.date))


BOLD = """
# The Weekly Model #12

**First Things First** [[paper](https://arxiv.org/abs/2305.00050)]

A study of order that finds it matters.

**Second Thoughts**
How models change their mind: [the paper](https://arxiv.org/abs/2305.01210)

**A note: we are moving next week.**
"""


def test_lines_in_bold_are_headlines_where_a_link_and_a_text_follow():
    assert [(entry.headline, entry.arxiv_id) for entry in entries(BOLD)] == [
        ("First Things First", "2305.00050"),
        ("Second Thoughts", "2305.01210"),
    ]


def test_numbered_sections_of_one_entry_each_are_sections_and_not_entries():
    """Also where each entry has a line of links of its own."""
    text = "# Weekly #3\n\n" + "".join(
        f"# {number}. {name}\n\n[**{title}**]({url})\n\n[arxiv.org]({url})\n\nText.\n\n"
        for number, name, title, url in (
            (1, "Papers", "One", "https://arxiv.org/abs/2305.00050"),
            (2, "Articles", "Two", "https://arxiv.org/abs/2305.01210"),
        )
    )
    issue = parse_text(text).issue
    assert [(section.title, section.entries[0].headline) for section in issue.sections] == [
        ("Papers", "One"),
        ("Articles", "Two"),
    ]


WIDE = """# Papers of the week

| # | Paper | Area | Links |
|---|:-----:|------|-------|
| 1 | [First Things First](https://arxiv.org/abs/2305.00050): order matters | Theory | [Code](https://x.com/1) |
| 2 | Second Thoughts - how minds change | Models | [Tweet](https://x.com/2) · [PDF](https://arxiv.org/pdf/2305.01210) |
| 3 | A row that leads nowhere | Theory | |
| | | | |
| 4 | Third Time Lucky | | [Blog](https://blog.example.org/3) |
"""


def test_a_table_of_many_columns_gives_each_row_with_all_that_it_says():
    """Not its head, its rule, an empty row, or one without a link; the paper's link counts before others."""
    assert [(entry.headline, entry.url, entry.summary) for entry in entries(WIDE)] == [
        ("First Things First", "https://arxiv.org/abs/2305.00050", "order matters\nTheory"),
        ("Second Thoughts", "https://arxiv.org/abs/2305.01210", "how minds change\nModels"),
        ("Third Time Lucky", "https://blog.example.org/3", ""),
    ]


def test_paragraphs_behind_an_item_are_its_summary_with_the_papers_they_mention():
    text = """# Weekly #3

- [First](https://arxiv.org/abs/2305.00050)

  It goes on from arXiv:2305.00001.

> As somebody said.

Image: the authors

And it ends.

- [Second](https://arxiv.org/abs/2305.01210): short.
"""
    first, second = entries(text)
    assert first.summary == "It goes on from arXiv:2305.00001.\n\nAs somebody said.\n\nAnd it ends."
    assert (first.mentions_arxiv, second.mentions_arxiv) == (("2305.00001",), ())
    assert second.summary == "short."


CARD = "[## The title of the page\n\n### More\n\nblog.example.org](https://blog.example.org/a)"


def test_a_card_is_an_entry_and_a_card_of_the_entry_above_is_not():
    text = f"# Weekly #3\n\n## Articles\n\n{CARD}\n\nWhat it says.\n\n{CARD.replace('/a)', '/b)')}\n\nWhat that says.\n"
    text += "\n- [Third](https://blog.example.org/c): said.\n\n" + CARD.replace("/a)", "/c)")
    found = [(entry.headline, entry.url, entry.summary) for entry in entries(text)]
    assert found == [
        ("The title of the page", "https://blog.example.org/a", "What it says."),
        ("The title of the page", "https://blog.example.org/b", "What that says."),
        ("Third", "https://blog.example.org/c", "said."),
    ]
    card = entries(text)[0].link_card
    assert card is not None
    assert (card.title, card.site) == ("The title of the page", "blog.example.org")


A, B = "https://arxiv.org/abs/2305.00050", "https://arxiv.org/abs/2305.01210"
LED = {
    "colon": f"**First Things First:** order matters. [Paper]({A})\n\n**Second Thoughts:** minds change. [Paper]({B})",
    "dash": f"**First Things First** — order matters. [[pdf]({A})]\n\n**Second Thoughts** — minds change. [[pdf]({B})]",
    "list": (
        f"1. **First Things First**\n\n   order matters. [arXiv]({A})\n\n"
        f"2. **Second Thoughts**\n\n   minds change. [arXiv]({B})"
    ),
    "nested list": (
        f"- **First Things First**\n  - order matters.\n  - [Paper]({A})\n"
        f"- **Second Thoughts**\n  - minds change.\n  - [Paper]({B})"
    ),
    "underlined": f"[First Things First]({A})\n\norder matters.\n\n[Second Thoughts]({B})\n\nminds change.",
    "footer": (
        f"[First Things First]({A})\n\norder matters.\n\n[Second Thoughts]({B})\n\nminds change.\n\n"
        "You are receiving this because you signed up. [Unsubscribe](https://example.org/u)"
    ),
}


@pytest.mark.parametrize("text", LED.values(), ids=LED)
@pytest.mark.parametrize("title", ["# Weekly #3", "Weekly #3\n========="])
def test_bold_words_lists_and_letters_are_read_by_their_structure(title: str, text: str):
    issue = parse_text(f"{title}\n\n{text}\n").issue
    assert issue.title == "Weekly #3"
    assert [(entry.headline, entry.url, entry.summary) for entry in issue.entries] == [
        ("First Things First", A, "order matters."),
        ("Second Thoughts", B, "minds change."),
    ]


def test_a_list_of_definitions_is_read_like_paragraphs():
    pairs = f"<dt><a href='{A}'>One</a></dt><dd>Text.</dd><dt><a href='{B}'>Two</a></dt><dd>More.</dd>"
    found = entries(f"<h1>Weekly #3</h1><dl>{pairs}</dl>")
    assert [(entry.headline, entry.summary) for entry in found] == [("One", "Text."), ("Two", "More.")]


def test_sections_of_other_newsletters_are_numbered_named_and_known_by_their_papers():
    text = "# Weekly #3\n\nHello on 7 May 2023.\n\n"
    text += f"## Research\n\n- [One]({A}): a\n- [Two]({B}): b\n\n## Reading\n\n- [Three](https://x.org/3): c\n\n"
    text += f"## Odds\n\n- [Four](https://x.org/4): d\n- [Five]({A}): e\n"
    issue = parse_text(text).issue
    assert [(section.number, section.title, section.kind.value) for section in issue.sections] == [
        (1, "Research", "papers"),
        (2, "Reading", "articles"),
        (3, "Odds", "papers"),
    ]
    assert str(issue.date) == "2023-05-07"
    assert len(parse_text(text).lines) == len(issue.entries) == 5


def test_an_entry_leads_to_its_paper_then_where_its_words_lead_then_to_what_is_called_a_paper():
    def url(links: str) -> str | None:
        found = entries(f"# Weekly #3\n\n## One\n\nText. {links}\n\n## [Two]({A})\n\nMore.\n\n## [Three]({B})\n\nMore.")
        return found[0].url

    assert url(f"[code](https://x.org/1) [this](https://x.org/2) [pdf]({A})") == A
    assert url("[code](https://x.org/1) [this](https://x.org/2) [pdf](https://x.org/3)") == "https://x.org/2"
    assert url("[code](https://x.org/1) [pdf](https://x.org/3)") == "https://x.org/3"
    assert url("[code](https://x.org/1) [demo](https://x.org/2)") == "https://x.org/1"
    assert url("[https://x.org/1](https://x.org/1) [pdf](https://x.org/3)") == "https://x.org/3"
    assert url("[code](https://x.org/1) [https://x.org/2](https://x.org/2)") == "https://x.org/2"


def test_a_heading_with_links_that_are_none_gives_an_entry_with_a_warning():
    text = (
        f"# Weekly #3\n\n## One\n\nText. [Paper](mailto:a@b.org)\n\n## [Two]({A})\n\nMore.\n\n## [Three]({B})\n\nMore."
    )
    parsed = parse_text(text)
    assert [(warning.line, warning.text) for warning in parsed.warnings] == [
        (3, "This entry has no link, so it cannot be found by paper.")
    ]


def test_relative_links_of_other_newsletters_lead_to_the_page_they_are_on():
    text = "# Weekly #3\n\n## [One](/p/1)\n\nText.\n\n## Papers\n\n- [Two](/p/2): more\n- [Three](/p/3): more\n\n"
    text += "## Tables\n\n| Paper | |\n|--|--|\n| [Four](/p/5) | more |\n\n## Cards\n\nText.\n\n[## A\n\nb](/p/4)\n"
    issue = parse_text(text, None, Origin(url="https://ours.example.net/p/issue")).issue
    assert all((entry.url or "").startswith("https://ours.example.net/p/") for entry in issue.entries)
    assert [entry.link_card.site for entry in issue.entries if entry.link_card] == ["ours.example.net"]
