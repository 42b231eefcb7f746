"""Parses year, week, number and date of an issue from its title and first lines."""

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_FULL_DATES = (
    re.compile(rf"(?<!\d){_YEAR}\s*年\s*(?P<month>[01]?\d)\s*月\s*(?P<day>[0-3]?\d)\s*[日号號]"),
    re.compile(rf"(?<!\d){_YEAR}(?P<by>[-/.])(?P<month>[01]?\d)(?P=by)(?P<day>[0-3]?\d)(?!\d)"),
    re.compile(rf"\b{_MONTH}\s*{_DAY}\s*,?\s+{_YEAR}"),
    re.compile(rf"(?<!\d){_DAY}\s*(?:of\s+)?{_MONTH}\s*,?\s+{_YEAR}"),
)
_PARTIAL_DATES = (
    re.compile(r"(?<!\d)(?P<month>[01]?\d)\s*月\s*(?P<day>[0-3]?\d)\s*[日号號]?(?!\d)"),
    re.compile(rf"\b{_MONTH}\s*{_DAY}"),
    re.compile(rf"(?<!\d){_DAY}\s*(?:of\s+)?{_MONTH}\b"),
    re.compile(r"(?<![\d/.])(?P<month>[01]?\d)/(?P<day>[0-3]?\d)(?=\s*[~〜-])"),
)
_NUMERALS = "一二三四五六七八九"
_WEEK = re.compile(
    rf"第\s*(?P<zh>\d{{1,2}}|[{_NUMERALS}十]{{1,3}})\s*[周週]|\bweek\s*(?:no\.?|number|#|-)?\s*(?P<en>\d{{1,2}})(?!\d)|(?<!\d)(?P<nd>\d{{1,2}})(?:st|nd|rd|th)\s+week"
)
_NUMBER = re.compile(
    r"(?<!week )(?<!week)#\s*第?\s*(?P<hash>\d{1,4})(?!\d|\s*[年月])|第\s*(?P<zh>\d{1,4})\s*[期号號回刊]"
    r"|(?<!week )\b(?:issue|no\.?|number|vol\.?|volume|edition)\s*#?\s*(?P<en>\d{1,4})(?!\d)"
)
_STANDALONE_YEAR = re.compile(r"(?<!\d)(?P<cjk>(?:19|20)\d\d)\s*年|(?<![\d.])(?P<plain>20[0-4]\d)(?![\d.]|\s*[月日])")
# Next to a week number, any year of this century counts, so that a mistyped year is detected and reported.
_YEAR_OF_WEEK = re.compile(
    r"\bweek\s*(?:no\.?|number|#|-)?\s*\d{1,2}\s*(?:of|in|[,/(·–—-])?\s*(?P<after>20\d\d)(?!\d)"
    r"|\d(?:st|nd|rd|th)\s+week\s*(?:of|in|,)?\s*(?P<nth>20\d\d)(?!\d)"
    r"|(?<![\d.])(?P<before>20\d\d)\s*[,/·–—-]?\s*week\b"
)


_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Dating:
    """The date and numbering of an issue. Unknown parts are None."""

    year: int | None = None
    week: int | None = None
    number: int | None = None
    date: datetime.date | None = None


def parse_dating(title: str, lines: list[str], address: str | None) -> Dating:
    """Parse the title first, then the first lines, then the slug of the original's URL."""
    texts = [_fold(title), *(_fold(line[:2_000]) for line in lines)]
    short = [text for text in texts[1:] if len(text) < 60]  # numbers in prose may refer to something else
    slug = _slug(address or "")
    full = _first(_full_date, texts)
    week = _first(_week, [*texts, slug])
    year = _first(_year, texts) or (full.year if full else None) or (_year(slug) if week else None)
    number = _first(_number, texts[:1] + short)
    return Dating(year, week, number, full or _partial_date(texts, year, week))


def line_of_year(text: str, year: int) -> int:
    """Return the 1-based number of the first line that contains the year; 1 if none does."""
    named = re.compile(rf"(?<!\d){year}(?!\d)")
    return next((n for n, line in enumerate(text.split("\n"), 1) if named.search(_fold(line[:2_000]))), 1)


def _first(parse: Callable[[str], _T | None], texts: Iterable[str]) -> _T | None:
    return next((found for text in texts if (found := parse(text)) is not None), None)


def _slug(address: str) -> str:
    """Return the words of a URL path: `…/some-news-week45-2020-c58112bd184f` → `some news week 45 2020`."""
    path = address.partition("//")[2].partition("/")[2].casefold()
    words = re.sub(r"\b[0-9a-f]{8,}$", "", re.sub(r"[-_/]+", " ", path))
    return re.sub(r"week(?=\d)", "week ", words)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _full_date(text: str) -> datetime.date | None:
    found = (_date(match, int(match["year"])) for pattern in _FULL_DATES for match in pattern.finditer(text))
    return next((day for day in found if day), None)


def _partial_date(texts: list[str], year: int | None, week: int | None) -> datetime.date | None:
    """Return a date given as month and day. Near New Year it may fall in the year before or after the week's year."""
    for text in texts:
        for pattern in _PARTIAL_DATES:
            for match in pattern.finditer(text):
                month = _month(match)
                shift = -1 if week and week <= 2 and month == 12 else 1 if week and week >= 52 and month == 1 else 0
                if year and (day := _date(match, year + shift)):
                    return day
    return None


def _month(match: re.Match[str]) -> int:
    groups = match.groupdict()
    return int(groups["month"]) if groups.get("month") else _MONTHS.index(groups["name"][:3]) + 1


def _date(match: re.Match[str], year: int) -> datetime.date | None:
    try:
        return datetime.date(year, _month(match), int(match["day"]))
    except ValueError:  # no such day, such as February 31
        return None


def _week(text: str) -> int | None:
    found = [_numeral(match["zh"] or match["en"] or match["nd"]) for match in _WEEK.finditer(text)]
    return next((week for week in found if 1 <= week <= 54), None)


def _number(text: str) -> int | None:
    match = _NUMBER.search(text)
    return int(match["hash"] or match["zh"] or match["en"]) if match else None


def _year(text: str) -> int | None:
    match = _STANDALONE_YEAR.search(text) or _YEAR_OF_WEEK.search(text)
    return int(next(filter(None, match.groups()))) if match else None


def _numeral(text: str) -> int:
    """Convert a decimal or Chinese numeral: 七 is 7, 十二 is 12, 四十五 is 45; 0 if it is invalid."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERALS.index(text) + 1 if text in _NUMERALS and len(text) == 1 else 0
    high = _NUMERALS.find(tens) + 1 if tens else 1
    return high * 10 + (_NUMERALS.find(ones) + 1 if ones else 0)
