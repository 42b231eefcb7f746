"""Subscribing: who may, where to, when, and what is said when it cannot be."""

from datetime import UTC, datetime

import pytest
import time_machine

from newsletter.schedule.weekly import Weekday
from tests.bot.conftest import Scene, choices_of, custom_ids
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
    await scene.subscribe()
    await scene.publish(9)
    await scene.tick()
    await scene.tick()
    (message,) = scene.channel.history()
    assert "# Sample News — Week 9, 2026" in text_of(message)
    opened = await scene.click(scene.reader, message, custom_id=custom_ids(message)[0])
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


async def test_times_are_suggested_as_they_are_understood(scene: Scene):
    assert await choices_of(scene, "subscribe", focused="time", time="9") == ["09:00"]
    assert await choices_of(scene, "subscribe", focused="time", time="9:30 pm") == ["21:30"]
    assert await choices_of(scene, "subscribe", focused="time", time="1") == ["01:00"]
    assert len(await choices_of(scene, "subscribe", focused="time", time="")) == 24


async def test_zones_are_suggested_with_the_time_there_now(scene: Scene):
    """By city, country or offset; with nothing typed, those of the reader's language."""
    with time_machine.travel(datetime(2026, 7, 1, 12, 30, tzinfo=UTC), tick=False):
        beijing, *_ = await choices_of(scene, "subscribe", focused="zone", zone="beijing")
        assert beijing == "Asia/Shanghai · China · now 20:30"
        india, *_ = await choices_of(scene, "subscribe", focused="zone", zone="india")
        assert india == "Asia/Kolkata · India · now 18:00"
        east, *places = await choices_of(scene, "subscribe", focused="zone", zone="utc+8")
        assert east == "UTC+08:00 · now 20:30"
        assert "Asia/Singapore · Singapore · now 20:30" in places
        empty = await choices_of(scene, "subscribe", focused="zone", zone="")
    assert empty[0] == "America/New York · United States · now 08:30"
    assert "UTC · now 12:30" in empty
    assert not [name for name in empty if "Etc/" in name]


async def test_an_offset_and_an_hour_are_what_people_mean(scene: Scene):
    """East is positive, PM is the evening."""
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=UTC), tick=False):
        result = await scene.slash(scene.reader, "subscribe", day="mon", time="9am", zone="GMT+2")
    assert "**every Monday at 09:00 (UTC+02:00)**" in text_of(result)
    monday = int(datetime(2026, 7, 6, 7, tzinfo=UTC).timestamp())
    assert f"Next time: <t:{monday}" in text_of(result)


async def test_an_unknown_zone_is_said_where_it_is_shown_and_spoils_nothing_else(scene: Scene):
    """The database was moved to a host with other zones."""
    await scene.subscribe(day="mon", zone="UTC")
    await scene.slash(scene.reader, "subscribe", day="mon", zone="Europe/Berlin")
    await scene.slash(scene.admin, "subscribe", day="tue", zone="Asia/Tokyo")
    await scene.archive.database.write(
        lambda c: c.execute("UPDATE subscriptions SET zone = 'Moved/Away' WHERE zone <> 'Asia/Tokyo'")
    )
    for _ in range(2):  # before and after an issue came out
        text = text_of(await scene.slash(scene.admin, "subscriptions"))
        assert "the time zone Moved/Away is not known on this computer" in text
        assert "**every Tuesday at 09:00 (Asia/Tokyo)**\n-# Next time" in text
        assert "Moved/Away is not known" in text_of(await scene.slash(scene.reader, "subscriptions"))
        await scene.publish(9)
        await scene.tick()
    assert "now comes to" in text_of(await scene.slash(scene.reader, "subscribe"))
