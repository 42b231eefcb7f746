"""A subscription that somebody paused gets nothing, and what a digest shows stays as it was said."""

from datetime import UTC, datetime, time, timedelta

import pytest

from newsletter.model import SectionKind
from newsletter.schedule.weekly import Weekday, Weekly
from storage.archive import Archive
from storage.deliveries.due import TEST_AGE
from storage.reasons import Reason, ReasonCode
from storage.records import Posted
from storage.subscriptions.records import DestinationKind, DigestChoice, NewSubscription, Subscription, Target
from tests.samples import make_issue

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)  # a Saturday
MONDAY = Weekly(Weekday.MONDAY, time(9), "UTC")
MONDAY_MORNING = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAPERS = frozenset({SectionKind.PAPERS})
CHANNEL = Target(DestinationKind.CHANNEL, 100, 1, 7)
WISHES = NewSubscription(CHANNEL, None, format=DigestChoice.COMPACT, sections=PAPERS, role_id=5)


AT_ONCE = NewSubscription(CHANNEL, None)


async def subscribe(archive: Archive, wanted: NewSubscription = AT_ONCE) -> Subscription:
    return (await archive.subscriptions.add(wanted, NOW))[0]


async def publish(archive: Archive, week: int) -> int:
    return (await archive.issues.save(make_issue(week), NOW, deliver=True)).queued


async def due(archive: Archive, now: datetime = NOW) -> list[tuple[int, bool]]:
    return [(one.issue_id, one.is_test) for one in await archive.outbox.due(now)]


def shown(subscription: Subscription | None) -> tuple[object, ...]:
    assert subscription is not None
    return subscription.format, subscription.sections, subscription.role_id


async def test_a_pause_skips_what_waits_and_queues_nothing_more(archive: Archive):
    subscription = await subscribe(archive)
    await publish(archive, 1)
    assert await archive.subscriptions.pause(subscription.id, NOW)
    assert not await archive.subscriptions.pause(subscription.id, NOW)
    assert await publish(archive, 2) == 0
    assert not await archive.deliveries.request(2, subscription.id, NOW)
    assert await archive.deliveries.again(1, NOW, [100]) == 0
    assert not await archive.outbox.anything(NOW)
    (record,) = await archive.history.of_guild(1, 10)
    assert (record.state, record.reason) == ("skipped", Reason(ReasonCode.PAUSED_BY_USER))
    paused = await archive.subscriptions.load(subscription.id)
    assert paused is not None
    assert paused.is_paused
    assert paused.suspension_reason == Reason(ReasonCode.PAUSED_BY_USER)


async def test_it_goes_on_with_the_next_issue(archive: Archive):
    subscription = await subscribe(archive)
    await publish(archive, 1)
    await archive.subscriptions.pause(subscription.id, NOW)
    assert await archive.subscriptions.unpause(subscription.id, NOW)
    assert not await archive.subscriptions.unpause(subscription.id, NOW)
    assert await due(archive) == []
    assert await publish(archive, 2) == 1
    assert await due(archive) == [(2, False)]


async def test_a_pause_while_a_digest_is_on_its_way_keeps_it_from_being_sent_again(archive: Archive):
    """Where the attempt fails, it is over; where it succeeds, it has been sent."""
    subscription = await subscribe(archive)
    await publish(archive, 1)
    (one,) = await archive.outbox.due(NOW)
    await archive.deliveries.begin(one, "r", NOW)
    await archive.subscriptions.pause(subscription.id, NOW)
    await archive.deliveries.postpone(one, NOW, Reason(ReasonCode.TIMEOUT), in_doubt=True)
    assert await archive.deliveries.counts() == {"skipped": 1}
    await archive.deliveries.sent(one, Posted(555, 100), NOW)
    assert await archive.deliveries.counts() == {"sent": 1}


async def test_a_suspended_destination_is_left_alone_while_its_subscription_is_paused(archive: Archive):
    """No tick has work with it, nobody is notified; then it waits for its permission as before."""
    subscription = await subscribe(archive)
    await archive.suspensions.suspend(100, Reason(ReasonCode.CANNOT_POST), NOW)
    await archive.subscriptions.pause(subscription.id, NOW)
    assert not await archive.outbox.anything(NOW)
    assert await archive.suspensions.suspended(DestinationKind.CHANNEL) == ()
    assert await archive.suspensions.not_notified() == ()
    await archive.subscriptions.unpause(subscription.id, NOW)
    assert len(await archive.suspensions.suspended(DestinationKind.CHANNEL)) == 1
    assert len(await archive.suspensions.not_notified()) == 1


async def test_a_paused_subscription_can_be_ended_or_subscribed_anew(archive: Archive):
    subscription = await subscribe(archive)
    await archive.subscriptions.pause(subscription.id, NOW)
    again, created = await archive.subscriptions.add(NewSubscription(CHANNEL, MONDAY, paused=True), NOW)
    assert (again.id, again.is_paused, created) == (subscription.id, True, False)
    assert not (await subscribe(archive)).is_paused
    await archive.subscriptions.pause(subscription.id, NOW)
    assert await archive.subscriptions.end(100, Reason(ReasonCode.UNSUBSCRIBED), NOW)
    assert await archive.subscriptions.load(subscription.id) is None
    assert not await archive.subscriptions.unpause(subscription.id, NOW)


