"""The owners of the bot bring an issue in from Discord: a preview first, then hold, approve, and undo for a while."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from simcord.results import ResponseMessage

from bot.client import Paperboy
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
    """The admin owns the bot."""
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
    assert "Exact attention" in text
    assert "**line 132** · This entry has no link" in text
    assert "Goes to **1 place**, at once" in text
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
    assert "week.md" in text_of(held)
    await scene.click(scene.admin, held, custom_id="import:1:approve")
    await later(scene, 2 * UNDO_WINDOW)
    assert len(await titles(scene)) == 1


async def test_what_was_published_cannot_be_undone(scene: Scene):
    preview, *_ = await give(scene)
    approved = await scene.click(scene.admin, preview, custom_id="import:1:approve")
    await later(scene, 2 * UNDO_WINDOW)
    assert "Published" in text_of(await scene.click(scene.admin, approved, custom_id="import:1:undo"))
    assert len(await titles(scene)) == 1


async def test_a_file_that_was_thrown_away_is_gone(scene: Scene):
    preview, *_ = await give(scene)
    assert "Thrown away" in text_of(await scene.click(scene.admin, preview, custom_id="import:1:drop"))
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
    preview, *_ = await give(scene, "week.html", published(TEXT))
    assert "Exact attention" in text_of(preview)


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
    assert "is no newsletter issue" in str(found.outcome)
    assert await titles(scene) == []
