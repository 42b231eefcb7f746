"""Orders issues in time, although some have a date, some a week and some only a number. Pure.

The newsletter counted weeks first and numbered its issues later. A number is mapped to a date by an anchor, an issue
that has both. A number without any anchor sorts after every date.

A date after tomorrow is probably a typo and would outrank all later issues, so it is ignored until then. Functions take
today's date in UTC; without it, every date is valid.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


class Dated(Protocol):
    """Year, week, number and date of an issue; each may be unknown."""

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
    """The sort key of an issue."""

    certainty: int  # 0 unknown, 1 dated, 2 a number without anchor
    day: date = date.min
    number: int = 0


NOWHERE = Moment(0)

FUTURE_TOLERANCE = timedelta(days=1)
"""How far in the future a date is valid: in some time zones it is already tomorrow."""


def week_start(year: int, week: int) -> date | None:
    """Return the first day of a week in the newsletter's own count: weeks start on Sunday, week 1 contains January 1.

    Returns None for an invalid week. Derived from published issues: week 45 of 2020 is November 1, week 7 of 2021 is
    February 7.
    """
    try:
        new_year = date(year, 1, 1)
        return new_year - timedelta(days=(new_year.weekday() + 1) % 7) + timedelta(weeks=week - 1)
    except (ValueError, OverflowError):
        return None


def calendar_day(issue: Dated) -> date | None:
    """Return the issue's date, or the first day of its week."""
    if issue.date is not None:
        return issue.date
    if issue.year is not None and issue.week is not None:
        return week_start(issue.year, issue.week)
    return None


def last_day(today: date) -> date:
    """Return the latest valid date: tomorrow."""
    return today + FUTURE_TOLERANCE if today < date.max else today


def counted_day(issue: Dated, today: date = date.max) -> date | None:
    """Return the issue's date or the first day of its week, whichever first is not after tomorrow."""
    week = week_start(issue.year, issue.week) if issue.year is not None and issue.week is not None else None
    days = (issue.date, week)
    return next((day for day in days if day is not None and day <= last_day(today)), None)


def day_ahead(issue: Dated, today: date) -> date | None:
    """Return the issue's day if it is after tomorrow, otherwise None."""
    day = calendar_day(issue)
    return day if day is not None and day > last_day(today) else None


def anchors(issues: Iterable[Dated], today: date = date.max) -> tuple[tuple[int, date], ...]:
    """Return (number, day) of the issues that have both, sorted by number. They map numbers to dates."""
    return tuple(sorted((i.number, day) for i in issues if i.number is not None and (day := counted_day(i, today))))


def place(issue: Dated, anchors: Sequence[tuple[int, date]] = (), today: date = date.max) -> Moment:
    """Return the sort key of an issue.

    A number without a date is extrapolated from the nearest anchor, one issue per week, at most to tomorrow. An issue
    that only has a date after tomorrow is treated as undated.
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
