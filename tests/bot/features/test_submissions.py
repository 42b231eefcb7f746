"""The owners of the bot bring an issue in from Discord: a preview first, then hold, approve, and undo for a while."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import discord
import pytest
import time_machine
from simcord.results import ResponseMessage

from bot.client import Paperboy
from bot.features.submissions.view import render_decided
from bot.ingest.publisher import Publisher
from demo.world import ISSUES
from storage.submissions import UNDO_WINDOW, SubmissionState
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.bot.conftest import Scene, custom_ids
from tests.newsletter.parsing.published import published
from tests.reading import text_of

TEXT = sorted(ISSUES.glob("*.md"))[-1].read_text(encoding="utf-8").replace("2026", "2027")


@pytest.fixture(autouse=True)
def owner(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The admin is an administrator, who is offered the commands for owners, and owns the bot."""
    administrators = scene.guild.create_role("Administrators", permissions=discord.Permissions(administrator=True))
    scene.admin = scene.guild.add_member(scene.env.create_user("olga"), roles=[administrators])
    owner = SimpleNamespace(id=scene.admin.id)
    monkeypatch.setattr(Paperboy, "application", SimpleNamespace(owner=owner, team=None))
    return owner


async def give(scene: Scene, name: str = "week.md", text: str = TEXT) -> list[ResponseMessage]:
    """The admin gives a file to the bot; what they see."""
    result = await scene.admin.slash(scene.channel, "issues import", file=(name, text.encode()))
    assert result.ephemeral
    return [message for message in (result.response, *result.followups) if message and text_of(message)]


async def later(scene: Scene, wait: timedelta) -> None:
    with time_machine.travel(datetime.now(UTC) + wait):
        await Publisher(scene.archive).publish_due()


async def titles(scene: Scene) -> list[str]:
    return [ref.title for ref in await scene.archive.issues.find("2027")]


async def test_a_preview_shows_entries_warnings_and_readers_and_changes_nothing(scene: Scene):
    await scene.archive.subscriptions.add(
        NewSubscription(Target(DestinationKind.CHANNEL, 5, 6, 7), None), datetime.now(UTC)
    )
    preview, digest, *_ = await give(scene)
    text = text_of(preview)
    assert "Preview: " in text
    assert "⚠️ shows no date" in text  # it lies ahead, and does not count yet
    assert "**line 132** · This entry has no link" in text
    assert "Goes to **1 channel**, at once" in text
    assert "Exact attention" in text_of(digest)
    assert await titles(scene) == []


async def test_an_approved_issue_is_published_when_the_time_to_undo_is_over(scene: Scene):
    await scene.archive.subscriptions.add(
        NewSubscription(Target(DestinationKind.CHANNEL, 5, 6, 7), None), datetime.now(UTC)
    )
    preview, *_ = await give(scene)
    assert "can be undone" in text_of(await scene.click(scene.admin, preview, custom_id="import:1:approve"))
    await later(scene, UNDO_WINDOW - timedelta(seconds=30))
    assert await titles(scene) == []
    await later(scene, UNDO_WINDOW + timedelta(seconds=30))
    assert len(await titles(scene)) == 1
    assert len(await scene.archive.outbox.due(datetime.now(UTC) + timedelta(hours=1))) == 1
    found = await scene.archive.submissions.load(1)
    assert found is not None
    assert (found.state, found.content) == (SubmissionState.PUBLISHED, b"")


async def test_an_approval_that_was_undone_is_held_and_can_be_approved_again(scene: Scene):
    preview, *_ = await give(scene)
    approved = await scene.click(scene.admin, preview, custom_id="import:1:approve")
    assert "Held" in text_of(await scene.click(scene.admin, approved, custom_id="import:1:undo"))
    await later(scene, 2 * UNDO_WINDOW)
    assert await titles(scene) == []
    held = await scene.slash(scene.admin, "issues held")
    assert "week.md, sent by <@" in text_of(held)
    looked = await scene.click(scene.admin, held, custom_id="look-import:1")
    assert "Preview: " in text_of(looked)
    await scene.click(scene.admin, looked, custom_id="import:1:approve")
    await later(scene, 2 * UNDO_WINDOW)
    assert len(await titles(scene)) == 1


async def test_what_was_published_cannot_be_undone(scene: Scene):
    preview, *_ = await give(scene)
    approved = await scene.click(scene.admin, preview, custom_id="import:1:approve")
    await later(scene, 2 * UNDO_WINDOW)
    assert "Published" in text_of(await scene.click(scene.admin, approved, custom_id="import:1:undo"))
    assert len(await titles(scene)) == 1


async def test_a_discarded_file_is_gone(scene: Scene):
    preview, *_ = await give(scene)
    assert "Discarded" in text_of(await scene.click(scene.admin, preview, custom_id="import:1:drop"))
    await later(scene, 2 * UNDO_WINDOW)
    assert await titles(scene) == []
    assert custom_ids(await scene.slash(scene.admin, "issues held")) == []


async def test_only_an_owner_imports_and_decides(scene: Scene, owner: SimpleNamespace):
    """Checked again at each press, whoever got to see the buttons."""
    preview, *_ = await give(scene)
    owner.id = 1
    assert "Only the owners" in text_of((await give(scene))[0])
    assert "Only the owners" in text_of(await scene.slash(scene.admin, "issues held"))
    assert "Only the owners" in text_of(await scene.click(scene.admin, preview, custom_id="import:1:approve"))
    await later(scene, 2 * UNDO_WINDOW)
    assert await titles(scene) == []


async def test_html_is_imported_like_markdown(scene: Scene):
    _, digest = await give(scene, "week.html", published(TEXT))
    assert "Exact attention" in text_of(digest)


