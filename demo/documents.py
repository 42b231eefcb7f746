"""The demo's documents, and how a copy of them is brought to the present: its dates, and where its pictures are."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from babel.dates import format_date

HERE = Path(__file__).parent

ISSUES = HERE / "issues"
"""The three newest issues; the last one is delivered while the demo starts."""

BACKLOG = HERE / "backlog"
"""Older issues, which are in the archive before anybody subscribes."""

PICTURES = HERE / "pictures"

METADATA = HERE / "papers.json"
"""Official titles, authors and categories of the papers that the issues are about."""

NEWEST = date(2026, 11, 15)
"""The Sunday of the newest document, as it is written."""

HEROES = {
    "2026-w42-ja": "issue-pixels",
    "2026-w43": "issue-weather",
    "2026-w44": "issue-preferences",
    "2026-w45-zh": "issue-pixels",
    "2026-w46": "issue-attention",
}
"""The picture of each document."""

PICTURED = {
    "1706.03762": "attention",
    "2001.08361": "layers",
    "2006.11239": "noise",
    "2102.02779": "language-and-image",
    "2103.00020": "layers",
    "2112.10752": "noise",
    "2203.15556": "state-space",
    "2205.14135": "attention",
    "2212.12794": "weather",
    "2312.00752": "state-space",
}
"""The picture of each paper that has one, wherever it is an entry."""

_WEEKS = [
    (r"(?P<word>[Ww]eek )(?P<week>\d+), (?P<year>\d{4})", "{word}{week}, {year}"),
    (r"(?P<word>week )(?P<week>\d+) of (?P<year>\d{4})", "{word}{week} of {year}"),
    (r"(?P<word>week-)(?P<week>\d+)-(?P<year>\d{4})", "{word}{week}-{year}"),
    (r"(?P<year>\d{4}) 年第 (?P<week>\d+) 周", "{year} 年第 {week} 周"),
    (r"(?P<year>\d{4})年第(?P<week>\d+)週", "{year}年第{week}週"),
]
_DAYS = [
    (r"(\()[A-Z][a-z]+ \d+(~\))", "en", "MMMM d"),
    (r"(（)\d+ 月 \d+ 日(~）)", "zh", "M 月 d 日"),
    (r"(（)\d+月\d+日(〜）)", "ja", "M月d日"),
]


def write_documents(source: Path, target: Path, today: date, pictures: str) -> None:
    """Copy a folder's documents with dates of the present and with pictures, which are below the address `pictures`.

    The newest document is dated on the Sunday before `today`, or on it, and each other one as many weeks before it as
    it is written. A title's week and its day belong together: week 1 has the first Sunday of a year.
    """
    target.mkdir()
    by = timedelta(weeks=(today - NEWEST).days // 7)
    for path in sorted(source.glob("*.md")):
        text = _illustrate(_shift(path.read_text(encoding="utf-8"), by), HEROES[path.stem], pictures)
        (target / path.name).write_text(text, encoding="utf-8")


def _illustrate(text: str, hero: str, pictures: str) -> str:
    """A document with its own picture under the title, and with pictures under headlines."""
    title, _, rest = text.partition("\n")
    for paper, name in PICTURED.items():
        headline = rf"(?m)^(## \[.*\]\(https://arxiv\.org/abs/{re.escape(paper)}\))$"
        rest = re.sub(headline, rf"\1\n\n![]({pictures}/{name}.png)", rest)
    return f"{title}\n\n![]({pictures}/{hero}.png)\n{rest}"


def _shift(text: str, by: timedelta) -> str:
    """A document with every week that it names moved, and its own day."""

    def move(match: re.Match[str]) -> date:
        return sunday(int(match["year"]), int(match["week"])) + by

    title = text.partition("\n")[0]
    own = next(move(match) for pattern, _ in _WEEKS if (match := re.search(pattern, title)))
    for pattern, form in _WEEKS:
        text = re.sub(pattern, partial(_fill, form, move), text)
    for pattern, locale, form in _DAYS:
        text = re.sub(pattern, rf"\g<1>{format_date(own, form, locale)}\g<2>", text)
    return text


def _fill(form: str, move: Callable[[re.Match[str]], date], match: re.Match[str]) -> str:
    day = move(match)
    return form.format(**match.groupdict() | {"year": day.year, "week": week_of(day)})


def sunday(year: int, week: int) -> date:
    """The Sunday of a week; the first week of a year has its first Sunday."""
    first = date(year, 1, 1)
    return first + timedelta(days=6 - first.weekday(), weeks=week - 1)


def week_of(day: date) -> int:
    """The week of a Sunday."""
    return (day.timetuple().tm_yday + 6) // 7
