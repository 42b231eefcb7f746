"""What a subscription wants is what its digests are rendered with; tests; and a role that is mentioned."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.digest.format import Payload, Rendering
from bot.digest.registry import FORMATS
from newsletter.model import SectionKind
from newsletter.schedule.weekly import Weekly, parse_day
from storage.records import StoredIssue
from storage.subscriptions.records import DestinationKind, NewSubscription, Subscription, Target
from tests.bot.club import Club
from tests.samples import make_entry, make_issue
from tests.wire import Channel

ROLE = 1234567890123456789
POST = "/channels/*/messages"
PAPERS = frozenset({SectionKind.PAPERS})


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[Rendering]:
    """What each digest was rendered with."""
    seen: list[Rendering] = []

    def watch(kind: Any) -> None:
        render = kind.render

        def render_and_note(self: Any, stored: StoredIssue, rendering: Rendering) -> Payload:
            seen.append(rendering)
            payload: Payload = render(self, stored, rendering)
            return payload

        monkeypatch.setattr(kind, "render", render_and_note)

    for kind in {type(one) for one in FORMATS.values()}:
        watch(kind)
    return seen


async def subscribe(club: Club, channel: Channel | None = None, **wishes: Any) -> Subscription:
    place = channel or club.channel
    target = Target(DestinationKind.CHANNEL, place.id, club.guild.id, None)
    subscription, _ = await club.archive.subscriptions.add(
        NewSubscription(target, wishes.pop("when", None), **wishes), datetime.now(UTC)
    )
    return subscription


async def request_test(club: Club, subscription: Subscription, issue_id: int = 1) -> int:
    delivery_id = await club.archive.deliveries.request_test(issue_id, subscription.id, datetime.now(UTC))
    await club.bot.dispatcher.tick()
    return delivery_id


async def test_a_role_is_notified_once_and_not_again_by_a_correction(club: Club, rendered: list[Rendering]):
    """Discord takes the message whether or not the bot may mention that role."""
    await subscribe(club, role_id=ROLE, sections=PAPERS)
    await club.publish(9)
    await club.archive.issues.save(make_issue(9, make_entry("Another", "2601.00010")), datetime.now(UTC))
    await club.bot.dispatcher.tick()
    (posted,) = club.wire.find("POST /channels/{channel_id}/messages")
    (edited,) = club.wire.find("PATCH /channels/{channel_id}/messages/{message_id}")
    assert [*map(int, posted.form["allowed_mentions"]["roles"])] == [ROLE]
    assert not posted.form["allowed_mentions"]["parse"]
    assert edited.form["allowed_mentions"] == {"parse": []}
    assert {(one.role_id, one.sections, one.is_direct) for one in rendered} == {(ROLE, PAPERS, False)}


async def test_a_digest_by_direct_message_knows_that_it_is_one(club: Club, rendered: list[Rendering]):
    channel = await club.bot.create_dm(discord.Object(club.reader.id))
    target = Target(DestinationKind.DM, channel.id, None, club.reader.id)
    await club.archive.subscriptions.add(NewSubscription(target, None), datetime.now(UTC))
    await club.publish(9)
    assert [one.is_direct for one in rendered] == [True]


async def test_a_test_arrives_at_once_and_the_digest_still_comes_at_its_hour(club: Club, rendered: list[Rendering]):
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    when = Weekly(parse_day(tomorrow.strftime("%a").lower()), tomorrow.time().replace(second=0, microsecond=0), "UTC")
    subscription = await subscribe(club, when=when)
    await club.publish(9)
    await request_test(club, subscription, 3)
    await request_test(club, subscription, 3)
    assert [one.is_test for one in rendered] == [True, True]
    assert len(club.wire.messages(club.channel)) == 2
    await club.execute("UPDATE deliveries SET next_at = '2020-01-01T00:00:00.000+00:00' WHERE state = 'queued'")
    await club.bot.dispatcher.tick()
    assert [one.is_test for one in rendered] == [True, True, False]
    assert await club.archive.deliveries.counts() == {"sent": 3}


async def test_followers_of_an_announcement_channel_get_no_test(club: Club):
    news = club.wire.add_channel(club.guild, "announcements", "news")
    await request_test(club, await subscribe(club, news))
    assert len(club.wire.messages(news)) == 1
    assert not club.wire.find("POST /channels/{channel_id}/messages/{message_id}/crosspost")


async def test_a_test_whose_answer_is_lost_is_not_sent_again(club: Club):
    """It is there; nobody waits for it, and history says what happened."""
    subscription = await subscribe(club)
    club.wire.fault("POST", POST, "drop", after=True)
    await request_test(club, subscription)
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert len(club.wire.messages(club.channel)) == 1
    (record,) = await club.archive.history.of_guild(club.guild.id, 5)
    assert (record.state, record.is_test) == ("refused", True)


async def test_a_test_that_may_not_be_posted_says_so_at_once_and_suspends_nothing(club: Club):
    subscription = await subscribe(club)
    club.wire.refused[club.channel.id] = 50013
    await request_test(club, subscription)
    (record,) = await club.archive.history.of_guild(club.guild.id, 5)
    assert record.state == "refused"
    assert record.reason is not None
    assert not (await club.subscription()).suspended


async def test_tests_that_are_refused_as_malformed_do_not_hold_the_issue(club: Club):
    subscription = await subscribe(club)
    fault = club.wire.fault("POST", POST, times=math.inf, status=400, body={"code": 50035, "message": "Invalid"})
    for _ in range(4):
        await request_test(club, subscription)
    assert await club.archive.deliveries.counts() == {"refused": 4}
    fault.times = 0
    await club.archive.deliveries.request(1, subscription.id, datetime.now(UTC))
    await club.bot.dispatcher.tick()
    assert await club.archive.deliveries.counts() == {"refused": 4, "sent": 1}


@pytest.mark.parametrize("kind", ["text", "news"])
@pytest.mark.parametrize("doubt", ["a lost answer", "a restored backup"])
async def test_a_test_is_not_taken_for_the_digest_of_its_issue(club: Club, doubt: str, kind: str):
    """The digest is looked for, only the test is there, and so it is sent."""
    channel = club.wire.add_channel(club.guild, "room", kind)
    subscription = await subscribe(club, channel)
    await request_test(club, subscription)
    if doubt == "a restored backup":
        await club.archive.restores.note(datetime.now(UTC))
    else:
        club.wire.fault("POST", POST, "drop")
    await club.archive.deliveries.request(1, subscription.id, datetime.now(UTC))
    for _ in range(2):
        await club.bot.dispatcher.tick()
        await club.hurry()
    assert await club.archive.deliveries.counts() == {"sent": 2}
    assert len(club.wire.messages(channel)) == 2
