"""Subscribing: who may, where to, when, and what is said when it cannot be."""

import pytest

from newsletter.schedule import Weekday
from tests.bot.conftest import Scene, choices_of
from tests.reading import text_of


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


async def test_times_and_zones_are_suggested(scene: Scene):
    assert await choices_of(scene, "subscribe", focused="time", time="9") == ["09:00"]
    assert "Asia/Tokyo" in await choices_of(scene, "subscribe", focused="zone", zone="tok")
    assert len(await choices_of(scene, "subscribe", focused="zone", zone="")) == 25
