"""What people see and do on the screen: the demo's page in a real browser."""

import pytest
from playwright.async_api import Browser, expect

from demo.acting import ready
from tests.demo.conftest import NARROW, WIDE, screen_of

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_reader_searches_with_suggestions_and_turns_pages(browser: Browser):
    """Types half a word, sees headlines, searches for the word, and turns to the second page and back."""
    async with screen_of(browser) as screen:
        page = screen.page
        await screen.view_as("Tomás")
        await screen.begin("/search")
        await page.keyboard.type("mod")
        await expect(screen.offered.filter(has_text="An open model with its training written down")).to_be_visible()
        await screen.type_search("el")
        answer = screen.answer("found for “model”")
        await expect(answer).to_contain_text("page 1 of 2")
        await expect(answer.get_by_role("button", name="←")).to_be_disabled()
        await screen.press_until(answer.get_by_role("button", name="→"), answer.get_by_text("page 2 of 2"))
        await expect(answer.get_by_role("button", name="→")).to_be_disabled()
        await screen.press_until(answer.get_by_role("button", name="←"), answer.get_by_text("page 1 of 2"))


async def test_a_suggestion_fills_in_the_search(browser: Browser):
    async with screen_of(browser) as screen:
        page = screen.page
        await screen.view_as("李华")
        await screen.begin("/search")
        await page.keyboard.type("潜在")
        await page.get_by_role("option", name="在潜在空间里做扩散").click()
        await screen.send()
        await expect(screen.answer("found for")).to_contain_text("在潜在空间里做扩散")


async def test_a_reader_opens_a_section(browser: Browser):
    """The digest stays as it is; the section is for the one who opened it."""
    async with screen_of(browser) as screen:
        await screen.view_as("Tomás")
        digest = screen.digests.first
        await screen.press(digest.get_by_role("combobox", name="Read a section …"))
        await screen.press(screen.page.get_by_role("option", name="Papers", exact=False).first)
        opened = screen.answer("Papers")
        await expect(opened.get_by_role("link", name="Point at an object and get its outline")).to_be_visible()
        await screen.view_as("李华")
        await expect(screen.digests).to_have_count(1)
        await expect(screen.page.locator("article.channel-message", has_text="Only you can see this")).to_have_count(0)


async def test_an_admin_subscribes_the_channel_and_sees_a_digest_arrive(browser: Browser):
    """Nothing is reloaded: the digest that was asked for is there."""
    async with screen_of(browser) as screen:
        page, world = screen.page, screen.world
        await world.admin.slash(world.news, "unsubscribe", channel=str(world.news.id))
        await screen.press(
            page.get_by_role("button", name="Refresh preview")
        )  # the page hears of what is done on it only
        await expect(screen.answer("Unsubscribed")).to_be_visible()
        await screen.begin("/subscribe")
        await screen.choose("channel")
        await screen.choose("ml-news")
        await screen.send()
        await expect(page.locator("article.channel-message", has_text="📬 Subscribed")).to_have_count(2)  # one is old
        await expect(screen.digests).to_have_count(1)
        offer = page.get_by_role("button", name="Send the latest issue now").last
        await screen.press_until(offer, screen.digests.nth(1))
        await expect(screen.digests).to_have_count(2)
        await expect(screen.digests.last.get_by_role("heading", name="Akira’s ML News — Week 46, 2026")).to_be_visible()


async def test_everything_works_without_a_mouse(browser: Browser):
    """Search, turn the page, open a section: Tab, arrows and Enter are enough."""
    async with screen_of(browser) as screen:
        page = screen.page
        await screen.view_as("Tomás")
        box = page.get_by_placeholder("Message #ml-news")
        await screen.tab_to(box)
        await screen.type_command("/search")
        await screen.type_search("model")
        answer = screen.answer("page 1 of 2")
        await screen.tab_to(answer.get_by_role("button", name="→"), back=True)
        await ready(page)
        await page.keyboard.press("Enter")
        await expect(screen.answer("page 2 of 2")).to_be_visible()
        select = screen.digests.first.get_by_role("combobox", name="Read a section …")
        await screen.tab_to(select, back=True)
        await ready(page)
        await page.keyboard.press("Enter")
        await expect(screen.offered.first).to_be_visible()
        await page.keyboard.press("ArrowDown")
        await ready(page)
        await page.keyboard.press("Enter")
        await expect(page.locator("article.channel-message", has_text="Only you can see this")).to_have_count(2)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
async def test_nothing_runs_out_of_the_screen(browser: Browser, size: tuple[int, int]):
    """The digest, an opened section and a page of results fit the width; nobody scrolls sideways."""
    async with screen_of(browser, size) as screen:
        page = screen.page
        assert page.viewport_size is not None
        width = page.viewport_size["width"]
        await screen.view_as("李华")
        await screen.begin("/search")
        await screen.type_search("model")
        answer = screen.answer("found for “model”")
        await expect(answer).to_be_visible()
        await screen.press(screen.digests.first.get_by_role("combobox", name="Read a section …"))
        await screen.press(page.get_by_role("option", name="Papers", exact=False).first)
        opened = screen.answer("Week 46, 2026")
        await expect(opened).to_be_visible()
        for message in (screen.digests.first, answer, opened):
            parts = await message.locator("p, li, h1, h2, h3, button, a").evaluate_all(
                "all => all.map(one => [one.innerText, one.getBoundingClientRect()])"
            )
            assert [text for text, box in parts if box["left"] < 0 or box["right"] > width] == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
