"""Which issue is later: by date, by week, by number."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.chronology import NOWHERE, Moment, anchors, day_ahead, place, week_start
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


TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("values", "moment", "ahead"),
    [
        ({"date": date(2026, 11, 28)}, Moment(1, date(2026, 11, 28)), None),
        ({"date": date(2026, 11, 29)}, NOWHERE, date(2026, 11, 29)),
        ({"date": date(2062, 1, 11)}, NOWHERE, date(2062, 1, 11)),
        ({"date": date(2062, 1, 11), "number": 5}, NOWHERE, date(2062, 1, 11)),
        ({"year": 2099, "week": 7}, NOWHERE, date(2099, 2, 8)),
        ({"date": date(2062, 1, 11), "year": 2026, "week": 3}, Moment(1, date(2026, 1, 11)), date(2062, 1, 11)),
        ({"date": date(2026, 1, 11), "year": 2099, "week": 3}, Moment(1, date(2026, 1, 11)), None),
    ],
)
def test_a_day_later_than_tomorrow_does_not_count(values: dict[str, Any], moment: Moment, ahead: date | None):
    """Whether a date or a week says it; somewhere on earth it is tomorrow already."""
    issue = replace(make_issue(None), **{"year": None, **values})
    assert (place(issue, (), TODAY), day_ahead(issue, TODAY)) == (moment, ahead)


def test_an_issue_of_a_day_later_than_tomorrow_ties_no_number_to_the_calendar():
    slip = make_issue(None, number=12, date=date(2062, 1, 11))
    known = anchors([slip, make_issue(None, number=10, date=date(2026, 1, 4))], TODAY)
    assert known == ((10, date(2026, 1, 4)),)
    assert place(slip, known, TODAY) == Moment(1, date(2026, 1, 18), 12)


def test_a_number_that_would_be_after_tomorrow_counts_as_tomorrows():
    """A newsletter that comes more than once a week is ahead of an issue a week."""
    known = ((10, date(2026, 11, 26)),)
    one, two = (place(make_issue(None, year=None, number=n), known, TODAY) for n in (30, 31))
    assert (one, two) == (Moment(1, date(2026, 11, 28), 30), Moment(1, date(2026, 11, 28), 31))
