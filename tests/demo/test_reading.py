"""What a reader sees and does on the screen: the demo's pages in a real browser."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import expect

from bot.ui.translations import COMPLETE
from demo.acting import ready
from tests.demo.conftest import NARROW, WIDE, Stage

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.xdist_group("demo")]


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


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_whole_issue_is_read_in_one_message_with_six_presses(stage: Stage, size: tuple[int, int]):
    """Read the issue, then the button to the next section; on a phone too, and nothing runs out of the screen."""
    screen = await stage.screen("news", "tomas", size)
    before = await screen.answers.count()
    await screen.press_until(
        screen.digests.first.get_by_role("button", name="Read the issue"), screen.answers.nth(before)
    )
    reader, presses = screen.answers.nth(before), 1
    for number in range(2, 7):
        await screen.press_until(reader.get_by_role("button", name="→"), reader.get_by_text(f"{number} of 6"))
        presses += 1
        assert await screen.overflowing(reader) == []
    await expect(reader.get_by_role("button", name="→")).to_have_count(0)
    assert presses <= 6
    await expect(screen.answers).to_have_count(before + 1)
    other = await stage.screen("news", "mina")
    await expect(other.answers.filter(has_text="6 of 6")).to_have_count(0)


async def test_one_press_below_a_digest_subscribes_the_reader(stage: Stage):
    """Get it by DM: nothing else is asked."""
    mina = stage.world.admin
    screen = await stage.screen("news", "mina")
    button = screen.digests.first.get_by_role("button", name="Get it by DM")
    answer = screen.answers.nth(await screen.answers.count())
    await screen.press_until(button, answer)
    await expect(answer).to_contain_text("📬 Subscribed")
    saved = await stage.world.archive.subscriptions.of_reader(mina.id)
    assert saved is not None
    assert not saved.is_paused


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_result_opens_as_a_card_and_leads_back(stage: Stage, size: tuple[int, int]):
    """Search, Read, BibTeX, and back to the results: the results and the card are one message."""
    screen = await stage.screen("news", "tomas", size)
    before = await screen.answers.count()
    await screen.begin("/search")
    await screen.type_text("attention")
    answer = screen.answers.nth(before)
    await expect(answer).to_contain_text("found for “attention”")
    assert await screen.overflowing(answer) == []
    back = answer.get_by_role("button", name="Back to results")
    await screen.press_until(answer.get_by_role("button", name="Read", exact=True).first, back)
    await expect(answer).to_contain_text("FlashAttention: Fast and Memory-Efficient Exact Attention")
    assert await screen.overflowing(answer) == []
    await screen.press_until(answer.get_by_role("button", name="BibTeX"), screen.answers.nth(before + 1))
    await expect(screen.answers.nth(before + 1)).to_contain_text("@")
    await screen.press_until(back, answer.get_by_text("found for “attention”"))


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


async def test_a_suggestion_opens_its_card(stage: Stage):
    screen = await stage.screen("news", "lihua")
    await screen.begin("/search")
    await screen.page.keyboard.type("潜在")
    await screen.page.get_by_role("option", name="在潜在空间里做扩散").click()
    await screen.send()
    await expect(screen.answer("在潜在空间里做扩散")).to_be_visible()


@pytest.mark.skipif("zh_CN" not in COMPLETE, reason="the Chinese catalogue is not declared complete")
async def test_a_reader_of_chinese_is_answered_in_chinese(stage: Stage):
    screen = await stage.screen("news", "lihua")
    before = await screen.answers.count()
    await screen.begin("/subscriptions")
    await screen.send()
    await expect(screen.answers).to_have_count(before + 1)
    await expect(screen.answers.last).to_contain_text(re.compile(r"[\u4e00-\u9fff]{4}"))


async def test_everything_works_without_a_mouse(stage: Stage):
    """Search, turn the page, open an issue and choose a section: Tab, arrows and Enter are enough."""
    screen = await stage.screen("news", "tomas")
    page, before = screen.page, await screen.answers.count()
    await screen.tab_to(screen.box)
    await screen.type_command("/search")
    await screen.type_text("model")
    await expect(screen.answers).to_have_count(before + 1)
    answer = screen.answers.nth(before)
    await expect(answer).to_contain_text("page 1 of 3")
    await screen.tab_to(answer.get_by_role("button", name="→"), back=True)
    await ready(page)
    await page.keyboard.press("Enter")
    await expect(answer).to_contain_text("page 2 of 3")
    await screen.tab_to(screen.digests.first.get_by_role("button", name="Read the issue"), back=True)
    await ready(page)
    await page.keyboard.press("Enter")
    reader = screen.answers.nth(before + 1)
    await expect(reader).to_contain_text("1 of 6")
    await screen.tab_to(reader.get_by_role("combobox"))
    await ready(page)
    await page.keyboard.press("Enter")
    await expect(screen.offered.first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await ready(page)
    await page.keyboard.press("Enter")
    await expect(reader).not_to_contain_text("1 of 6")


async def test_the_digest_fits_a_wide_page_and_a_phone(stage: Stage):
    """Neither the digest nor its embeds run out of the screen, and nobody scrolls sideways."""
    for view in ("news", "announcements"):
        for size in (WIDE, NARROW):
            screen = await stage.screen(view, "lihua", size)
            await ready(screen.page)
            message = screen.page.locator("article.channel-message", has_text="Akira’s ML News — Week").last
            await expect(message).to_be_visible()
            assert await screen.overflowing(message) == []
            assert await screen.page.evaluate("document.documentElement.scrollWidth") <= size[0]