async def test_a_paper_of_an_earlier_issue_and_a_correction_are_told(scene: Scene):
    """The archive has week 7, which wrote of 2102.00554."""
    text = "# Sample News — Week 9, 2027\n\n# 1. Papers\n\n## [Again](https://arxiv.org/abs/2102.00554)\n\nAgain.\n"
    preview, *_ = await give(scene, "again.md", text)
    assert "arXiv:2102.00554 was in an earlier issue: Sample News — Week 7, 2026" in text_of(preview)
    await scene.click(scene.admin, preview, custom_id="import:1:approve")
    await later(scene, 2 * UNDO_WINDOW)
    preview, *_ = await give(scene, "again.md", text.replace("Again.", "Once more."))
    assert "corrected in place and not posted again" in text_of(preview)


async def test_what_cannot_be_read_any_more_when_it_is_due_is_told_and_publishes_nothing(scene: Scene):
    """A newer Paperboy may refuse what an older one has previewed."""
    now = datetime.now(UTC)
    number = await scene.archive.submissions.add("letter.md", b"Dear reader, this is a letter.", None, 1, now)
    await scene.archive.submissions.transition(number, SubmissionState.APPROVED, now)
    await later(scene, UNDO_WINDOW + timedelta(seconds=30))
    found = await scene.archive.submissions.load(number)
    assert found is not None
    assert found.outcome is not None
    assert "is no newsletter issue" in str(found.outcome.sentence)
    assert await titles(scene) == []


async def test_the_buttons_of_a_previewed_digest_read_the_issue_before_it_is_saved(scene: Scene):
    """From the digest through the sections and back, as readers will; nothing is in the archive meanwhile."""
    _, digest = await give(scene)
    opened = await scene.click(scene.admin, digest, custom_id="read-import:1")
    reader = await scene.select(scene.admin, opened, values=["1"])
    assert "Exact attention" not in text_of(reader)
    ids = custom_ids(reader)
    assert "import-section:1" in ids
    assert not [one for one in ids if one.startswith(("section:", "reader:", "share", "entry:", "card:"))]
    first = await scene.click(scene.admin, reader, custom_id="import-section:1:0:p10000")
    assert "import-section:1:contents:p0" in custom_ids(first)
    back = await scene.click(scene.admin, first, custom_id="import-section:1:contents:p0")
    assert text_of(back) == text_of(digest)
    assert await titles(scene) == []


async def test_the_list_of_issues_has_pages(scene: Scene):
    """Ten sent issues on each, with counts and what was in the way; what waits stands on the first alone."""
    wanted = NewSubscription(Target(DestinationKind.CHANNEL, 5, 6, 7), None)
    await scene.archive.subscriptions.add_all([wanted], datetime.now(UTC))
    for week in range(20, 32):
        await scene.publish(week)
    await scene.archive.database.write(
        lambda c: c.execute(
            "UPDATE deliveries SET state = iif(id % 2, 'sent', 'refused'), reason = iif(id % 2, NULL, 'cannot_post'),"
            " finished_at = due_at"
        )
    )
    first = await scene.slash(scene.admin, "issues list")
    assert "Nothing waits to be sent" in text_of(first)
    assert [week in text_of(first) for week in ("Week 31", "Week 22", "Week 21")] == [True, True, False]
    assert "· ⛔ 1\n-# 1 × the bot may not post there" in text_of(first)
    second = await scene.click(scene.admin, first, custom_id="issue-list:p1")
    assert "Week 21, 2026** · ✅" in text_of(second).replace("⛔", "✅")
    assert "Scheduled" not in text_of(second)


async def test_only_an_owner_reads_a_submitted_issue(scene: Scene, owner: SimpleNamespace):
    """Nobody reads ahead, whoever got to see the buttons."""
    _, digest = await give(scene)
    await scene.slash(scene.admin, "issues list")
    owner.id = 1
    assert "Only the owners" in text_of(await scene.click(scene.admin, digest, custom_id="read-import:1"))
    assert "Only the owners" in text_of(await scene.slash(scene.admin, "issues list"))


async def test_a_preview_that_is_over_says_so(scene: Scene):
    """The content of a discarded or published submission is deleted: the issue is read in the archive."""
    preview, digest = await give(scene)
    await scene.click(scene.admin, preview, custom_id="import:1:drop")
    assert "waits no longer" in text_of(await scene.click(scene.admin, digest, custom_id="read-import:1"))


async def test_a_held_file_that_cannot_be_read_any_more_is_listed_with_the_reason(scene: Scene):
    """A newer Paperboy may refuse what an older one has previewed; the others are listed as ever."""
    now = datetime.now(UTC)
    for name, text in (("letter.md", "Dear reader, this is a letter."), ("week.md", TEXT)):
        number = await scene.archive.submissions.add(name, text.encode(), None, scene.admin.id, now)
        await scene.archive.submissions.transition(number, SubmissionState.HELD, now)
    text = text_of(await scene.slash(scene.admin, "issues held"))
    assert "**letter.md**\n⚠️ letter.md is no newsletter issue" in text
    assert f"week.md, sent by <@{scene.admin.id}> <t:" in text


async def test_an_outcome_that_an_earlier_version_stored_is_shown_as_it_is(scene: Scene):
    now = datetime.now(UTC)
    number = await scene.archive.submissions.add("week.md", b"x", None, scene.admin.id, now)
    await scene.archive.database.write(
        lambda c: c.execute("UPDATE imports SET state = 'published', outcome = 'new, 3 deliveries {queued}'")
    )
    found = await scene.archive.submissions.load(number)
    assert found is not None
    assert "new, 3 deliveries {queued}" in render_decided(found).text
