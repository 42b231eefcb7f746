"""What an issue is called and dated, and where it is from: by its own word, the fields above it, the feed."""

import datetime

import pytest

from newsletter.model import Issue
from newsletter.parsing import Origin, parse_text
from tests.newsletter.parsing.documents import OTHER, PAPER

ENTRY = f"# 1. Papers\n\n## [One]({PAPER})\n\nText."
DAY = datetime.date(2020, 1, 1)
OURS = "https://ours.example.net/news-week-7-2021"


def issue_of(above: str, origin: Origin, name: str | None = None) -> Issue:
    return parse_text(f"{above}\n\n{ENTRY}", name, origin).issue


def counted(issue: Issue) -> tuple[object, ...]:
    return issue.title, issue.year, issue.week, issue.number, issue.date and issue.date.isoformat()


@pytest.mark.parametrize(
    ("above", "origin", "wanted"),
    [
        ("", Origin("Feed #4", OURS, DAY), ("Feed #4", None, None, 4, "2020-01-01")),
        ("# Own", Origin("Feed", OURS, DAY), ("Own", 2021, 7, None, "2020-01-01")),
        ("# Own", Origin("Feed, 7 May 2021", None, DAY), ("Own", 2021, None, None, "2021-05-07")),
        ("# Own", Origin("Feed #4 of 7 May 2021"), ("Own", 2021, None, 4, "2021-05-07")),
        ("# Own #3", Origin("Feed #4 of 7 May 2021"), ("Own #3", None, None, 3, None)),
        ("# Own, week 3", Origin("Feed #4 of 7 May 2021", OURS), ("Own, week 3", None, 3, None, None)),
        ("# Own\n\nOn 8 May 2022.", Origin("Feed #4 of 7 May 2021", None, DAY), ("Own", 2022, None, 4, "2022-05-08")),
        ("# Own\n\n> Source: https://x.org/week-9-2020", Origin("Feed #4", OURS), ("Own", 2020, 9, None, None)),
        ("# Own", Origin(None, OURS, DAY), ("Own", None, None, None, "2020-01-01")),
        ("# Feed", Origin("Feed", OURS, DAY), ("Feed", None, None, None, "2020-01-01")),
    ],
)
def test_an_issue_is_counted_by_its_own_words_or_else_by_the_feeds(
    above: str, origin: Origin, wanted: tuple[object, ...]
):
    """Week and number come from one of them together; a day from whichever has one."""
    assert counted(issue_of(above, origin)) == wanted


def front(*fields: str) -> str:
    return "\n".join(["---", *fields, "---"])


FEED = Origin("Feed", "https://y.org/1", DAY)


@pytest.mark.parametrize(
    ("fields", "title", "day", "url"),
    [
        (
            ("title: Own #4", "date: 7 May 2021", "canonical_url: https://x.org/4"),
            "Own #4",
            "2021-05-07",
            "https://x.org/4",
        ),
        (('Subject: "Own: #4"', "published_at: 2021-05-07 10:00", "canonical: x.org/4"), "Own: #4", "2021-05-07", None),
        (
            ("title: 'Own #4'", "publish_date: 2021/5/7", "original_url: https://x.org/4"),
            "Own #4",
            "2021-05-07",
            "https://x.org/4",
        ),
        (("subject: Other", "title: Own #4", "published: 2021-05-07"), "Own #4", "2021-05-07", None),
        (("title: Own #4", "title: Other"), "Own #4", None, None),
        (("title:", "subject: Own #4"), "Own #4", None, None),
        (("title: ''", "date: nonsense", "canonical_url: mailto:a@example.org"), "Feed", None, None),
        (("title: '", "# title: Other"), "'", None, None),
        (("title: 'Own\"",), "'Own\"", None, None),
        (("title: Own #4", "tags:", "- a", "  - b", "", "some-key: x"), "Own #4", None, None),
        (("layout: post",), "Feed", None, None),
    ],
)
def test_the_fields_above_a_document_count_before_what_the_feed_says(
    fields: tuple[str, ...], title: str, day: str | None, url: str | None
):
    issue = issue_of(front(*fields), FEED)
    assert (issue.title, str(issue.date), issue.source_url) == (title, day or "2020-01-01", url or "https://y.org/1")


