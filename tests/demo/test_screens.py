"""What people see and do on the screen: the demo's pages in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from demo.acting import ready
from tests.demo.conftest import NARROW, WIDE, Stage

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("demo")]


async def test_all_times_of_the_demo_agree(stage: Stage):
    """The newest issue is of this week, and its messages were sent just now, by the machine's clock."""
    now = datetime.now(UTC)
    newest = await stage.world.archive.issues.latest()
    assert newest is not None
    assert newest.ref.day is not None
    assert timedelta(0) <= now.date() - newest.ref.day < timedelta(days=7)
    for channel in (stage.world.news, stage.world.announcements, stage.world.forum.threads[0]):
        message = channel.last_message
        assert message is not None
        assert abs(now - message.created_at) < timedelta(minutes=10)
    assert abs(stage.world.env.now() - now) < timedelta(seconds=5)


async def test_a_reader_searches_with_suggestions_and_turns_pages(stage: Stage):
    """Types half a word, sees headlines, searches for the word, and turns to the last page and back."""
    screen = await stage.screen("news", "tomas")
    await screen.begin("/search")
    await screen.page.keyboard.type("mod")
    await expect(screen.offered.filter(has_text="An open model with its training written down")).to_be_visible()
    await screen.type_text("el")
    answer = screen.answer("found for “model”")
    await expect(answer).to_contain_text("page 1 of 3")
    await expect(answer.get_by_role("button", name="←")).to_be_disabled()
    for number in (2, 3):
        await screen.press_until(answer.get_by_role("button", name="→"), answer.get_by_text(f"page {number} of 3"))
    await expect(answer.get_by_role("button", name="→")).to_be_disabled()
    await screen.press_until(answer.get_by_role("button", name="←"), answer.get_by_text("page 2 of 3"))


async def test_a_suggestion_fills_in_the_search(stage: Stage):
    screen = await stage.screen("news", "lihua")
    await screen.begin("/search")
    await screen.page.keyboard.type("潜在")
    await screen.page.get_by_role("option", name="在潜在空间里做扩散").click()
    await screen.send()
    await expect(screen.answer("在潜在空间里做扩散")).to_be_visible()


async def test_a_reader_opens_a_section(stage: Stage):
    """The digest stays as it is; the section is for the one who opened it."""
    screen = await stage.screen("news", "tomas")
    before = await screen.digests.count()
    await screen.take(screen.digests.first.get_by_role("combobox"), "Papers")
    opened = screen.answer("Point at an object and get its outline")
    await expect(opened.get_by_role("link", name="Point at an object and get its outline")).to_be_visible()
    other = await stage.screen("news", "lihua")
    await expect(other.digests).to_have_count(before)
    await expect(other.answer("Point at an object and get its outline")).to_have_count(0)


async def test_an_admin_subscribes_the_channel_and_sees_a_digest_arrive(stage: Stage):
    """Nothing is reloaded: the digest that was asked for is there."""
    world = stage.world
    await world.admin.slash(world.news, "unsubscribe", channel=str(world.news.id))
    screen = await stage.screen("news", "mina")
    before = await screen.digests.count()
    await screen.begin("/subscribe")
    await screen.choose("channel")
    await screen.choose("ml-news")
    await screen.send()
    offer = screen.page.get_by_role("button", name="Send the latest issue now").last
    await screen.press_until(offer, screen.digests.nth(before))
    await expect(screen.digests.last.get_by_role("heading", name="Akira’s ML News — Week")).to_be_visible()


async def test_the_owner_sees_the_owners_commands(stage: Stage):
    """Mina owns the bot: what only owners may ask is answered."""
    screen = await stage.screen("news", "mina")
    await screen.begin("/issues held")
    await screen.send()
    await expect(screen.answers.last).not_to_contain_text("Only the owners")


async def test_everything_works_without_a_mouse(stage: Stage):
    """Search, turn the page, open a section: Tab, arrows and Enter are enough."""
    screen = await stage.screen("news", "tomas")
    page, before = screen.page, await screen.answers.count()
    await screen.tab_to(screen.box)
    await screen.type_command("/search")
    await screen.type_text("model")
    await expect(screen.answers).to_have_count(before + 1)
    answer = screen.answers.last
    await expect(answer).to_contain_text("page 1 of 3")
    await screen.tab_to(answer.get_by_role("button", name="→"), back=True)
    await ready(page)
    await page.keyboard.press("Enter")
    await expect(answer).to_contain_text("page 2 of 3")
    await screen.tab_to(screen.digests.first.get_by_role("combobox"), back=True)
    await ready(page)
    await page.keyboard.press("Enter")
    await expect(screen.offered.first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await ready(page)
    await page.keyboard.press("Enter")
    await expect(screen.answers).to_have_count(before + 2)


async def test_nothing_runs_out_of_the_screen(stage: Stage):
    """The digest, an opened section and a page of results fit a wide page and a phone; nobody scrolls sideways."""
    screen = await stage.screen("news", "lihua")
    await screen.begin("/search")
    await screen.type_text("model")
    await expect(screen.answers.last).to_contain_text("model")
    await screen.take(screen.digests.first.get_by_role("combobox"), "Papers")
    await expect(screen.answer("Point at an object and get its outline")).to_be_visible()
    for size in (WIDE, NARROW):
        await stage.screen("news", "lihua", size)
        await ready(screen.page)
        for message in (screen.digests.first, screen.answers.nth(-2), screen.answers.last):
            assert await screen.overflowing(message) == []
        assert await screen.page.evaluate("document.documentElement.scrollWidth") <= size[0]


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
