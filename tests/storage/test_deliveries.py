"""The outbox: who gets what when, and what is never sent twice."""

from datetime import UTC, datetime, time, timedelta

from newsletter.schedule.weekly import LATE, Weekday, Weekly
from storage.archive import Archive
from storage.reasons import Reason, ReasonCode
from storage.records import Delivery, Posted
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.samples import make_issue

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)  # a Saturday
MONDAY = Weekly(Weekday.MONDAY, time(9), "UTC")
CHANNEL = Target(DestinationKind.CHANNEL, 100, 1, 7)
READER = Target(DestinationKind.DM, 200, None, 7)


async def publish(archive: Archive, week: int, now: datetime = NOW) -> int:
    return (await archive.issues.save(make_issue(week), now, deliver=True)).queued


async def due(archive: Archive, now: datetime = NOW) -> list[tuple[int, int]]:
    return [(item.target.channel_id, item.issue_id) for item in await archive.outbox.due(now)]


async def first_due(archive: Archive, now: datetime = NOW) -> Delivery:
    return (await archive.outbox.due(now))[0]


async def test_an_issue_is_queued_for_each_subscription_at_its_own_hour(archive: Archive):
    """At once for some, on Monday for others."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await archive.subscriptions.add(NewSubscription(READER, MONDAY), NOW)
    assert await publish(archive, 1) == 2
    assert await due(archive) == [(100, 1)]
    assert await due(archive, NOW + timedelta(days=2, hours=1)) == [(100, 1), (200, 1)]


async def test_a_new_subscription_starts_with_the_next_issue(archive: Archive):
    """What is in the archive already is not sent, unless it is asked for; asking twice sends once."""
    await publish(archive, 1)
    subscription, created = await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    assert created
    assert await due(archive) == []
    assert await archive.deliveries.request(1, subscription.id, NOW)
    assert not await archive.deliveries.request(1, subscription.id, NOW)
    assert await due(archive) == [(100, 1)]


async def test_an_issue_is_not_queued_again_when_it_is_corrected(archive: Archive):
    """A correction is no news."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await publish(archive, 1)
    changed = make_issue(1, title="Sample News — Week 1, 2026!")
    assert (await archive.issues.save(changed, NOW, deliver=True)).queued == 0


async def test_two_issues_arrive_in_order_even_when_the_first_one_fails(archive: Archive):
    """The second waits until the first is through."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await publish(archive, 1)
    await publish(archive, 2)
    assert await due(archive) == [(100, 1)]
    first = await first_due(archive)
    await archive.deliveries.begin(first, "r", NOW)
    await archive.deliveries.postpone(first, NOW + timedelta(hours=1), Reason(ReasonCode.TIMEOUT), in_doubt=False)
    assert await due(archive) == []
    later = NOW + timedelta(hours=1)
    first = await first_due(archive, later)
    await archive.deliveries.begin(first, "r", later)
    await archive.deliveries.sent(first, Posted(555, 100), later)
    assert await due(archive, later) == [(100, 2)]


async def test_every_attempt_has_the_same_nonce_and_no_two_messages_share_one(archive: Archive):
    """That is how Discord knows a repeat for what it is."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await archive.subscriptions.add(NewSubscription(READER, None), NOW)
    await publish(archive, 1)
    one, two = await archive.outbox.due(NOW)
    nonces = [await archive.deliveries.begin(item, "r", NOW) for item in (one, two, one)]
    assert nonces[0] == nonces[2] != nonces[1]
    assert all(len(nonce) <= 25 for nonce in nonces)


async def test_what_a_dead_process_was_sending_is_in_doubt_and_due_again(archive: Archive):
    """Neither lost nor thought to be new."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await publish(archive, 1)
    await archive.deliveries.begin(await first_due(archive), "r", NOW)
    assert await due(archive) == [], "this process is still sending it"
    assert await archive.outbox.recover() == 1
    doubtful = await first_due(archive)
    assert doubtful.in_doubt
    assert doubtful.first_attempt == NOW
    assert await archive.outbox.recover() == 0


async def test_a_digest_that_is_far_too_late_is_skipped_and_says_so(archive: Archive):
    """After a week of downtime the next issue is about to come."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await publish(archive, 1)
    assert await archive.outbox.skip_stale(NOW + LATE) == 0
    assert await archive.outbox.skip_stale(NOW + LATE + timedelta(seconds=1)) == 1
    assert await archive.deliveries.counts() == {"skipped": 1}