def test_the_title_in_a_document_counts_before_the_fields_above_it():
    assert counted(issue_of(f"{front('title: Other #5', 'date: 7 May 2021')}\n# Own #4", FEED)) == (
        "Own #4",
        None,
        None,
        4,
        "2021-05-07",
    )


@pytest.mark.parametrize(
    "above",
    [
        "---\ntitle: Other\nand more\n---\n# Own",
        "---\ntitle: Other\n\n# Own",
        "----\ntitle: Other\n---\n# Own",
        "# Own\n\n---\ntitle: Other\n---",
        "---\n---\n# Own",
        "---\n" + "a: b\n" * 99 + "title: Other\n---\n# Own",
    ],
)
def test_what_is_no_block_of_fields_is_text(above: str):
    assert issue_of(above, Origin()).title != "Other"


def test_a_block_of_fields_may_have_98_lines_and_end_in_dots():
    long = "---\n" + "a: b\n" * 97 + "title: Own\n..."
    assert issue_of(long, Origin()).title == "Own"


def test_warnings_below_fields_and_carriage_returns_name_the_documents_line():
    text = f"{front('title: Own #4', 'date: 7 May 2021')}\n\n# 1. Papers\n\n## One\n\nText."
    for ends in ("\n", "\r\n", "\r"):
        parsed = parse_text(text.replace("\n", ends))
        assert ([warning.line for warning in parsed.warnings], parsed.lines) == ([8], (8,))


@pytest.mark.parametrize(
    ("text", "line", "warning"),
    [
        (f"# News\n\n# 1. Papers\n\n## [One]({PAPER})", 1, "This issue says neither its week"),
        (f"# News #1\n\n# 1. Papers\n\n## [One]({PAPER})\n\n# 2. Articles\n\n## [Two]({PAPER})", 9, "first on line 5"),
        (
            "# News #1\n\n# 1. Papers\n\n## [One](https://x.org/)\n\n[2102.00554] A title",
            7,
            "leads to https://x.org/, which counts",
        ),
    ],
)
def test_a_warning_says_what_and_where(text: str, line: int, warning: str):
    (found,) = parse_text(text).warnings
    assert found.line == line
    assert warning in found.text


@pytest.mark.parametrize("above", ["# News, week 7", "# News #7", "# News, 7 May 2021"])
def test_an_issue_that_says_when_it_is_from_raises_no_warning(above: str):
    cited = f"## [Two]({OTHER})\n\n[2103.11886] A title\n\nText.\n\n## Three\n\n[2104.00001] A title\n\nText."
    titled = "## [Four](https://x.org/4)\n\n*A title of it*\n\nText."
    assert parse_text(f"{above}\n\n{ENTRY}\n\n{cited}\n\n{titled}").warnings == ()


@pytest.mark.parametrize(
    ("headline", "summary", "language"),
    [
        ("x" * 100, "论" * 9, "en"),
        ("x" * 100, "论" * 10, "zh"),
        ("x" * 100, "の" * 10, "ja"),
        ("论" * 85, "の" * 15, "zh"),
        ("论" * 84, "の" * 16, "ja"),
        ("ノ" * 16 + "论" * 84, "", "ja"),
        ("论" * 4, "See https://example.org/a-very-long-address/with-many-latin-letters/in-it/and-more/of-them", "zh"),
        ("Новости", "한국어", "en"),
    ],
)
def test_the_language_is_that_of_most_letters(headline: str, summary: str, language: str):
    """A tenth of Chinese or Japanese letters beside Latin ones; of those, more than 15 in 100 of kana. No addresses."""
    entry = f"## [{headline}](https://example.org/)\n\n{summary}"
    assert parse_text(f"# 7\n\n# 1. ééé\n\n{entry}").issue.language == language
