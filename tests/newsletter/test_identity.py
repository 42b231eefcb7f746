"""Which documents are the same issue, where no address says so."""

from dataclasses import replace
from datetime import date

import pytest

from newsletter.identity import identity, series
from newsletter.model import Issue
from tests.samples import make_issue

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
