"""When digests go out, by the dispatcher alone: the clock is put, nothing waits."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.bot.conftest import Scene
from tests.reading import text_of

SATURDAY = datetime(2026, 11, 21, 8, tzinfo=UTC)


async def test_a_weekly_reader_gets_the_digest_at_the_hour_and_not_before(scene: Scene):
    """Monday at nine in Berlin is eight in UTC in winter."""
    with time_machine.travel(SATURDAY, tick=False) as clock:
        await scene.slash(scene.reader, "subscribe", day="mon", time="09:00", zone="Europe/Berlin")
        await scene.publish(9)
        clock.move_to(datetime(2026, 11, 23, 7, 59, tzinfo=UTC))
        await scene.tick()
        assert scene.reader_dm.history() == []
        clock.move_to(datetime(2026, 11, 23, 8, 0, tzinfo=UTC))
        await scene.tick()
        assert [text_of(m).splitlines()[0] for m in scene.reader_dm.history()] == ["## Sample News — Week 9, 2026"]


async def test_down_at_the_hour_means_late_but_once(scene: Scene):
    with time_machine.travel(SATURDAY, tick=False) as clock:
        await scene.slash(scene.reader, "subscribe", day="mon")
        await scene.publish(9)
        clock.move_to(SATURDAY + timedelta(days=5))
        await scene.restart()
        await scene.tick()
        await scene.tick()
        assert len(scene.reader_dm.history()) == 1


async def test_down_for_too_long_skips_the_digest_and_sends_the_next(scene: Scene):
    with time_machine.travel(SATURDAY, tick=False) as clock:
        await scene.slash(scene.reader, "subscribe", day="mon")
        await scene.publish(9)
        clock.move_to(SATURDAY + timedelta(days=10))
        await scene.publish(10)
        await scene.tick()
        assert scene.reader_dm.history() == []
        clock.move_to(SATURDAY + timedelta(days=16, hours=1))
        await scene.tick()
        assert [text_of(m).splitlines()[0] for m in scene.reader_dm.history()] == ["## Sample News — Week 10, 2026"]
        assert await scene.archive.deliveries.counts() == {"skipped": 1, "sent": 1}


async def test_two_issues_due_in_one_slot_arrive_in_order(scene: Scene):
    with time_machine.travel(SATURDAY, tick=False) as clock:
        await scene.subscribe(day="mon")
        await scene.publish(9)
        await scene.publish(10)
        clock.move_to(SATURDAY + timedelta(days=2, hours=2))
        await scene.tick()
        titles = [text_of(m).splitlines()[0] for m in scene.channel.history()]
        assert sorted(titles) == ["## Sample News — Week 10, 2026", "## Sample News — Week 9, 2026"]
        by_age = sorted(scene.channel.history(), key=lambda message: message.id)
        assert "Week 9," in text_of(by_age[0])


@pytest.mark.parametrize(
    ("day", "wanted"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # 02:30 is skipped: 03:30
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # 02:30 comes twice
    ],
)
async def test_over_a_change_of_summer_time_a_digest_comes_once(scene: Scene, day: datetime, wanted: datetime):
    """In the night when the clocks in Berlin go forward, and in the one when they go back."""
    with time_machine.travel(day, tick=False) as clock:
        await scene.slash(scene.reader, "subscribe", day="sun", time="02:30", zone="Europe/Berlin")
        await scene.publish(9)
        came = []
        for _ in range(24 * 4):
            before = len(scene.reader_dm.history())
            await scene.bot.dispatcher.tick()
            if len(scene.reader_dm.history()) > before:
                came.append(datetime.now(UTC))
            clock.shift(timedelta(minutes=15))
        assert came == [wanted]


async def test_a_clock_that_is_put_back_sends_nothing_again(scene: Scene):
    """And what comes out meanwhile goes out all the same."""
    with time_machine.travel(SATURDAY, tick=False) as clock:
        await scene.slash(scene.reader, "subscribe")
        await scene.publish(9)
        await scene.tick()
        clock.move_to(SATURDAY - timedelta(hours=3))
        await scene.tick()
        await scene.publish(10)
        await scene.tick()
        titles = [text_of(m).splitlines()[0] for m in sorted(scene.reader_dm.history(), key=lambda m: m.id)]
        assert titles == ["## Sample News — Week 9, 2026", "## Sample News — Week 10, 2026"]
