"""Before an issue is sent: what a person reads of it in Discord and on the command line."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from bot.cli.check import describe, describe_group
from bot.features.submissions.view import render_preflight
from bot.ingest.preflight import Preflight, Reach, examine
from bot.ui.warnings import group_warnings
from newsletter.model import Entry, Issue, PaperRecord, ParsedIssue
from newsletter.picture_check import CheckedPicture, PictureReason, PictureState
from newsletter.pictures import picture_addresses
from newsletter.schedule.weekly import Weekday, Weekly
from storage.archive import Archive
from storage.reasons import Reason, ReasonCode
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
    assert "📬 Goes to **4 channels**:\n- 2 at once\n- 1 <t:1795424400:F>\n- 1 <t:1795510800:F>" in text


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
    assert {found.reach.total for found in (same, corrected, older)} == {0}


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


async def test_equal_warnings_are_one_line_with_the_first_lines_they_are_about(archive: Archive):
    """Discord names a few of them; the command line names all."""
    found = await look(archive, *(make_entry("word " * 40) for _ in range(15)))
    numbered = replace(found, warnings=tuple(replace(one, line=n) for n, one in enumerate(found.warnings, start=3)))
    text = render_preflight("x", numbered, 1).text
    assert "### ⚠️ 15 warnings\n- **lines 3, 4, 5, 6, 7 …** · 15 headlines are longer" in text
    assert text.count("headlines") == 1
    (group,) = group_warnings(numbered.warnings)
    assert describe_group(group).endswith(f"shows: lines {', '.join(map(str, range(3, 18)))}.")


async def test_a_preview_says_which_day_the_digest_will_show(archive: Archive):
    """That of its week where the issue has no date, and that there is none where nothing tells."""
    assert "dated February 22, 2026" in render_preflight("x", await look(archive), 1).text
    undated = ParsedIssue(replace(make_issue(9), year=None, week=None))
    found = await examine(archive, undated, NOW)
    assert (found.stored.ref.day, "shows no date" in render_preflight("x", found, 1).text) == (None, True)


async def test_a_preview_has_the_official_titles_that_the_archive_knows(archive: Archive):
    """The digest shows them after the issue is saved, so it does before."""
    await archive.metadata.save([PaperRecord("2102.00001", "Official title")], NOW)
    found = await look(archive, make_entry("One", arxiv_id="2102.00001"), make_entry("Two", arxiv_id="2102.00002"))
    assert {paper: record.title for paper, record in found.stored.papers.items()} == {"2102.00001": "Official title"}


async def test_channels_and_readers_are_counted_apart_and_ended_ones_not_at_all(archive: Archive):
    """Those that would get it now."""
    await subscribe(archive, None, None, None)
    await archive.subscriptions.add_all([NewSubscription(Target(DestinationKind.DM, 9, None, 9), None)], NOW)
    await archive.subscriptions.end(1, Reason(ReasonCode.CHANNEL_DELETED), NOW)
    assert (await look(archive)).reach == Reach(channels=2, readers=1)
    text = render_preflight("x", await look(archive), 1).text
    assert "Goes to **2 channels and 1 reader**, at once." in text


async def test_a_preview_shows_the_pictures_that_can_be_shown(archive: Archive):
    """They are checked when somebody looks; without a check the digest is shown without them."""
    good, dead = "https://example.com/good.png", "https://example.com/dead.png"

    async def check(issues: Sequence[Issue]) -> None:
        found = {good: (PictureState.USABLE, None), dead: (PictureState.DEAD, PictureReason.NOT_FOUND)}
        results = [CheckedPicture(address, *found[address]) for one in issues for address in picture_addresses(one)]
        await archive.pictures.record(results, NOW)

    issue = make_issue(9, make_entry("One", images=(good,)), make_entry("Two", images=(dead,)))
    found = await examine(archive, ParsedIssue(issue), NOW, check_pictures=check)
    assert found.stored.pictures.keys() == {good}
    assert "1 of 2 pictures can be shown" in render_preflight("x", found, 1).text
    without = await examine(archive, ParsedIssue(issue), NOW)
    assert (without.stored.pictures, "can be shown" in render_preflight("x", without, 1).text) == ({}, False)
