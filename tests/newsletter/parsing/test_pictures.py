"""The issue's own picture: by the fields above it, the feed, the page, or the first one before the entries."""

import pytest

from newsletter.parsing import NO_ORIGIN, Origin, parse_html, parse_text
from tests.newsletter.parsing.documents import PAPER

ENTRY = f"# 1. Papers\n\n## [One]({PAPER})\n\n![](https://a.org/entry.png)\n\nText."
GENERIC = (
    f"## [One]({PAPER})\n\n![](https://a.org/entry.png)\n\nText.\n\n## [Two](https://arxiv.org/abs/2011.05315)\n\nText."
)
FIRST = "![](https://a.org/first.png)"
URL = "https://n.example.org/issues/7"


def image_of(text: str, origin: Origin = NO_ORIGIN) -> str | None:
    return parse_text(text, "x.md", origin).issue.image


@pytest.mark.parametrize("field", ["image", "cover", "feature_image"])
def test_the_fields_above_an_issue_name_its_picture(field: str):
    text = f'---\ntitle: News\n{field}: "https://a.org/cover.png"\n---\n\n# News #7\n\n{FIRST}\n\n{ENTRY}'
    assert image_of(text, Origin(image="https://a.org/feed.png")) == "https://a.org/cover.png"


@pytest.mark.parametrize("entries", [ENTRY, GENERIC], ids=["numbered", "generic"])
def test_the_first_picture_before_the_entries_is_the_issues(entries: str):
    assert image_of(f"# News #7\n\n{FIRST}\n\nHello.\n\n{entries}") == "https://a.org/first.png"


@pytest.mark.parametrize("entries", [ENTRY, GENERIC], ids=["numbered", "generic"])
def test_the_picture_of_an_entry_is_not_the_issues(entries: str):
    assert image_of(f"# News #7\n\nHello.\n\n{entries}") is None


def test_a_relative_picture_counts_where_the_address_of_the_issue_is_known():
    text = f"# News #7\n\n![](img/first.png)\n\n{ENTRY}"
    assert image_of(text) is None
    assert image_of(text, Origin(url=URL)) == "https://n.example.org/issues/img/first.png"
    assert image_of(f"# News #7\n\n> Source: {URL}\n\n![](/first.png)\n\n{ENTRY}") == "https://n.example.org/first.png"


def test_what_cannot_be_fetched_gives_way_to_the_next():
    text = f"---\nimage: cover.png\n---\n\n# News #7\n\n![](data:image/png;base64,AAAA)\n\n{FIRST}\n\n{ENTRY}"
    assert image_of(text) == "https://a.org/first.png"


@pytest.mark.parametrize(
    ("head", "image"),
    [
        ("<meta property='og:image' content='https://a.org/og.png'>", "https://a.org/og.png"),
        ("<meta property='og:image:url' content='/og.png'>", "https://n.example.org/og.png"),
        ("<meta name='twitter:image' content='https://a.org/tw.png'>", "https://a.org/tw.png"),
        (
            "<meta name='twitter:image' content='https://a.org/tw.png'><meta property='og:image' content='//a.org/og'>",
            "https://a.org/og",
        ),
        ("<meta property='og:image' content=''>", "https://a.org/first.png"),
        ("", "https://a.org/first.png"),
    ],
)
def test_a_page_names_its_picture(head: str, image: str):
    section = f"<h2>1. Papers</h2><h3><a href='{PAPER}'>One</a></h3><p>Text.</p>"
    body = f"<h1>News #7</h1><p><img src='https://a.org/first.png'></p>{section}"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    assert parse_html(page, "x", Origin(url=URL)).issue.image == image
    feed = Origin(url=URL, image="https://a.org/feed.png")
    assert parse_html(page, "x", feed).issue.image == "https://a.org/feed.png"