async def test_each_subscription_says_how_late_is_too_late(archive: Archive):
    """A day for one, however late for another; where it failed before, that does not count as sent."""
    patient = Target(DestinationKind.CHANNEL, 101, 1, 7)
    await archive.subscriptions.add(NewSubscription(CHANNEL, None, late=timedelta(days=1)), NOW)
    await archive.subscriptions.add(NewSubscription(patient, None, late=None), NOW)
    await publish(archive, 1)
    assert await archive.outbox.skip_stale(NOW + timedelta(days=1)) == 0
    assert await archive.outbox.skip_stale(NOW + timedelta(days=1, seconds=1)) == 1
    (record,) = [one for one in await archive.history.of_guild(1, 10) if one.state == "skipped"]
    assert record.reason == Reason(ReasonCode.TOO_LATE, {"days": 1})
    assert await archive.outbox.skip_stale(NOW + timedelta(days=3650)) == 0
    assert await due(archive, NOW + timedelta(days=3650)) == [(101, 1)]


async def test_what_is_in_doubt_is_never_skipped(archive: Archive):
    """It may be there: it is looked up, however late."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await publish(archive, 1)
    await archive.deliveries.begin(await first_due(archive), "r", NOW)
    await archive.outbox.recover()
    assert await archive.outbox.skip_stale(NOW + 10 * LATE) == 0
    assert (await first_due(archive, NOW + 10 * LATE)).in_doubt


async def test_a_tick_has_nothing_to_do_until_something_is_due(archive: Archive):
    """Waiting for Monday is nothing to do; a due digest, a doubt, a suspension, an edit, a publication each are."""
    monday = NOW + timedelta(days=2, hours=1)
    await archive.subscriptions.add(NewSubscription(CHANNEL, MONDAY), NOW)
    await publish(archive, 1)
    assert not await archive.outbox.anything(NOW)
    assert await archive.outbox.anything(monday)
    one = await first_due(archive, monday)
    await archive.deliveries.begin(one, "r", monday)
    assert await archive.outbox.anything(NOW), "what is being sent, or was when the process died"
    await archive.deliveries.sent(one, Posted(555, 100, to_publish=True), monday)
    assert await archive.outbox.anything(monday), "published to followers"
    (message,) = await archive.sent.to_publish(monday)
    await archive.sent.published(message, monday)
    (message,) = await archive.sent.to_edit(monday)  # was rendered from another revision than the archive has
    assert await archive.outbox.anything(monday)
    await archive.sent.postpone_edit(message, None)
    assert not await archive.outbox.anything(monday)
    await archive.suspensions.suspend(100, Reason(ReasonCode.CANNOT_POST), monday)
    assert await archive.outbox.anything(monday), "it may have been mended"


async def test_unsubscribing_takes_back_what_waits(archive: Archive):
    """Nothing comes after somebody said stop."""
    await archive.subscriptions.add(NewSubscription(READER, MONDAY), NOW)
    await publish(archive, 1)
    assert await archive.subscriptions.end(200, Reason(ReasonCode.UNSUBSCRIBED), NOW)
    assert not await archive.subscriptions.end(200, Reason(ReasonCode.UNSUBSCRIBED), NOW)
    assert await due(archive, NOW + timedelta(days=3)) == []
    assert await archive.deliveries.counts() == {"skipped": 1}
    assert await publish(archive, 2) == 0


async def test_changing_the_hour_moves_what_waits(archive: Archive):
    """From Monday to at once."""
    await archive.subscriptions.add(NewSubscription(READER, MONDAY), NOW)
    await publish(archive, 1)
    _, created = await archive.subscriptions.add(NewSubscription(READER, None), NOW)
    assert not created
    assert await due(archive) == [(200, 1)]


async def test_a_suspended_destination_keeps_what_waits_until_it_is_mended(archive: Archive):
    """Subscribing again is one way of mending it."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await publish(archive, 1)
    await archive.suspensions.suspend(100, Reason(ReasonCode.CANNOT_POST), NOW)
    assert await due(archive) == []
    subscription, _ = await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    assert not subscription.suspended
    assert subscription.suspension_reason is None
    assert await due(archive) == [(100, 1)]


