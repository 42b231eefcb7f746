"""Before an issue is sent: what a person reads of it in Discord and on the command line."""

from datetime import UTC, datetime, time
from pathlib import Path

from bot.cli.check import describe
from bot.features.submissions.view import render_preflight
from bot.ingest.preflight import Preflight, examine
from newsletter.model import Entry, ParsedIssue
from newsletter.schedule.weekly import Weekday, Weekly
from storage.archive import Archive
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.samples import make_entry, make_issue

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)  # a Friday


async def look(archive: Archive, *entries: Entry, week: int = 9, folder: Path | None = None) -> Preflight:
    return await examine(archive, ParsedIssue(make_issue(week, *entries)), NOW, folder)


async def subscribe(archive: Archive, *schedules: Weekly | None) -> None:
    for number, when in enumerate(schedules, start=1):
        await archive.subscriptions.add(NewSubscription(Target(DestinationKind.CHANNEL, number, 1, 1), when), NOW)


async def test_to_how_many_it_goes_and_when(archive: Archive):
    """Those who get it at once, then each hour; where there is one hour only, in a sentence."""
    monday, tuesday = (Weekly(day, time(9), "UTC") for day in (Weekday.MONDAY, Weekday.TUESDAY))
    await subscribe(archive, tuesday, None, monday, None)
    found = await look(archive)
    assert describe(found).splitlines() == [
        "This issue is news and goes to 4 subscriptions:",
        "   2 at once",
        "   1 at 2026-11-23 09:00 UTC",
        "   1 at 2026-11-24 09:00 UTC",
    ]
    text = render_preflight("week.md", found, 1).text
    assert "📬 Goes to **4 places**:\n- 2 at once\n- 1 <t:1795424400:F>\n- 1 <t:1795510800:F>" in text


async def test_very_many_hours_are_summed_up(archive: Archive):
    await subscribe(archive, *(Weekly(Weekday.MONDAY, time(hour), "UTC") for hour in range(9)))
    text = render_preflight("week.md", await look(archive), 1).text
    assert text.count("<t:") == 5
    assert "- 4 later" in text


async def test_an_issue_that_is_known_or_older_goes_to_nobody(archive: Archive):
    """And says so, whoever has subscribed."""
    await subscribe(archive, None)
    await archive.issues.save(make_issue(9), NOW)
    same, corrected, older = (
        await look(archive),
        await look(archive, make_entry("Corrected")),
        await look(archive, week=8),
    )
    assert "just as it is" in describe(same)
    assert "just as it is" in render_preflight("x", same, 1).text
    assert "corrected in place" in describe(corrected)
    assert "corrected in place" in render_preflight("x", corrected, 1).text
    assert "older than the newest one" in describe(older)
    assert "older than the newest one" in render_preflight("x", older, 1).text
    assert {found.readers for found in (same, corrected, older)} == {0}


async def test_what_a_digest_would_cut_is_warned_of(archive: Archive):
    """A headline and a summary that are longer than anybody would see of them."""
    found = await look(archive, make_entry("word " * 40, summary="word " * 400))
    assert [warning.text for warning in found.warnings] == [
        "This headline has 200 characters; a digest shows 160.",
        "This summary has 2000 characters; an opened section shows 1500.",
    ]


async def test_a_picture_that_is_not_in_the_issues_folder_is_warned_of(archive: Archive, tmp_path: Path):
    """None outside of it is looked for, and none on the web."""
    (tmp_path / "here.png").touch()
    names = ("here.png", "here.png?raw=1", "https://example.com/x.png", "gone.png", "../../etc/passwd", "\0")
    found = await look(archive, make_entry("A headline", images=names), folder=tmp_path)
    assert [warning.text.split()[2] for warning in found.warnings] == ["gone.png", "../../etc/passwd", "\0"]


async def test_many_warnings_are_counted(archive: Archive):
    """Discord shows a dozen; the command line shows all."""
    text = render_preflight("x", await look(archive, *(make_entry("word " * 40) for _ in range(15))), 1).text
    assert "### ⚠️ 15 warnings" in text
    assert "and 3 more; `python -m bot check` lists all" in text
