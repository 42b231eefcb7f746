"""`make screenshots`: takes the README's pictures of the demo in a real browser."""

import asyncio
import shutil
from pathlib import Path

from playwright.async_api import FloatRect, Locator, Page, async_playwright, expect

from demo.__main__ import preview
from demo.acting import ready
from demo.world import open_world

PICTURES = Path(__file__).parents[1] / "docs" / "images"
SIZE = (1180, 1600)  # pixels; the width a README is read at


async def take() -> None:
    """Write the pictures; every run gives the same ones."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    async with open_world() as world, preview(world) as url, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, device_scale_factor=2)
        await page.goto(url)
        await ready(page)
        await page.get_by_label("Viewing as").select_option(label="Tomás")
        digest = page.locator("article.channel-message").first
        await expect(page.locator("article.channel-message")).to_have_count(1)  # the admin's own answer is gone
        await save(digest, "digest.png")

        await type_command(page, "/search", "attention")
        await save(answers(page, "found for"), "search.png")
        await type_command(page, "/search", "注意力")
        await save(answers(page, "found for “注意力”"), "search-zh.png")
        await type_command(page, "/issue", "week 45")
        await save(answers(page, "阅读一个栏目"), "digest-zh.png")

        await ready(page)
        await digest.get_by_text("Read a section").click()
        await ready(page)
        await page.get_by_role("option", name="Papers").click()
        await save(answers(page, "arXiv:2203.02155"), "section.png")  # no answer before has that
        await browser.close()


async def type_command(page: Page, command: str, text: str) -> None:
    """Type a command and its first option as a person would, then press Enter."""
    await ready(page)
    await page.get_by_placeholder("Message #ml-news").click()
    await page.keyboard.type(command)
    await page.get_by_role("option").locator("strong").get_by_text(command, exact=True).first.wait_for()
    await page.keyboard.press("Enter")
    await page.keyboard.type(text)
    await page.get_by_text(f"Options matching {text}", exact=False).wait_for()
    await ready(page)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")


def answers(page: Page, text: str) -> Locator:
    """The newest ephemeral message that contains the text."""
    return page.locator("article.channel-message", has_text="Only you can see this").filter(has_text=text).last


async def save(message: Locator, name: str) -> None:
    """Take a screenshot of a message once its layout is stable.

    The page is captured, not the element, which may be redrawn.
    """
    await message.wait_for()
    clip, before = await measure(message), None
    while clip is None or clip != before:
        await message.page.evaluate("new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn, 100)))")
        clip, before = await measure(message), clip
    await message.page.screenshot(path=PICTURES / name, clip=clip)


async def measure(message: Locator) -> FloatRect | None:
    """The bounding box of a message with its container; None while it is being drawn or is partly hidden."""
    await message.scroll_into_view_if_needed()
    box = await message.page.get_by_placeholder("Message #ml-news").bounding_box()
    whole, sheet = await message.bounding_box(), await message.locator(".component-container").bounding_box()
    if (
        not box
        or not whole
        or not sheet
        or not sheet["y"] + sheet["height"] <= whole["y"] + whole["height"] <= box["y"] + 1  # of rounding
    ):
        return None
    width = sheet["x"] + sheet["width"] + 16 - whole["x"]
    return FloatRect(x=whole["x"], y=whole["y"], width=width, height=whole["height"])


if __name__ == "__main__":
    asyncio.run(take())
