"""Refusals: grace, a pause that ends by itself, a word to who subscribed, an inbox for readers."""

from datetime import UTC, datetime, timedelta

import time_machine

from bot.delivery.failures import GRACE
from bot.ui.reasons import describe_reason
from storage.reasons import Reason, ReasonCode
from storage.subscriptions.records import DestinationState
from tests.bot.conftest import Scene, custom_ids
from tests.reading import text_of

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
MESSAGES = "/channels/*/messages"


def forbid(scene: Scene, allowed: bool) -> None:
    """Take the bot its permissions, or give them back, by its role in the server."""
    me = scene.guild.me
    assert me is not None
    everything = 8866461766385655
    scene.env.backend.edit_role(scene.guild.id, me.top_role.id, {"permissions": everything if allowed else 0})
    denied = 1 << 11  # SEND_MESSAGES
    role = scene.guild.default_role
    scene.env.backend.edit_role(
        scene.guild.id, role.id, {"permissions": (1 << 10) | (1 << 16) | (denied if allowed else 0)}
    )


async def test_a_permission_that_is_missing_pauses_after_some_grace_and_resumes_by_itself(scene: Scene):
    """The person who subscribed is told once; what waited arrives when the permission is back."""
    with time_machine.travel(NOW, tick=False) as clock:
        await scene.subscribe()
        forbid(scene, allowed=False)
        await scene.publish(9)
        for delay in (*GRACE, timedelta(), timedelta()):
            await scene.tick()
            clock.shift(delay + timedelta(seconds=1))
        (subscription,) = await scene.archive.subscriptions.all()
        assert subscription.destination.state is DestinationState.SUSPENDED
        assert describe_reason(subscription.suspension_reason).startswith("the bot may not post there (Send Messages")
        told = [text_of(message) for message in scene.dm_of(scene.admin).history()]
        assert len(told) == 1
        assert f"No digests in <#{scene.channel.id}> for now" in told[0]
        forbid(scene, allowed=True)
        clock.shift(timedelta(minutes=5))
        await scene.tick()
        assert "Week 9" in text_of(scene.channel.last_message)
        assert len(scene.dm_of(scene.admin).history()) == 1


async def test_a_permission_that_is_back_at_once_pauses_nothing(scene: Scene):
    with time_machine.travel(NOW, tick=False) as clock:
        await scene.subscribe()
        forbid(scene, allowed=False)
        await scene.publish(9)
        await scene.tick()
        forbid(scene, allowed=True)
        clock.shift(GRACE[0])
        await scene.tick()
        assert "Week 9" in text_of(scene.channel.last_message)
        assert scene.dm_of(scene.admin).history() == []


async def test_a_reader_who_closed_direct_messages_finds_the_issue_in_the_inbox(scene: Scene):
    """And is written to again after using any command."""
    with time_machine.travel(NOW, tick=False) as clock:
        await scene.slash(scene.reader, "subscribe")
        dm = f"/channels/{scene.reader_dm.id}/messages"
        await scene.publish(9)
        for _ in range(len(GRACE) + 1):
            scene.env.inject_error("POST", dm, status=403, code=50007)
            await scene.tick()
            clock.shift(timedelta(minutes=2))
        assert scene.reader_dm.history() == []
        inbox = await scene.slash(scene.reader, "inbox")
        assert "direct messages are closed" in text_of(inbox)
        opened = await scene.select(scene.reader, inbox, values=["3"])
        assert "# Sample News — Week 9, 2026" in text_of(opened)
        await scene.tick()
        assert "Week 9" in text_of(scene.reader_dm.last_message)
        assert "Nothing missed" in text_of(await scene.slash(scene.reader, "inbox"))


async def test_our_own_fault_is_refused_and_holds_up_nobody(scene: Scene):
    await scene.subscribe()
    await scene.slash(scene.reader, "subscribe")
    scene.env.inject_error("POST", f"/channels/{scene.channel.id}/messages", status=400, code=50035)
    await scene.publish(9)
    await scene.tick()
    assert await scene.archive.deliveries.counts() == {"refused": 1, "sent": 1}


async def test_history_shows_a_manager_what_went_where_and_why_not(scene: Scene):
    await scene.subscribe()
    await scene.publish(9)
    await scene.tick()
    scene.env.inject_error("POST", f"/channels/{scene.channel.id}/messages", status=400, code=50035)
    await scene.publish(10)
    await scene.tick()
    text = text_of(await scene.slash(scene.admin, "history"))
    message = scene.channel.last_message
    assert message is not None
    assert f"✅ **Sample News — Week 9, 2026** · <#{scene.channel.id}>\n-# Posted <t:" in text
    assert f"[open it](https://discord.com/channels/{scene.guild.id}/{scene.channel.id}/{message.id})" in text
    assert "⛔ **Sample News — Week 10, 2026**" in text
    assert "-# Refused <t:" in text
    refused = await scene.slash(scene.reader, "history", of="server")
    assert "*Manage Server*" in text_of(refused)


async def test_a_long_history_turns_its_pages(scene: Scene):
    await scene.slash(scene.reader, "subscribe")
    for week in range(9, 21):
        await scene.publish(week)
        await scene.tick()
    first = await scene.slash(scene.reader, "history")
    assert "Week 20," in text_of(first)
    await scene.click(scene.reader, first, custom_id=custom_ids(first)[1])
    assert "Week 9," in text_of(first)


async def test_a_server_that_invites_the_bot_again_may_have_its_subscriptions_back(scene: Scene):
    """Within thirty days, by one press of somebody who manages it."""
    await scene.subscribe(day="mon")
    await scene.archive.subscriptions.end_guild(scene.guild.id, Reason(ReasonCode.BOT_REMOVED), datetime.now(UTC))
    offer = await scene.slash(scene.admin, "subscriptions")
    assert "there was 1 more" in text_of(offer)
    await scene.click(scene.admin, offer, custom_id="restore-subscriptions")
    assert "Welcome back" in text_of(offer)
    (only,) = await scene.archive.subscriptions.all()
    assert only.when is not None
    assert "restore" not in text_of(await scene.slash(scene.admin, "subscriptions"))
