"""What the owners of the bot read of all deliveries, by issue."""

from datetime import UTC, datetime

import pytest

from storage.archive import Archive
from storage.reasons import Reason, ReasonCode
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.samples import make_issue

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
async def issue(archive: Archive) -> int:
    """A new issue is due at three channels and one reader."""
    targets = [Target(DestinationKind.CHANNEL, number, 1, 1) for number in (1, 2, 3)]
    targets.append(Target(DestinationKind.DM, 4, None, 4))
    await archive.subscriptions.add_all([NewSubscription(target, None) for target in targets], NOW)
    return (await archive.issues.save(make_issue(9), NOW, deliver=True)).issue_id


async def decide(archive: Archive, number: int, state: str, code: str | None = None) -> None:
    """How a delivery ended."""
    values = (state, code, f"2026-11-02T09:0{number}:00.000+00:00", number)
    await archive.database.write(
        lambda c: c.execute("UPDATE deliveries SET state = ?, reason = ?, finished_at = ? WHERE id = ?", values)
    )


async def test_what_waits_is_counted_by_kind_until_it_is_over(archive: Archive, issue: int):
    """The next issue to go out, when, and to how many."""
    (one,) = await archive.overview.scheduled()
    assert (one.issue.id, one.channels, one.readers, one.next_at) == (issue, 3, 1, NOW)
    for number in (1, 2, 3, 4):
        await decide(archive, number, "sent")
    assert await archive.overview.scheduled() == ()


async def test_what_is_over_is_counted_with_the_reasons(archive: Archive, issue: int):
    """Delivered to channels and readers, refused and skipped; what is still to be sent counts as neither."""
    await decide(archive, 1, "sent")
    await decide(archive, 2, "refused", "cannot_post")
    await decide(archive, 4, "skipped", "unsubscribed")
    (one,) = await archive.overview.sent(10)
    assert (one.issue.id, one.sent, one.channels, one.readers, one.refused, one.skipped) == (issue, 1, 1, 0, 1, 1)
    assert one.last_at == datetime(2026, 11, 2, 9, 4, tzinfo=UTC)
    assert one.reasons == ((Reason(ReasonCode.CANNOT_POST), 1), (Reason(ReasonCode.UNSUBSCRIBED), 1))


async def test_issues_are_paged_the_newest_first_and_those_never_sent_left_out(archive: Archive, issue: int):
    await decide(archive, 1, "sent")
    later = (await archive.issues.save(make_issue(10), NOW, deliver=True)).issue_id
    await archive.issues.save(make_issue(11), NOW)
    await decide(archive, 5, "sent")
    assert [one.issue.id for one in await archive.overview.sent(10)] == [later, issue]
    assert [one.issue.id for one in await archive.overview.sent(1, 1)] == [issue]
    assert await archive.overview.sent(10, 2) == ()
