"""The demo in a real browser: one world and one page for each person, shared by all tests here."""

import asyncio
import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from demo.acting import PATIENCE, Screen
from demo.jobs import running_jobs
from demo.world import World, open_world

WIDE, NARROW = (1180, 900), (390, 844)


class Stage:
    """The running demo. What a test does stays for the next one, so tests look at the newest answer."""

    def __init__(self, world: World, browser: Browser) -> None:
        self.world, self.browser = world, browser
        self._screens: dict[tuple[str, str], Screen] = {}

    async def screen(self, view: str, person: str, size: tuple[int, int] = WIDE) -> Screen:
        """A view as a person sees it; opened once, then used again at the wanted size."""
        if (view, person) not in self._screens:
            page = await self.browser.new_page(viewport={"width": size[0], "height": size[1]})
            page.set_default_timeout(PATIENCE)
            self._screens[view, person] = Screen(page, self.world)
            await self._screens[view, person].open(view, person)
        screen = self._screens[view, person]
        await screen.page.set_viewport_size({"width": size[0], "height": size[1]})
        return screen


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium, one for all tests."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no Chromium here (on Debian and Ubuntu: apt install chromium)")
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    """The demo, in a task of its own: simcord's clock belongs to the task that started it."""
    opened: asyncio.Future[World] = asyncio.get_running_loop().create_future()
    done = asyncio.Event()

    async def live() -> None:
        try:
            async with open_world() as world, running_jobs(world):
                opened.set_result(world)
                await done.wait()
        except Exception as error:
            if opened.done():
                raise
            opened.set_exception(error)

    living = asyncio.create_task(live())
    yield Stage(await opened, browser)
    done.set()
    await living
