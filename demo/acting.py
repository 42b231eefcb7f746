"""Waits between actions on the demo's page."""

from playwright.async_api import Page

READY = """() => {
    const page = simcordPreview;
    return page.ready && page.awaitingRevision <= page.publishedRevision
        && page.commandPicker.autocomplete.state !== "loading";
}"""


async def ready(page: Page) -> None:
    """Wait until the page accepts an action: it drops one that arrives while another is running.

    A pending autocomplete counts as one: its list opens when it arrives, even after Escape.
    """
    await page.wait_for_function(READY)
