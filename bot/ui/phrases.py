"""The few words of Paperboy's own that stand in a digest, in the languages that issues are written in.

What only the person who typed a command sees is in English, like the commands; a digest speaks its issue's
language throughout.
"""

from dataclasses import dataclass
from datetime import date

from newsletter.model import SectionKind


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words of a digest. `{}` takes a number or a name."""

    one_entry: str
    many_entries: str
    picks: str
    notes: str
    open_section: str
    original: str
    more: str
    page: str
    date: str  # for str.format with year, month, day and month_name

    def entries(self, number: int) -> str:
        """How many entries there are."""
        return self.one_entry if number == 1 else self.many_entries.format(number)


_ENGLISH = Phrases(
    one_entry="1 entry",
    many_entries="{} entries",
    picks="Editor's picks",
    notes="Editor's notes",
    open_section="Read a section …",
    original="Read the original",
    more="and {} more",
    page="page {} of {}",
    date="{month_name} {day}, {year}",
)
_CHINESE = Phrases(
    one_entry="共 1 篇",
    many_entries="共 {} 篇",
    picks="编辑精选",
    notes="编者的话",
    open_section="阅读一个栏目 …",
    original="阅读原文",
    more="另有 {} 篇",
    page="第 {} 页，共 {} 页",
    date="{year} 年 {month} 月 {day} 日",
)
_JAPANESE = Phrases(
    one_entry="全 1 件",
    many_entries="全 {} 件",
    picks="編集者のおすすめ",
    notes="編集者より",
    open_section="セクションを読む …",
    original="原文を読む",
    more="ほか {} 件",
    page="{} / {} ページ",
    date="{year}年{month}月{day}日",
)
_BY_LANGUAGE = {"en": _ENGLISH, "zh": _CHINESE, "ja": _JAPANESE}

MONTHS = (  # not out of the host's locale
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

SYMBOLS = {
    SectionKind.FEATURED: "⭐",
    SectionKind.PAPERS: "📄",
    SectionKind.ARTICLES: "🛠️",
    SectionKind.USE_CASES: "🏭",
    SectionKind.OTHER: "💡",
}

SECTION_NAMES = {
    SectionKind.FEATURED: "Featured",
    SectionKind.PAPERS: "Papers",
    SectionKind.ARTICLES: "Articles",
    SectionKind.USE_CASES: "Use cases",
    SectionKind.OTHER: "Other topics",
}


def phrases(language: str) -> Phrases:
    """The words for an issue's language, English for one we do not speak."""
    return _BY_LANGUAGE.get(language, _ENGLISH)


def format_day(day: date, language: str = "en") -> str:
    """A date as a reader of the language writes it."""
    return phrases(language).date.format(year=day.year, month=day.month, day=day.day, month_name=MONTHS[day.month - 1])
