"""Parses references to an issue: number, week, month or day, as users write them. Pure."""

import re
from dataclasses import dataclass

from newsletter.search.tokenizer import normal

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_NUMBER = r"0*(?P<number>\d{1,5}|[一二三四五六七八九十]{1,3})"
_NUMBERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第\s*{_NUMBER}\s*(?:期|号|號|回|集)",
        rf"(?<!\w)(?:issue|no|nr|number|vol|volume|edition|episode)\b\.?\s*#?\s*{_NUMBER}(?![\d/-]|\s*年)",
        rf"(?<!\w)#\s*{_NUMBER}(?!\d)",
        rf"(?<![\d第]){_NUMBER}\s*期",
    )
)
_WEEKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第?\s*{_NUMBER}\s*(?:周|週|星期)",
        rf"(?<![^\W\d_])(?:week|wk|kw|w)\.?\s*#?\s*{_NUMBER}(?!\d)",
    )
)
_MONTHS_NAMED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_YEAR}\s*年\s*(?P<of>[01]?\d)\s*月(?:\s*(?P<day>[0-3]?\d)\s*[日号號]|号|號)?",
        rf"(?<![\d/.-]){_YEAR}(?P<by>[-/.])(?P<of>[01]?\d)(?:(?P=by)(?P<day>[0-3]?\d))?(?![\d/.-])",
        rf"(?<![\d/.-])(?P<of>[01]?\d)[-/.]{_YEAR}(?![\d/.-])",
        rf"\b{_MONTH}\s*{_DAY}\s*,?\s+{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}\s*(?:of\s+)?{_MONTH}\s*,?\s+{_YEAR}(?!\d)",
        rf"\b{_MONTH}\s*,?\s*{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}\s*,?\s*{_MONTH}",
        rf"^\s*{_MONTH}\s*(?:{_DAY})?\s*$",
        rf"^\s*(?:{_DAY}\s*)?{_MONTH}\s*$",
        r"(?<!\d)(?P<of>[01]?\d)\s*月(?:\s*(?P<day>[0-3]?\d)\s*[日号號]|号|號)?",
    )
)
_MAX_LENGTH = 100  # characters; the rest is ignored
_DIGITS = {digit: place for place, digit in enumerate("一二三四五六七八九", start=1)}


@dataclass(frozen=True, slots=True)
class IssueName:
    """The parts of a text that identify an issue, and the remaining words."""

    number: int | None = None
    week: int | None = None
    year: int | None = None  # of the month
    month: int | None = None
    day: int | None = None
    rest: str = ""


def parse_issue_name(text: str) -> IssueName | None:
    """Parse a reference to an issue. Returns None if the text contains only words."""
    name = normal(text[:_MAX_LENGTH]).casefold()
    for kind, patterns in (("week", _WEEKS), ("number", _NUMBERS)):
        for pattern in patterns:
            if found := pattern.search(name):
                value = _parse_number(found["number"])
                rest = " ".join(re.split(r"[\s-]+", f"{name[: found.start()]} {name[found.end() :]}")).strip()
                return IssueName(**{kind: value}, rest=rest) if value is not None else None
    for pattern in _MONTHS_NAMED:
        if found := pattern.search(name):
            return _from_month(found)
    return None


def _from_month(found: re.Match[str]) -> IssueName | None:
    groups = found.groupdict()
    month = int(groups["of"]) if groups.get("of") else _MONTHS.index(groups["month"][:3]) + 1
    if not 1 <= month <= len(_MONTHS):
        return None
    year, day = (int(groups[name]) if groups.get(name) else None for name in ("year", "day"))
    rest = f"{found.string[: found.start()]} {found.string[found.end() :]}".strip()
    return IssueName(year=year, month=month, day=day, rest=rest)


def _parse_number(text: str) -> int | None:
    """Convert decimal digits, or Chinese numerals up to 99."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or (not ten and len(text) > 1):
        return None
    if not ten:
        return _DIGITS.get(text)
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
