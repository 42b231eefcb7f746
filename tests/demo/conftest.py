"""The demo's page in a real browser."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from demo.__main__ import preview
from demo.acting import ready
from demo.world import World, open_world

WIDE, NARROW = (1180, 900), (390, 844)
AGAIN = 10_000  # ms after which somebody presses a button once more
PATIENCE = 60_000  # ms: a busy machine is slow to draw, and what is waited for comes


@dataclass
class Screen:
    """What somebody sees of #ml-news, and what they do there."""

    page: Page
    world: World

    @property
    def digests(self) -> Locator:
        """Messages that everybody sees, oldest first."""
        return self.page.locator("article.channel-message").filter(has_not_text="Only you can see this")

    @property
    def offered(self) -> Locator:
        """What a list under the message box offers."""
        return self.page.get_by_role("listbox").get_by_role("option")

    def answer(self, text: str) -> Locator:
        """The newest message for this person's eyes only that has the text."""
        mine = self.page.locator("article.channel-message", has_text="Only you can see this")
        return mine.filter(has_text=text).last

    async def press(self, what: Locator) -> None:
        """Press a button, or open a menu, that does something."""
        await ready(self.page)
        await what.click()

    async def press_until(self, what: Locator, effect: Locator) -> None:
        """Press a button, and again where the page drew it anew under the press, which is then lost."""
        for _ in range(PATIENCE // AGAIN):
            await self.press(what)
            with suppress(AssertionError):
                await expect(effect).to_be_visible(timeout=AGAIN)
                return
        raise AssertionError("the button does nothing")

    async def send(self) -> None:
        """Send what is in the message box."""
        await self.press(self.page.get_by_role("button", name="Send", exact=True))

    async def view_as(self, name: str) -> None:
        """A reader's eyes; the page begins with the admin's, whose own answer is there until the other is shown."""
        await ready(self.page)
        await self.page.get_by_label("Viewing as").select_option(label=name)
        await expect(self.answer("Subscribed")).to_have_count(0)

    async def begin(self, command: str) -> None:
        """Type a command into the message box and take it from the list."""
        await self.page.get_by_placeholder("Message #ml-news").click()
        await self.type_command(command)

    async def type_command(self, command: str) -> None:
        """The list of commands is gone when it has been taken: descriptions in it would pass for options."""
        await self.page.keyboard.type(command)
        await expect(self.offered.first).to_contain_text(command)
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_role("listbox", name="Application commands")).to_have_count(0)

    async def choose(self, name: str) -> None:
        """Take an option, or a channel, from the list under the message box."""
        await self.page.locator("#command-suggestion-listbox").get_by_role("option", name=name).click()

    async def type_search(self, text: str) -> None:
        """The words of /search, past the suggestions, and off."""
        await self.page.keyboard.type(text)
        await expect(self.page.get_by_text(re.compile(rf"Options matching .*{text}", re.IGNORECASE))).to_be_visible()
        await ready(self.page)
        await self.page.keyboard.press("Escape")
        await expect(self.offered).to_have_count(0)
        await ready(self.page)
        await self.page.keyboard.press("Enter")

    async def tab_to(self, what: Locator, *, back: bool = False) -> None:
        """Press Tab until `what` has the focus, as somebody without a mouse does."""
        for _ in range(80):
            if await what.evaluate("one => one === document.activeElement"):
                return
            await self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError("the keyboard does not reach it")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, one for all tests; each opens a window of its own."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no Chromium here (on Debian and Ubuntu: apt install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        await browser.close()


@asynccontextmanager
async def screen_of(browser: Browser, size: tuple[int, int] = WIDE) -> AsyncIterator[Screen]:
    """The demo's channel, one digest in it. No fixture: simcord's clock belongs to the task that started it."""
    async with open_world() as world, preview(world) as url:
        page = await browser.new_page(viewport={"width": size[0], "height": size[1]})
        page.set_default_timeout(PATIENCE)
        expect.set_options(timeout=PATIENCE)
        await page.goto(url)
        screen = Screen(page, world)
        await expect(screen.digests).to_have_count(1)
        yield screen
        await page.close()
