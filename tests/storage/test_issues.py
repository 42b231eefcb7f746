"""Issues: saved once, updated in place, in the order they were published."""

from datetime import UTC, date, datetime

import pytest

from newsletter.chronology import NOWHERE
from newsletter.model import Issue
from storage.archive import Archive
from storage.records import SaveStatus
from tests.samples import make_entry, make_issue

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


async def save(archive: Archive, *issues: Issue) -> list[SaveStatus]:
    return [(await archive.issues.save(issue, NOW)).status for issue in issues]


async def test_an_issue_comes_back_as_it_went_in(archive: Archive):
    """Every field of the model is kept."""
    issue = make_issue(
        7,
        make_entry("剪枝 🌱", "2102.00554", images=("img/a.png",), mentions_arxiv=("2010.02772",)),
        make_entry(None, None, url=None, summary=""),
        date=date(2026, 2, 15),
        language="zh",
    )
    saved = await archive.issues.save(issue, NOW)
    stored = await archive.issues.load(saved.issue_id)
    assert stored is not None
    assert stored.issue == issue


async def test_the_same_issue_again_is_unchanged(archive: Archive):
    """Reading a folder twice changes nothing."""
    assert await save(archive, make_issue(1), make_issue(2)) == ["new", "new"]
    assert await save(archive, make_issue(1), make_issue(2)) == ["unchanged", "unchanged"]


async def test_a_corrected_issue_replaces_itself_and_keeps_its_entries_ids(archive: Archive):
    """Entries are known again by paper, link or headline, whatever order they come in."""
    old = make_issue(1, make_entry("One", "2601.00001"), make_entry("Two"), make_entry("Three", url=None))
    new = make_issue(
        1,
        make_entry("Three", url=None, summary="Better."),
        make_entry("Two, renamed", url="https://example.com/Two"),
        make_entry("Four"),
        make_entry("Uno", "2601.00001"),
    )
    before = await archive.issues.save(old, NOW)
    first = await _ids(archive)
    after = await archive.issues.save(new, NOW)
    second = await _ids(archive)
    assert (after.issue_id, after.status) == (before.issue_id, SaveStatus.CHANGED)
    assert second["Three"] == first["Three"]
    assert second["Two, renamed"] == first["Two"]
    assert second["Uno"] == first["One"]
    assert second["Four"] not in first.values()


async def test_the_same_week_from_another_address_is_the_same_issue(archive: Archive):
    """One issue is one issue, whatever it came as."""
    await save(archive, make_issue(1))
    assert await save(archive, make_issue(1, source_url="https://elsewhere.example/1")) == ["changed"]
    assert await save(archive, make_issue(1, title="Other News — Week 1, 2026", source_url=None)) == ["new"]


async def test_issues_stand_in_the_order_they_were_published(archive: Archive):
    """By date, by week, or by a number that a dated issue ties to the calendar."""
    numbered = make_issue(None, title="News #29", year=None, number=29, source_url=None)
    assert await archive.issues.newest_moment() == NOWHERE
    await save(archive, make_issue(30), numbered, make_issue(2))
    latest = await archive.issues.latest()
    assert latest is not None
    assert latest.issue.number == 29, "nothing tells yet when number 29 was"
    tie = make_issue(None, title="News #22", year=2025, number=22, date=date(2025, 7, 25), source_url=None)
    await save(archive, tie)
    assert [ref.title for ref in await archive.issues.find("")] == [
        "Sample News — Week 30, 2026",
        "Sample News — Week 2, 2026",
        "News #29",
        "News #22",
    ]
    assert [ref.day for ref in await archive.issues.find("#29")] == [date(2025, 9, 12)]


async def test_issues_are_found_by_title_week_number_and_date(archive: Archive):
    """However somebody thinks of an issue."""
    await save(archive, make_issue(7), make_issue(8))
    for text in ("week 7", "WEEK 7", "2026-02-08", "sample 7,"):
        assert [ref.title for ref in await archive.issues.find(text)] == ["Sample News — Week 7, 2026"], text
    assert await archive.issues.find("week 9") == ()
    assert await archive.issues.years() == (2026,)


async def _ids(archive: Archive) -> dict[str | None, int]:
    return await archive.database.read(
        lambda c: {row["headline"]: row["id"] for row in c.execute("SELECT id, headline FROM entries")}
    )


async def test_a_number_means_itself_before_those_that_it_begins(archive: Archive):
    """Whoever writes “week 1” means the first; “week 5” is not the fifteenth of a month."""
    await save(archive, *(make_issue(week) for week in (1, 5, 7, 8, 10, 11)))
    assert [ref.title[14:] for ref in await archive.issues.find("week 1")][:3] == [
        "Week 1, 2026",
        "Week 11, 2026",
        "Week 10, 2026",
    ]
    assert [ref.title[14:] for ref in await archive.issues.find("week 05")] == ["Week 5, 2026"]
    assert [ref.title[14:] for ref in await archive.issues.find("week 5")] == ["Week 5, 2026"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("issue 7", "Numbered 7"),
        ("Issue #7", "Numbered 7"),
        ("No. 7", "Numbered 7"),
        ("＃７", "Numbered 7"),
        ("第７期", "Numbered 7"),
        ("第 7 期", "Numbered 7"),
        ("7期", "Numbered 7"),
        ("第七期", "Numbered 7"),
        ("第二十二期", "Numbered 22"),
        ("issue 8", "Sample News — Week 8, 2026"),
        ("W7", "Sample News — Week 7, 2026"),
        ("w07", "Sample News — Week 7, 2026"),
        ("2026-W07", "Sample News — Week 7, 2026"),
        ("2025 w 7", "Sample News — Week 7, 2025"),
        ("Ｗｅｅｋ ７, 2025", "Sample News — Week 7, 2025"),
        ("第7周", "Sample News — Week 7, 2026"),
        ("sample week 7 2025", "Sample News — Week 7, 2025"),
        ("February 2026", "Sample News — Week 9, 2026"),
        ("feb. 2026", "Sample News — Week 9, 2026"),
        ("2026年2月", "Sample News — Week 9, 2026"),
        ("02/2026", "Sample News — Week 9, 2026"),
        ("February", "Sample News — Week 9, 2026"),
        ("February 2025", "Sample News — Week 9, 2025"),
        ("Feb 8, 2026", "Sample News — Week 7, 2026"),
        ("11 February 2026", "Sample News — Week 7, 2026"),
        ("2026-02-08", "Sample News — Week 7, 2026"),
    ],
)
async def test_an_issue_is_found_however_somebody_calls_it(archive: Archive, typed: str, found: str):
    """By number, by the week of that number where no issue has it, by month, of which the newest comes first."""
    numbered = (
        make_issue(None, title=f"Numbered {number}", number=number, date=date(2024, 6, number), source_url=None)
        for number in (7, 22)
    )
    weeks = (
        make_issue(week, year=year, title=f"Sample News — Week {week}, {year}", source_url=None)
        for year in (2025, 2026)
        for week in (7, 8, 9)
    )
    await save(archive, *numbered, *weeks)
    refs = await archive.issues.find(typed)
    assert refs[0].title == found


async def test_a_month_is_all_of_its_issues(archive: Archive):
    await save(archive, *(make_issue(week) for week in range(1, 14)))
    assert [ref.title[14:] for ref in await archive.issues.find("March 2026")] == [
        f"Week {week}, 2026" for week in (13, 12, 11, 10)
    ]
    assert await archive.issues.find("August 2026") == ()
    assert await archive.issues.find("2026年13月") == ()
