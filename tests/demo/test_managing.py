"""What an admin and the owner see and do on the screen, and the page that holds all views."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from demo.acting import ready
from demo.scenes import SPECIAL
from tests.demo.conftest import NARROW, WIDE, Stage

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.xdist_group("demo")]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_an_admin_sets_a_channel_up_and_sees_the_compact_digest_arrive(stage: Stage, size: tuple[int, int]):
    """Subscribe, see a preview, choose the format, save, ask for the latest issue: nothing is reloaded."""
    world = stage.world
    await world.admin.slash(world.news, "unsubscribe", channel=str(world.news.id))
    screen = await stage.screen("news", "mina", size)
    digests = await screen.digests.count()
    await screen.begin("/subscribe")
    await screen.choose("channel")
    await screen.choose("ml-news")
    await screen.send()
    form = screen.answer("Set up the digest")
    await expect(form).to_contain_text("Format: Rich")
    await expect(screen.answers.nth(-2)).to_contain_text("Akira’s ML News — Week")
    assert await screen.overflowing(form) == []
    await screen.take(form.get_by_role("combobox").nth(1), "Compact")
    await expect(form).to_contain_text("Format: Compact")
    send = screen.page.get_by_role("button", name="Send the latest issue now").last
    await screen.press_until(form.get_by_role("button", name="Save", exact=True), send)
    await screen.press_until(send, screen.digests.nth(digests))
    await ready(screen.page)
    rich, compact = await screen.digests.first.bounding_box(), await screen.digests.last.bounding_box()
    assert rich is not None
    assert compact is not None
    assert compact["height"] < rich["height"] / 2
    assert await screen.overflowing(screen.digests.last) == []


async def test_a_reader_pauses_and_resumes(stage: Stage):
    """From the list of subscriptions, in place."""
    screen = await stage.screen("news", "tomas")
    before = await screen.answers.count()
    await screen.begin("/subscriptions")
    await screen.send()
    listed = screen.answers.nth(before)
    resume = listed.get_by_role("button", name="Resume")
    pause = listed.get_by_role("button", name="Pause")
    await screen.press_until(pause, resume)
    saved = await stage.world.archive.subscriptions.of_reader(stage.world.people[1].member.id)
    assert saved is not None
    assert saved.is_paused
    await screen.press_until(resume, pause)


async def test_the_owner_looks_at_an_issue_and_approves_it(stage: Stage, tmp_path: Path):
    """A file is submitted on the page; what will be posted is shown, then approved, and the approval is taken back."""
    path = tmp_path / "special.md"
    path.write_text(SPECIAL, encoding="utf-8")
    screen = await stage.screen("news", "mina")
    await screen.begin("/issues import")
    await screen.attach(path)
    await screen.send()
    await expect(screen.answer("Preview: Akira’s ML News — A special issue")).to_be_visible()
    await expect(screen.answer("Scaling laws for language models")).to_be_visible()
    approve = screen.page.get_by_role("button", name="Approve").last
    undo = screen.page.get_by_role("button", name="Undo").last
    await screen.press_until(approve, undo)
    await screen.press_until(undo, approve)


async def test_the_first_page_shows_each_view_to_each_person(stage: Stage):
    """A channel, an announcement channel, a forum's post and direct messages hold the digest, also on a phone."""
    page = await stage.browser.new_page(viewport={"width": NARROW[0], "height": NARROW[1]})
    await page.goto(stage.world.url)
    for view in ("announcements", "forum", "dm"):
        await page.locator(f"input[value={view}]").check(force=True)
        shown = page.frame_locator("iframe:not([hidden])")
        await expect(shown.locator("article.channel-message", has_text="Akira’s ML News — Week").first).to_be_visible()
    await page.get_by_label("Mina").check(force=True)
    await expect(page.frame_locator("iframe:not([hidden])").locator("#channel-composer-input")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= NARROW[0]
    await page.close()
