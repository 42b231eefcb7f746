"""Which issue is later than which, although some have a date, some a week, some only a number. Pure.

The newsletter counted weeks first and numbered its issues later, so a number is put on the calendar with the
help of an issue that has both; a number that nothing ties to a date counts as later than every date.

A day later than tomorrow is probably a slip of the pen, and as the newest day it would outrank every real issue after
it. So it does not count until it has come. Functions take today's date in UTC; without one, every day counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


class Dated(Protocol):
    """What tells an issue's time; each may be unknown."""

    @property
    def year(self) -> int | None: ...
    @property
    def week(self) -> int | None: ...
    @property
    def number(self) -> int | None: ...
    @property
    def date(self) -> date | None: ...


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A place in the order of issues; comparable."""

    certainty: int  # 0 nothing known, 1 on the calendar, 2 a number that nothing ties to the calendar
    day: date = date.min
    number: int = 0


NOWHERE = Moment(0)

FUTURE_TOLERANCE = timedelta(days=1)
"""How far after today a day still counts: somewhere it is tomorrow already."""


def week_start(year: int, week: int) -> date | None:
    """First day of the newsletter's own week: weeks begin on Sundays, week 1 holds January 1st.

    None for a week that no calendar has. Measured on the documents: week 45 of 2020 is November 1st, week 7 of
    2021 is February 7th.
    """
    try:
        new_year = date(year, 1, 1)
        return new_year - timedelta(days=(new_year.weekday() + 1) % 7) + timedelta(weeks=week - 1)
    except (ValueError, OverflowError):
        return None


def calendar_day(issue: Dated) -> date | None:
    """The issue's own date, or the first day of its own week."""
    if issue.date is not None:
        return issue.date
    if issue.year is not None and issue.week is not None:
        return week_start(issue.year, issue.week)
    return None


def last_day(today: date) -> date:
    """The latest day that counts."""
    return today + FUTURE_TOLERANCE if today < date.max else today


def counted_day(issue: Dated, today: date = date.max) -> date | None:
    """The issue's day as far as it counts: its own date, or else the first day of its week, not later than tomorrow."""
    week = week_start(issue.year, issue.week) if issue.year is not None and issue.week is not None else None
    days = (issue.date, week)
    return next((day for day in days if day is not None and day <= last_day(today)), None)


def day_ahead(issue: Dated, today: date) -> date | None:
    """The day that the issue claims although it is later than tomorrow; None where its day counts or is unknown."""
    day = calendar_day(issue)
    return day if day is not None and day > last_day(today) else None


def anchors(issues: Iterable[Dated], today: date = date.max) -> tuple[tuple[int, date], ...]:
    """The (number, day) pairs of the issues that have both, by number: what ties numbers to the calendar."""
    return tuple(sorted((i.number, day) for i in issues if i.number is not None and (day := counted_day(i, today))))


def place(issue: Dated, anchors: Sequence[tuple[int, date]] = (), today: date = date.max) -> Moment:
    """Where an issue stands in the order.

    A number without a day is put on the calendar by the nearest anchor, an issue a week, but not after tomorrow. An
    issue that has nothing but a day later than tomorrow is placed as if it had none.
    """
    day = counted_day(issue, today)
    if day is None and issue.number is not None and anchors:
        number, anchor = min(anchors, key=lambda pair: abs(pair[0] - (issue.number or 0)))
        try:
            day = min(anchor + timedelta(weeks=issue.number - number), last_day(today))
        except OverflowError:
            day = None
    if day is not None:
        return Moment(1, day, issue.number or 0)
    if issue.number is None or calendar_day(issue) is not None:
        return NOWHERE
    return Moment(2, number=issue.number)
