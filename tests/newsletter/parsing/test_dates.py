"""When an issue is from, and how it is counted."""

import datetime

import pytest

from newsletter.parsing.fields.dates import Dating, parse_dating


@pytest.mark.parametrize(
    ("title", "line", "wanted"),
    [
        ("样本新闻—2021 年第 7 周", "以下是我在 2021 年第 7 周(2 月 7 日~)读到的文章", (2021, 7, None, "2021-02-07")),
        ("样本新闻—2021 年第 9 周", "2021 年第 9 周(2 月 22 日~)", (2021, 9, None, "2021-02-22")),
        ("2020 年第 45 周", "", (2020, 45, None, None)),
        ("样本新闻— #22", "2021 年 7 月 25 日一周总结", (2021, None, 22, "2021-07-25")),
        ("样本新闻—#第 29 期", "", (None, None, 29, None)),
        ("样本新闻—第二十九期", "第四十五周", (None, 45, None, None)),
        ("样本新闻# 2021 年 1 月", "", (2021, None, None, None)),
        ("Sample News — Week 7, 2021", "Papers I read in week 7, 2021 (Feb 7 ~).", (2021, 7, None, "2021-02-07")),
        ("Sample News — #22", "Summary of the week of July 25, 2021", (2021, None, 22, "2021-07-25")),
        ("Sample News: Issue 29", "", (None, None, 29, None)),
        ("Sample News No. 30", "7 February 2021", (2021, None, 30, "2021-02-07")),
        ("Sample News", "2021-02-07", (2021, None, None, "2021-02-07")),
        ("Sample News - Week45, 2020", "(Nov. 1st ~)", (2020, 45, None, "2020-11-01")),
        ("サンプル—2021年第7週", "2021年第7週(2月7日〜)に読んだ論文", (2021, 7, None, "2021-02-07")),
        ("サンプル 第29号", "2021年2月7日", (2021, None, 29, "2021-02-07")),
        ("Sample News — Week 1, 2021", "(Dec 27 ~)", (2021, 1, None, "2020-12-27")),
        ("样本新闻—2020 年第 53 周", "(1 月 3 日~)", (2020, 53, None, "2021-01-03")),
        ("Sample News", "On February 31, 2021 nothing happened", (2021, None, None, None)),
        ("Sample News", "", (None, None, None, None)),
        ("Sample News — Week 2, 2021", "(Dec 30 ~)", (2021, 2, None, "2020-12-30")),
        ("Sample News — Week 3, 2021", "(Dec 30 ~)", (2021, 3, None, "2021-12-30")),
        ("Sample News — Week 52, 2020", "(Jan 2 ~)", (2020, 52, None, "2021-01-02")),
        ("Sample News — Week 51, 2020", "(Jan 2 ~)", (2020, 51, None, "2020-01-02")),
        ("Sample News — Week 52, 2020", "(Feb 2 ~)", (2020, 52, None, "2020-02-02")),
        ("Sample News, December 30, 2020", "(Dec 28 ~)", (2020, None, None, "2020-12-30")),
        ("Sample News 2021", "(Dec 28 ~)", (2021, None, None, "2021-12-28")),
        ("Sample News, the 7th week of 2021", "", (2021, 7, None, None)),
        ("Sample News, week 7 of 2099", "", (2099, 7, None, None)),
        ("Sample News — Week 7, 2062", "2070 people read it.", (2062, 7, None, None)),
        ("Sample News 2062, week 7", "", (2062, 7, None, None)),
        ("Sample News, the 7th week of 2062", "", (2062, 7, None, None)),
        ("Sample News, week 7", "2070 people read it.", (None, 7, None, None)),
        ("Sample News — Week 54, 2021", "", (2021, 54, None, None)),
        ("Sample News — Week 55, 2021", "", (2021, None, None, None)),
        ("样本新闻 2021 年第七周", "", (2021, 7, None, None)),
        ("样本新闻 2021 年第九周", "", (2021, 9, None, None)),
        ("样本新闻 2021 年第一周", "", (2021, 1, None, None)),
        ("样本新闻 2021 年第十周", "", (2021, 10, None, None)),
        ("样本新闻 2021 年第十二周", "", (2021, 12, None, None)),
        ("样本新闻 2021 年第二十周", "", (2021, 20, None, None)),
        ("样本新闻 2021 年第四十五周", "", (2021, 45, None, None)),
        ("样本新闻 2021 年第一二周", "", (2021, None, None, None)),
        ("Sample News", "Issue 12", (None, None, 12, None)),
        ("Sample News", "Issue 12" + " and more" * 6, (None, None, None, None)),
        ("Sample News, week #6 of 2021", "", (2021, 6, None, None)),
        ("Sample News, week no. 6", "Issue #12", (None, 6, 12, None)),
        ("Sample News", "Published 2021-02-07, week 6", (2021, 6, None, "2021-02-07")),
    ],
)
def test_an_issue_is_dated_by_its_title_and_its_first_lines(title: str, line: str, wanted: tuple[object, ...]):
    year, week, number, day = wanted
    date = datetime.date.fromisoformat(str(day)) if day else None
    assert parse_dating(title, [line], None) == Dating(year, week, number, date)  # type: ignore[arg-type]


def test_the_words_of_the_address_count_where_nothing_else_does():
    address = "https://medium.com/sample/sample-news-week45-2020-c58112bd184f"
    assert parse_dating("Sample News", [], address) == Dating(2020, 45, None, None)
    assert parse_dating("Sample News — Week 7, 2021", [], address) == Dating(2021, 7, None, None)


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("https://medium.com/sample/sample-news-week-45-2020-c58112bd184f", (2020, 45)),
        ("https://example.org/news_week_45_2020/", (2020, 45)),
        ("https://example.org/2020/week45//x", (2020, 45)),
        ("https://week45-2020.example.org/news", (None, None)),
        ("https://example.org/2020/news", (None, None)),
        ("https://example.org/2020/WEEK45", (2020, 45)),
    ],
)
def test_an_address_says_the_week_in_its_path(address: str, wanted: tuple[int | None, int | None]):
    """And the year only beside a week: any number may stand in an address."""
    found = parse_dating("Sample News", [], address)
    assert (found.year, found.week) == wanted
