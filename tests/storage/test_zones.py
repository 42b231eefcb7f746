"""A subscription whose time zone this host does not know is suspended alone, and goes on when it is known again."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from newsletter.schedule.weekly import Weekday, Weekly
from storage.archive import Archive
from storage.reasons import Reason, ReasonCode
from storage.subscriptions.records import DestinationKind, NewSubscription, Subscription, SubscriptionState, Target
from tests.samples import make_issue

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NINE = Weekly(Weekday.MONDAY, time(9), "UTC+08:00")
CHANNEL, READER, FINE = 5, 8, 11


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    """Two subscriptions at an hour of a zone that is gone, one at an hour of another, one at once."""
    async with await Archive.open(tmp_path / "p.db") as archive:
        wanted = [
            NewSubscription(Target(DestinationKind.CHANNEL, CHANNEL, 6, 7), NINE),
            NewSubscription(Target(DestinationKind.DM, READER, None, 9), NINE),
            NewSubscription(Target(DestinationKind.CHANNEL, FINE, 6, 7), Weekly(Weekday.MONDAY, time(9), "UTC")),
            NewSubscription(Target(DestinationKind.CHANNEL, 12, 6, 7), None),
        ]
        await archive.subscriptions.add_all(wanted, NOW)
        await name_zone(archive, "Moved/Away")
        yield archive


async def name_zone(archive: Archive, zone: str) -> None:
    """Another host, on which the zone has another name."""
    await archive.database.write(
        lambda c: c.execute(
            "UPDATE subscriptions SET zone = ? WHERE destination_id IN"
            " (SELECT id FROM destinations WHERE channel_id IN (?, ?))",
            (zone, CHANNEL, READER),
        )
    )


async def of(archive: Archive, channel_id: int) -> Subscription:
    found = await archive.subscriptions.of_channel(channel_id)
    assert found is not None
    return found


async def test_an_issue_is_queued_for_everybody_and_only_the_unknown_zone_is_suspended(archive: Archive):
    saved = await archive.issues.save(make_issue(9), NOW, deliver=True)
    assert saved.queued == 4
    for channel_id in (CHANNEL, READER):
        suspended = await of(archive, channel_id)
        assert suspended.state is SubscriptionState.SUSPENDED
        assert suspended.suspension_reason == Reason(ReasonCode.UNKNOWN_ZONE, {"zone": "Moved/Away"})
    assert (await of(archive, FINE)).state is SubscriptionState.ACTIVE
    later = NOW + timedelta(days=6)
    assert [due.target.channel_id for due in await archive.outbox.due(later)] == [12, FINE]


async def test_it_is_resumed_only_when_the_zone_is_known_and_then_at_its_own_hour(archive: Archive):
    await archive.issues.save(make_issue(9), NOW, deliver=True)
    assert not await archive.suspensions.resume(CHANNEL, NOW)
    assert not await archive.suspensions.welcome_back(9, NOW)
    assert await archive.suspensions.resume_zones(NOW) == 0
    await name_zone(archive, "Asia/Shanghai")
    assert await archive.suspensions.resume_zones(NOW) == 2
    assert (await of(archive, READER)).state is SubscriptionState.ACTIVE
    due = await archive.outbox.due(NOW + timedelta(days=5))
    slots = {one.target.channel_id: one.due_at for one in due}
    assert slots[CHANNEL] == slots[READER] == datetime(2026, 11, 30, 1, tzinfo=UTC)


async def test_another_zone_ends_the_suspension(archive: Archive):
    await archive.issues.save(make_issue(9), NOW, deliver=True)
    target = Target(DestinationKind.DM, READER, None, 9)
    changed, created = await archive.subscriptions.add(NewSubscription(target, NINE), NOW)
    assert (changed.state, created) == (SubscriptionState.ACTIVE, False)


async def test_a_suspension_for_another_reason_does_not_end_in_an_unknown_zone(archive: Archive):
    """The reason is then the zone."""
    await archive.suspensions.suspend(CHANNEL, Reason(ReasonCode.CANNOT_POST), NOW)
    assert not await archive.suspensions.resume(CHANNEL, NOW)
    assert (await of(archive, CHANNEL)).suspension_reason == Reason(ReasonCode.UNKNOWN_ZONE, {"zone": "Moved/Away"})
