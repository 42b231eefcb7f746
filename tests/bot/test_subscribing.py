"""Subscribing: who may, where to, when, and what is said when it cannot be."""

import discord
import pytest

from newsletter.schedule import Weekday
from tests.bot.conftest import Scene, choices_of, custom_ids, text_of


async def test_a_reader_gets_the_digest_by_direct_message(scene: Scene):
    """No channel: it comes to the person who asked."""
    result = await scene.slash(scene.reader, "subscribe")
    assert result.ephemeral
    assert "The digest will come to your direct messages **as soon as it is out**" in text_of(result)
    await scene.publish(9)
    await scene.tick()
    assert "# Sample News — Week 9, 2026" in text_of(scene.reader_dm.last_message)
    assert scene.channel.last_message is None


async def test_an_admin_subscribes_a_channel_and_a_digest_arrives(scene: Scene):
    await scene.slash(scene.admin, "subscribe", channel=scene.channel)
    await scene.publish(9)
    await scene.tick()
    await scene.tick()
    (message,) = scene.channel.history()
    assert "# Sample News — Week 9, 2026" in text_of(message)
    opened = await scene.select(scene.reader, message, values=["0"])
    assert "Paper of week 9" in text_of(opened)


async def test_a_digest_posted_before_a_restart_still_opens(scene: Scene):
    await scene.slash(scene.admin, "subscribe", channel=scene.channel)
    await scene.publish(9)
    await scene.tick()
    await scene.restart()
    await scene.tick()
    (message,) = scene.channel.history()
    opened = await scene.select(scene.reader, message, values=["0"])
    assert "Paper of week 9" in text_of(opened)


async def test_a_reader_may_not_subscribe_a_channel(scene: Scene):
    """And is told what is open to them."""
    for command in ("subscribe", "unsubscribe"):
        result = await scene.slash(scene.reader, command, channel=scene.channel)
        assert result.ephemeral
        assert "*Manage Server*" in text_of(result)
    assert await scene.archive.subscriptions.all() == ()


async def test_a_channel_the_bot_cannot_post_in_is_refused_with_what_is_missing(scene: Scene):
    """Now, not when the first digest is due."""
    silent = scene.guild.create_text_channel(
        "silent", overwrites={scene.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
    )
    me = scene.guild.me
    assert me is not None
    scene.env.backend.edit_role(scene.guild.id, me.top_role.id, {"permissions": 0})
    result = await scene.slash(scene.admin, "subscribe", channel=silent)
    assert "give me *Send Messages* there" in text_of(result)


async def test_a_weekly_subscription_says_when_it_comes_next(scene: Scene):
    result = await scene.slash(scene.reader, "subscribe", day="mon", time="9:30", zone="europe/berlin")
    text = text_of(result)
    assert "**every Monday at 09:30 (Europe/Berlin)**" in text
    assert "Next time: <t:" in text
    await scene.publish(9)
    await scene.tick()
    assert scene.reader_dm.last_message is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"day": "mon", "time": "25:00"}, "is no time of day: write hours and minutes from 00"),
        ({"day": "mon", "zone": "Mars/Olympus"}, "is no time zone: write its IANA name"),
        ({"time": "09:00"}, "A time or zone needs a day"),
        ({"day": "arrival", "zone": "UTC"}, "A time or zone needs a day"),
    ],
)
async def test_what_cannot_be_scheduled_gets_a_sentence(scene: Scene, options: dict[str, str], sentence: str):
    result = await scene.slash(scene.reader, "subscribe", **options)
    assert result.ephemeral
    assert sentence in text_of(result).replace("\\", "")
    assert await scene.archive.subscriptions.all() == ()


async def test_subscribing_again_changes_the_hour(scene: Scene):
    """One subscription a place."""
    await scene.slash(scene.reader, "subscribe")
    result = await scene.slash(scene.reader, "subscribe", day="fri")
    assert "now comes to your direct messages **every Friday at 09:00 (UTC)**" in text_of(result)
    (only,) = await scene.archive.subscriptions.all()
    assert only.when is not None
    assert only.when.day is Weekday.FRIDAY


async def test_the_latest_issue_comes_at_once_when_it_is_asked_for(scene: Scene):
    """A new subscription starts with the next issue; one press brings the latest, a second one does not again."""
    result = await scene.slash(scene.reader, "subscribe")
    (offer,) = custom_ids(result)
    await scene.click(scene.reader, result, custom_id=offer)
    assert "on its way" in text_of(result)
    assert [text_of(m).splitlines()[0] for m in scene.reader_dm.history()] == ["# 样例新闻—2026 年第 8 周"]


async def test_the_offer_asks_again_who_presses_it(scene: Scene):
    """Somebody who manages the server no longer cannot post in its channels by an old button."""
    result = await scene.slash(scene.admin, "subscribe", channel=scene.channel)
    (offer,) = custom_ids(result)
    scene.env.backend.edit_role(scene.guild.id, scene.guild.roles["Managers"].id, {"permissions": 0})
    pressed = await scene.click(scene.admin, result, custom_id=offer)
    assert "*Manage Server*" in text_of(pressed)
    assert scene.channel.history() == []


async def test_unsubscribing_ends_it(scene: Scene):
    await scene.slash(scene.reader, "subscribe")
    result = await scene.slash(scene.reader, "unsubscribe")
    assert "No more digests come to your direct messages" in text_of(result)
    again = await scene.slash(scene.reader, "unsubscribe")
    assert "There is no subscription for your direct messages" in text_of(again)
    await scene.publish(9)
    await scene.tick()
    assert scene.reader_dm.last_message is None


async def test_an_admin_unsubscribes_a_channel(scene: Scene):
    await scene.slash(scene.admin, "subscribe", channel=scene.channel)
    result = await scene.slash(scene.admin, "unsubscribe", channel=scene.channel)
    assert f"No more digests come to <#{scene.channel.id}>" in text_of(result)
    assert await scene.archive.subscriptions.all() == ()


async def test_subscriptions_shows_the_server_to_those_who_manage_it_only(scene: Scene):
    await scene.slash(scene.admin, "subscribe", channel=scene.channel, day="mon")
    await scene.slash(scene.reader, "subscribe")
    admins = text_of(await scene.slash(scene.admin, "subscriptions"))
    readers = text_of(await scene.slash(scene.reader, "subscriptions"))
    assert f"- <#{scene.channel.id}> · **every Monday at 09:00 (UTC)**" in admins
    assert "None. `/subscribe` sends you each digest" in admins
    assert "This server" not in readers
    assert "**as soon as it is out**" in readers


async def test_times_and_zones_are_suggested(scene: Scene):
    assert await choices_of(scene, "subscribe", focused="time", time="9") == ["09:00"]
    assert "Asia/Tokyo" in await choices_of(scene, "subscribe", focused="zone", zone="tok")
    assert len(await choices_of(scene, "subscribe", focused="zone", zone="")) == 25


async def test_a_deleted_channel_ends_its_subscription(scene: Scene):
    await scene.slash(scene.admin, "subscribe", channel=scene.channel)
    scene.env.backend.delete_channel(scene.channel.id)
    await scene.env.settle()
    assert await scene.archive.subscriptions.all() == ()
