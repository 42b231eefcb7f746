"""`make screenshots` takes the README's pictures of the demo; `make contact-sheet` takes all screens, all languages."""

import asyncio
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, FloatRect, Locator, async_playwright, expect

from demo.acting import Screen, ready
from demo.contact_sheet import compose
from demo.scenes import Action, Pressed, Scene, Submitted, Typed, all_scenes, readme_scenes
from demo.world import World, open_world

PICTURES = Path(__file__).parents[1] / "docs" / "images"
SCREENS = Path(__file__).parents[1] / ".cache" / "screens"
SIZE = (1180, 1600)  # pixels; the width a README is read at
PATIENCE = 20_000  # ms
LIST = 560  # pixels, of the list above the message box


async def take(scenes: Sequence[Scene], folder: Path, *, sheet: bool) -> list[str]:
    """Write one picture for each scene, and the contact sheet; returns the names of scenes that did not come."""
    missed = []
    expect.set_options(timeout=PATIENCE)
    async with open_world() as world, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for scene in scenes:
            try:
                await photograph(browser, world, scene, folder / f"{scene.name}.png")
                print(scene.name)
            except Exception as error:  # the other pictures are still wanted
                missed.append(scene.name)
                print(f"{scene.name} is not taken: {str(error).splitlines()[0]}", file=sys.stderr)
        if sheet:
            await compose(browser, folder, PICTURES)
        await browser.close()
    return missed


async def photograph(browser: Browser, world: World, scene: Scene, path: Path) -> None:
    """Open a scene's view on a fresh page, act, and save the message that it is about."""
    person = next(one for one in world.people if one.key == scene.person)
    world.bot.locales[str(person.member.id)] = scene.locale or person.locale
    page = await browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]}, device_scale_factor=2)
    page.set_default_timeout(PATIENCE)
    try:
        screen = Screen(page, world)
        await screen.open(scene.view, scene.person)
        shown = screen.digests.last
        for action in scene.actions:
            before = await screen.answer_keys()
            await act(screen, shown, action)
            if isinstance(action, Typed) and not action.sent:
                await screen.offered.first.wait_for()
                await page.screenshot(path=path, clip=FloatRect(x=0, y=SIZE[1] - LIST, width=760, height=LIST))
                return
            if not (isinstance(action, Pressed) and action.again):
                shown = await newest(screen, before, action.answers if isinstance(action, Typed) else 1)
            await ready(page)
        await ready(page)
        await save(screen, shown, path)
    finally:
        await page.close()


async def newest(screen: Screen, before: Sequence[str], number: int) -> Locator:
    """The last of so many new answers, when it is there. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE / 1000):
        while len(new := [key for key in await screen.answer_keys() if key not in before]) < number:
            await ready(screen.page)
            await asyncio.sleep(0.05)
    return screen.answer_of(new[-1])


async def act(screen: Screen, shown: Locator, action: Action) -> None:
    """Do what a person does."""
    match action:
        case Submitted(name, content):
            with TemporaryDirectory() as folder:
                path = Path(folder) / name
                path.write_text(content, encoding="utf-8")
                await screen.begin("/issues import")
                await screen.attach(path)
                await screen.send()
        case Typed(command, text, _, sent=False):
            await screen.begin(command)
            await screen.page.keyboard.type(text)
        case Typed(command, text, chosen):
            await screen.begin(command)
            for name in chosen:
                await screen.choose(name)
            await (screen.type_text(text) if text else screen.send())
        case Pressed(option=None):
            await screen.press(shown.locator("button.component-button").nth(action.button))
        case Pressed(option=int(option)):
            await screen.press(shown.get_by_role("combobox").nth(action.menu))
            await screen.press(screen.offered.nth(option))


async def save(screen: Screen, message: Locator, path: Path) -> None:
    """Take a screenshot of a message once its layout is stable.

    The page is captured, not the element, which may be redrawn.
    """
    clip, before = await measure(screen, message), None
    while clip is None or clip != before:
        await screen.page.evaluate("new Promise(drawn => requestAnimationFrame(() => setTimeout(drawn, 100)))")
        clip, before = await measure(screen, message), clip
    await screen.page.screenshot(path=path, clip=clip)


async def measure(screen: Screen, message: Locator) -> FloatRect | None:
    """The box of a message up to its container's right side; None while it is being drawn or is partly hidden."""
    await message.evaluate("one => one.scrollIntoView({block: 'nearest'})")  # does not wait for a message to keep still
    box = await screen.box.bounding_box() if await screen.box.count() else None  # none while a command is typed
    floor, whole = box["y"] if box else SIZE[1], await message.bounding_box()
    sheet = await message.locator(".component-container, .embed-card, .message-content").first.bounding_box()
    if not whole or not sheet or whole["y"] + whole["height"] > floor + 1:  # of rounding
        return None
    width = min(sheet["x"] + max(sheet["width"], 560) + 16 - whole["x"], whole["width"])
    return FloatRect(x=whole["x"], y=whole["y"], width=width, height=whole["height"])


def main() -> None:
    every = "--all" in sys.argv
    scenes, folder = (all_scenes(), SCREENS) if every else (readme_scenes(), PICTURES)
    folder.mkdir(parents=True, exist_ok=True)
    if asyncio.run(take(scenes, folder, sheet=every)):
        sys.exit(1)


if __name__ == "__main__":
    main()