async def test_a_change_of_the_hour_leaves_what_a_digest_shows(archive: Archive):
    """What is not said stays; what is said, as that all sections are wanted again, counts."""
    assert shown(await subscribe(archive)) == (DigestChoice.RICH, None, None)
    assert shown(await subscribe(archive, WISHES)) == (DigestChoice.COMPACT, PAPERS, 5)
    assert shown(await subscribe(archive, NewSubscription(CHANNEL, MONDAY))) == shown(await subscribe(archive, WISHES))
    everything = NewSubscription(CHANNEL, MONDAY, sections=None, role_id=None)
    assert shown(await subscribe(archive, everything)) == (DigestChoice.COMPACT, None, None)


async def test_a_delivery_and_its_message_know_what_to_show(archive: Archive):
    await subscribe(archive, WISHES)
    await publish(archive, 1)
    (one,) = await archive.outbox.due(NOW)
    assert (one.format, one.sections, one.role_id) == (DigestChoice.COMPACT, PAPERS, 5)
    await archive.deliveries.begin(one, "older", NOW)
    await archive.deliveries.sent(one, Posted(555, 100), NOW)
    (message,) = await archive.sent.to_edit(NOW)
    assert (message.sections, message.role_id) == (PAPERS, 5)


async def test_a_server_that_invites_the_bot_again_gets_its_digests_as_they_were(archive: Archive):
    await subscribe(archive, WISHES)
    await archive.subscriptions.end_guild(1, Reason(ReasonCode.BOT_REMOVED), NOW)
    assert await archive.subscriptions.restore(1, NOW - timedelta(days=1), NOW) == 1
    assert shown(await archive.subscriptions.of_channel(100)) == (DigestChoice.COMPACT, PAPERS, 5)


async def test_a_test_neither_waits_for_issues_nor_counts_as_one(archive: Archive):
    """The digest of the same issue still comes at its hour; a test that is stuck holds nothing up."""
    subscription = await subscribe(archive, NewSubscription(CHANNEL, MONDAY))
    await publish(archive, 1)
    first, second = [await archive.deliveries.request_test(1, subscription.id, NOW) for _ in range(2)]
    assert [one.delivery_id for one in await archive.outbox.due(NOW)] == [first, second]
    (record, *_) = await archive.history.of_guild(1, 10)
    assert record.is_test
    outcome = await archive.deliveries.outcome(1, subscription.id)
    assert outcome is not None
    assert (outcome.state, outcome.due_at) == ("queued", MONDAY_MORNING)
    one, other = await archive.outbox.due(NOW)
    assert await archive.deliveries.begin(one, "r", NOW) != await archive.deliveries.begin(other, "r", NOW)
    await archive.deliveries.sent(one, Posted(555, 100), NOW)
    assert await due(archive, MONDAY_MORNING) == [(1, False)]
    assert await archive.sent.to_edit(NOW) == (), "a test shows what it showed"


@pytest.mark.parametrize("what", ["a crash", "ten minutes"])
async def test_a_test_is_over_after_a_crash_and_when_nobody_waits_any_more(archive: Archive, what: str):
    subscription = await subscribe(archive)
    await publish(archive, 1)
    await archive.deliveries.request_test(1, subscription.id, NOW)
    later = NOW + TEST_AGE + timedelta(seconds=1)
    if what == "a crash":
        one = (await archive.outbox.due(NOW))[-1]
        await archive.deliveries.begin(one, "r", NOW)
        assert await archive.outbox.recover() == 0
    else:
        await archive.outbox.skip_stale(later)
    assert await due(archive, later) == [(1, False)]


async def test_what_is_paused_or_suspended_can_be_tested_what_has_ended_cannot(archive: Archive):
    """So one sees whether what was mended works."""
    subscription = await subscribe(archive)
    await publish(archive, 1)
    await archive.subscriptions.pause(subscription.id, NOW)
    await archive.suspensions.suspend(100, Reason(ReasonCode.CANNOT_POST), NOW)
    await archive.deliveries.request_test(1, subscription.id, NOW)
    assert await due(archive) == [(1, True)]
    await archive.subscriptions.end(100, Reason(ReasonCode.UNSUBSCRIBED), NOW)
    with pytest.raises(LookupError):
        await archive.deliveries.request_test(1, subscription.id, NOW)


async def test_what_a_pause_skipped_was_not_missed(archive: Archive):
    reader = Target(DestinationKind.DM, 200, None, 7)
    subscription = await subscribe(archive, NewSubscription(reader, None))
    await publish(archive, 1)
    assert len(await archive.history.missed_by(7, NOW, 10)) == 1
    await archive.subscriptions.pause(subscription.id, NOW)
    assert await archive.history.missed_by(7, NOW, 10) == ()


async def test_what_was_paused_when_the_bot_was_removed_comes_back_paused(archive: Archive):
    """The others come back as they were, too."""
    paused = await subscribe(archive, WISHES)
    await archive.subscriptions.pause(paused.id, NOW)
    other = Target(DestinationKind.CHANNEL, 101, 1, 7)
    await subscribe(archive, NewSubscription(other, None))
    for channel_id in (100, 101):
        await archive.subscriptions.end(channel_id, Reason(ReasonCode.BOT_REMOVED), NOW)
    assert await archive.subscriptions.restore(1, NOW, NOW) == 2
    back = [await archive.subscriptions.of_channel(channel_id) for channel_id in (100, 101)]
    assert [one.is_paused for one in back if one] == [True, False]
    assert shown(back[0]) == shown(paused)
    assert await publish(archive, 1) == 1
