"""Which issue is later than which, although some have a date, some a week, some only a number. Pure.

The newsletter counted weeks first and numbered its issues later, so a number is put on the calendar with the
help of an issue that has both; a number that nothing ties to a date counts as later than every date.
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


def anchors(issues: Iterable[Dated]) -> tuple[tuple[int, date], ...]:
    """The (number, day) pairs of the issues that have both, by number: what ties numbers to the calendar."""
    return tuple(sorted((i.number, day) for i in issues if i.number is not None and (day := calendar_day(i))))


def place(issue: Dated, anchors: Sequence[tuple[int, date]] = ()) -> Moment:
    """Where an issue stands in the order.

    A number without a day is put on the calendar by the nearest anchor, an issue a week.
    """
    day = calendar_day(issue)
    if day is None and issue.number is not None and anchors:
        number, anchor = min(anchors, key=lambda pair: abs(pair[0] - (issue.number or 0)))
        try:
            day = anchor + timedelta(weeks=issue.number - number)
        except OverflowError:
            day = None
    if day is not None:
        return Moment(1, day, issue.number or 0)
    return NOWHERE if issue.number is None else Moment(2, number=issue.number)
