"""Acting on the demo's page as fast as a program can."""

from playwright.async_api import Page

READY = """() => {
    const page = simcordPreview;
    return page.ready && page.awaitingRevision <= page.publishedRevision
        && page.commandPicker.autocomplete.state !== "loading";
}"""


async def ready(page: Page) -> None:
    """Wait until the page takes an act: one that comes while another is under way is dropped without a word.

    Suggestions that are still being looked for count as one: they open their list when they come, also after Escape.
    """
    await page.wait_for_function(READY)
