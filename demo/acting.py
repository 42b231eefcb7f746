"""What a person does on a page of the demo: for the tests and for the pictures."""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from demo.world import World

READY = """() => {
    const page = window.simcordPreview;
    return page && page.ready && page.awaitingRevision <= page.publishedRevision
        && page.commandPicker.autocomplete.state !== "loading";
}"""

AGAIN = 10_000  # ms after which somebody presses a button once more
PATIENCE = 60_000  # ms: a busy machine is slow to draw, and what is waited for comes


async def ready(page: Page) -> None:
    """Wait until the page accepts an action: it drops one that arrives while another is running.

    A pending autocomplete counts as one: its list opens when it arrives, even after Escape.
    """
    await page.wait_for_function(READY)


@dataclass
class Screen:
    """A view of the demo in a browser, and what its person sees and does there."""

    page: Page
    world: World

    async def open(self, view: str, person: str) -> None:
        """Show a view to a person."""
        await self.page.goto(f"{self.world.site.url}/open/{view}/{person}")
        await ready(self.page)

    @property
    def box(self) -> Locator:
        return self.page.locator("#channel-composer-input")

    @property
    def digests(self) -> Locator:
        """Messages of the bot that everybody sees, oldest first."""
        mine = self.page.locator("article.channel-message").filter(has_not_text="Only you can see this")
        return mine.filter(has=self.page.locator(".component-container, .embed-card"))

    @property
    def answers(self) -> Locator:
        """Messages for this person's eyes only, oldest first."""
        return self.page.locator("article.channel-message", has_text="Only you can see this")

    async def answer_keys(self) -> list[str]:
        """What tells the answers apart, oldest first: the page leaves out the oldest of many."""
        headers = self.answers.locator("header[data-control-key]")
        keys: list[str] = await headers.evaluate_all("all => all.map(one => one.dataset.controlKey)")
        return keys

    def answer_of(self, key: str) -> Locator:
        """The answer with a key."""
        return self.answers.filter(has=self.page.locator(f'header[data-control-key="{key}"]'))

    @property
    def offered(self) -> Locator:
        """What a list under the message box, or an open menu, offers."""
        return self.page.get_by_role("listbox").get_by_role("option")

    def answer(self, text: str | re.Pattern[str]) -> Locator:
        """The newest message for this person's eyes only that has the text."""
        return self.answers.filter(has_text=text).last

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

    async def take(self, menu: Locator, option: str) -> None:
        """Open a menu of a message and take an option."""
        await self.press(menu)
        await self.press(self.page.get_by_role("option", name=option, exact=False).first)

    async def send(self) -> None:
        """Send the command in the message box, again where the page drew the box anew under the press."""
        for _ in range(PATIENCE // AGAIN):
            await self.press(self.page.get_by_role("button", name="Send", exact=True))
            with suppress(AssertionError):
                await expect(self.page.get_by_role("button", name="Exit command mode")).to_have_count(0, timeout=AGAIN)
                return
        raise AssertionError("the command is not sent")

    async def begin(self, command: str) -> None:
        """Type a command into the message box and take it from the list."""
        await ready(self.page)
        await self.box.click()
        await self.type_command(command)

    async def type_command(self, command: str) -> None:
        """The list of commands is gone when it has been taken: descriptions in it would pass for options."""
        await self.page.keyboard.type(command)
        await expect(self.offered.first).to_contain_text(command)
        await self.page.keyboard.press("Enter")
        await expect(self.page.get_by_role("listbox", name="Application commands")).to_have_count(0)

    async def choose(self, name: str) -> None:
        """Take an option, or a channel, from the list under the message box."""
        await self.page.locator("#command-suggestion-listbox").get_by_role("option", name=name).first.click()

    async def attach(self, path: Path) -> None:
        """Choose a file for a command's only option."""
        await self.page.locator(".command-file-input").first.set_input_files(path)
        await expect(self.page.get_by_text(path.name).locator("visible=true").first).to_be_visible()

    async def type_text(self, text: str) -> None:
        """The text of a command's only option, past the suggestions, and off."""
        await self.page.keyboard.type(text)
        await expect(self.page.get_by_text(re.compile(rf"Options matching .*{text}", re.IGNORECASE))).to_be_visible()
        await ready(self.page)
        await self.page.keyboard.press("Escape")
        await expect(self.offered).to_have_count(0)
        await ready(self.page)
        await self.page.keyboard.press("Enter")

    async def tab_to(self, what: Locator, *, back: bool = False) -> None:
        """Press Tab until `what` has the focus, as somebody without a mouse does."""
        for _ in range(400):  # more than all controls of a long page
            if await what.evaluate("one => one === document.activeElement"):
                return
            await self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError("the keyboard does not reach it")

    async def overflowing(self, message: Locator) -> list[str]:
        """The texts of a message that run out of the page at the side."""
        assert self.page.viewport_size is not None  # noqa: S101 - every page of ours has one
        width = self.page.viewport_size["width"]
        parts = await message.locator("p, li, h1, h2, h3, button, a").evaluate_all(
            "all => all.map(one => [one.innerText, one.getBoundingClientRect()])"
        )
        return [text for text, box in parts if box["left"] < 0 or box["right"] > width]