async def test_leaving_a_server_ends_its_subscriptions_and_no_others(archive: Archive):
    """Readers keep theirs."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await archive.subscriptions.add(NewSubscription(Target(DestinationKind.CHANNEL, 101, 2), None), NOW)
    await archive.subscriptions.add(NewSubscription(READER, None), NOW)
    assert await archive.subscriptions.end_guild(1, Reason(ReasonCode.BOT_REMOVED), NOW) == 1
    assert [s.target.channel_id for s in await archive.subscriptions.all()] == [101, 200]
    assert await archive.subscriptions.of_guild(1) == ()
    own = await archive.subscriptions.of_reader(7)
    assert own is not None
    assert own.target == READER


async def test_subscribing_again_after_an_end_starts_anew_and_keeps_the_history(archive: Archive):
    """What was counted against the destination is forgotten; what it got is still shown."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await publish(archive, 1)
    await archive.deliveries.sent(await first_due(archive), Posted(555, 100), NOW)
    assert await archive.suspensions.count_failure(100) == 1
    await archive.suspensions.suspend(100, Reason(ReasonCode.CANNOT_POST), NOW)
    await archive.subscriptions.end(100, Reason(ReasonCode.UNSUBSCRIBED), NOW)
    assert not await archive.outbox.anything(NOW - timedelta(seconds=1)), "an ended destination is not resumed"
    assert await archive.suspensions.count_failure(100) == 0
    subscription, created = await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    assert (created, subscription.destination.failures, subscription.suspended) == (True, 0, False)
    assert [one.issue.id for one in await archive.history.of_guild(1, 10)] == [1]


async def test_a_digest_that_arrives_ends_the_count_of_failures(archive: Archive):
    """Then a later suspension is told again."""
    await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    for _ in range(3):
        await archive.suspensions.count_failure(100)
    await archive.suspensions.suspend(100, Reason(ReasonCode.CANNOT_POST), NOW)
    untold = await archive.suspensions.not_notified()
    await archive.suspensions.notified(untold, NOW)
    assert (len(untold), await archive.suspensions.not_notified()) == (1, ())
    await archive.suspensions.resume(100, NOW)
    await publish(archive, 1)
    await archive.deliveries.sent(await first_due(archive), Posted(555, 100), NOW)
    assert await archive.suspensions.count_failure(100) == 1
    await archive.suspensions.suspend(100, Reason(ReasonCode.CANNOT_POST), NOW)
    assert len(await archive.suspensions.not_notified()) == 1


async def test_a_destination_may_have_several_subscriptions_of_which_the_digest_alone_gets_issues(archive: Archive):
    """One health for both: what suspends or ends the destination holds for all of them."""
    subscription, _ = await archive.subscriptions.add(NewSubscription(CHANNEL, None), NOW)
    await archive.database.write(
        lambda c: c.execute(
            "INSERT INTO subscriptions (destination_id, kind, created_at, changed_at) VALUES (?, 'alert', '', '')",
            (subscription.destination.id,),
        )
    )
    assert await publish(archive, 1) == 1
    _, created = await archive.subscriptions.add(NewSubscription(CHANNEL, MONDAY), NOW)
    assert not created
    assert len(await archive.subscriptions.of_guild(1)) == 1
    await archive.subscriptions.end(100, Reason(ReasonCode.CHANNEL_GONE), NOW)
    states = await archive.database.read(
        lambda c: [row["state"] for row in c.execute("SELECT state FROM subscriptions")]
    )
    assert states == ["ended", "ended"]
