"""Which issue is later: by date, by week, by number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.chronology import NOWHERE, Moment, anchors, place, week_start
from tests.samples import make_issue


@pytest.mark.parametrize(
    ("year", "week", "day"), [(2020, 45, date(2020, 11, 1)), (2021, 7, date(2021, 2, 7)), (2021, 8, date(2021, 2, 14))]
)
def test_weeks_begin_on_the_sundays_of_the_newsletter(year: int, week: int, day: date):
    assert week_start(year, week) == day


def test_impossible_weeks_have_no_day():
    assert week_start(0, 1) is None
    assert week_start(9999, 60) is None


@given(st.integers(1900, 2100), st.integers(1, 52))
def test_weeks_follow_each_other(year: int, week: int):
    one, two = week_start(year, week), week_start(year, week + 1)
    assert one
    assert two
    assert (two - one).days == 7
    assert one.weekday() == 6


def test_a_number_is_put_on_the_calendar_by_the_nearest_issue_that_has_both():
    dated = [
        make_issue(None, number=22, date=date(2021, 7, 25)),
        make_issue(None, number=40, date=date(2021, 12, 5)),
    ]
    known = anchors(dated)
    assert place(make_issue(None, number=29), known) == Moment(1, date(2021, 9, 12), 29)
    assert place(make_issue(None, number=41), known) == Moment(1, date(2021, 12, 12), 41)


def test_a_number_that_nothing_ties_to_a_date_is_later_than_every_date():
    """The newsletter counted weeks first and issues later."""
    number = place(make_issue(None, year=None, number=1))
    assert number > place(make_issue(52))
    assert place(make_issue(None, year=None, number=2)) > number
    assert place(make_issue(None, year=None)) == NOWHERE < place(make_issue(1))


def test_a_number_that_leads_off_the_calendar_is_only_a_number():
    assert place(make_issue(None, number=10**9), ((1, date(2021, 1, 1)),)) == Moment(2, number=10**9)
