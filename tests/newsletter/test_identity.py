"""Which documents are the same issue, where no address says so."""

from dataclasses import replace
from datetime import date

import pytest

from newsletter.identity import are_alike, identity, is_distinctive, series
from newsletter.model import Issue
from tests.samples import make_entry, make_issue

WEEK = make_issue(7)
NUMBERED = replace(WEEK, number=29)
DATED = replace(WEEK, week=None, date=date(2026, 2, 15))
NAMED = replace(WEEK, week=None, title="A special issue")


@pytest.mark.parametrize("issue", [WEEK, NUMBERED, DATED, NAMED], ids=["week", "number", "date", "title"])
def test_a_corrected_issue_is_the_same_one(issue: Issue):
    """Whatever it is counted by."""
    assert identity(replace(issue, sections=(), picks=(), source_url=None)) == identity(issue)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WEEK, make_issue(8)),
        (WEEK, replace(WEEK, year=2027)),
        (NUMBERED, replace(NUMBERED, number=30)),
        (DATED, replace(DATED, date=date(2026, 2, 16))),
        (NAMED, replace(NAMED, title="Another special issue")),
        (WEEK, replace(WEEK, language="zh")),
        (WEEK, replace(WEEK, title="Other News — Week 7, 2026")),
    ],
)
def test_another_count_language_or_newsletter_is_another_issue(one: Issue, other: Issue):
    assert identity(one) != identity(other)


def test_titles_of_one_newsletter_name_it_alike():
    """Whatever they say of when it came out, in full width too."""
    assert series("Sample News — Week 7, 2026") == series("Ｓａｍｐｌｅ news: Issue No. 12")
    assert series("样例新闻—2026 年第 8 周") == series("样例新闻 2027年 第9周")


@pytest.mark.parametrize(
    ("title", "distinctive"),
    [("Issue #5", False), ("Weekly #5", False), ("Links", False), ("2026-11-02", False), ("November 2, 2026", False),
     ("The AI Newsletter, No. 7", False), ("Sample News — Week 7", True), ("样例新闻 第8周", True), ("Gamma #5", True)],
)  # fmt: skip
def test_a_title_that_any_newsletter_may_have_is_not_distinctive(title: str, distinctive: bool):
    assert is_distinctive(make_issue(7, title=title)) is distinctive


ONE, TWO, THREE = (make_entry(f"Paper {n}", f"2601.{n:05}") for n in (1, 2, 3))


def test_issues_are_alike_where_half_of_the_shorter_one_is_the_same():
    assert are_alike([ONE, TWO, THREE], [ONE])
    assert are_alike([ONE, TWO], [TWO, THREE])
    assert not are_alike([ONE, TWO], [THREE])
    assert not are_alike([], [])


def test_one_paper_under_two_headlines_is_alike_only_as_an_edited_version():
    """Two newsletters may write of the same paper in the same week."""
    other = replace(ONE, headline="What I read")
    assert not are_alike([ONE], [other])
    assert are_alike([ONE], [other], is_edited=True)
    assert are_alike([ONE], [replace(ONE, url="https://a.org/", arxiv_id=None)], is_edited=True)
