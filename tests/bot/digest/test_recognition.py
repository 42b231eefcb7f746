"""Which issue a digest shows, whatever id the database that sent it had for it."""

from datetime import date

import pytest

from bot.digest.registry import list_fingerprints
from newsletter.chronology import calendar_day
from newsletter.model import Issue
from storage.records import IssueRef, StoredIssue
from tests.samples import make_entry, make_issue

HOME = "https://example.com/"


def stored(issue: Issue, ident: int) -> StoredIssue:
    return StoredIssue(IssueRef(ident, issue.title, calendar_day(issue), issue.language), issue)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (make_issue(9), make_issue(9), True),
        (make_issue(9), make_issue(10), False),
        (make_issue(9), make_issue(9, title="Corrected"), True),
        (make_issue(9), make_issue(9, source_url=None), True),
        (make_issue(9), make_issue(9, source_url="https://example.org/9"), True),
        (make_issue(9), make_issue(9, title="Another", source_url="https://example.org/9"), False),
        (make_issue(9, title="*News* [a]"), make_issue(9, title="News a"), True),
        # One title and one address for all issues: the date tells.
        (make_issue(9, title="News", source_url=HOME), make_issue(10, title="News", source_url=HOME), False),
        # No date: the address tells, or the number of entries.
        (make_issue(None, title="News"), make_issue(None, title="News"), True),
        (make_issue(None, title="News"), make_issue(None, title="News", source_url="https://example.com/b"), False),
        (
            make_issue(None, title="News", source_url=None),
            make_issue(None, make_entry("a"), make_entry("b"), title="News", source_url=None),
            False,
        ),
        (make_issue(date=date(2026, 3, 1)), make_issue(date=date(2026, 3, 2), title="Other"), False),
    ],
)
def test_an_issue_is_known_by_title_date_and_address(one: Issue, other: Issue, same: bool):
    """As a page and as an embed."""
    for mine, theirs in zip(list_fingerprints(stored(one, 1)), list_fingerprints(stored(other, 2)), strict=True):
        assert mine.is_same_issue(theirs) is same
