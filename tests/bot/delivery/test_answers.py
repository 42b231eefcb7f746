"""What Discord may say to a digest, and what becomes of it: the real bot on the wire."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from structlog.testing import capture_logs

from bot.delivery import attempts, maintenance
from bot.delivery.invalid_budget import INVALID_LIMIT
from bot.ui.reasons import describe_reason
from storage.subscriptions.records import DestinationState
from tests.bot.club import Club
from tests.reading import text_of
from tests.samples import make_issue
from tests.wire import Channel

POST = "/channels/*/messages"
PUBLISHED = 1 << 0
CROSSPOST = "/channels/*/messages/*/crosspost"


async def subscribe(club: Club, *channels: Channel) -> None:
    for channel in channels:
        told = await club.subscribe(channel)
        assert "will come to" in told.text()


async def ask_ledger(club: Club, statement: str) -> None:
    """Change the ledger as time, or another process, would."""
    await club.archive.database.write(lambda connection: connection.execute(statement))


async def lose_answer(club: Club, channel: Channel) -> None:
    """The digest of week 9 is there, its answer is lost, and Discord has forgotten its nonce since."""
    club.wire.fault("POST", POST, "drop", after=True)
    await club.publish(9)
    assert len(club.wire.messages(channel)) == 1
    club.wire.nonce_window = -1
    await ask_ledger(club, "UPDATE deliveries SET next_at = due_at")


# --- gone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [10003, 10004])
async def test_a_target_that_is_gone_ends_its_subscription_and_stays_in_the_history(club: Club, code: int):
    await subscribe(club, club.channel)
    club.wire.refused[club.channel.id] = code
    await club.publish(9)
    assert await club.archive.subscriptions.all() == ()
    told = await club.wire.slash(club.admin, club.wire.add_channel(club.guild, "desk"), "history")
    assert "⛔ **Sample News — Week 9, 2026**" in told.text()
    assert "is gone" in told.text()


async def test_a_server_left_while_the_process_was_down_ends_its_subscriptions(club: Club):
    """No event told of it: the first refusal does. Whoever invites the bot again may have them back."""
    await subscribe(club, club.channel)
    club.bot._connection._guilds.pop(club.guild.id)
    del club.guild.members[club.wire.bot.id]
    await club.publish(9)
    assert await club.archive.subscriptions.all() == ()
    assert await club.archive.subscriptions.restorable(club.guild.id, datetime.now(UTC) - timedelta(days=30)) == 1


async def test_thrown_out_and_invited_again_a_server_has_its_channels_back_by_one_press(club: Club):
    """With their own hour and their own rule of lateness."""
    await club.subscribe(day="mon", late=14)
    gone = club.bot.wait_for("guild_remove", timeout=5)
    club.wire.lose_guild(club.guild)
    await gone
    await club.wire.until(lambda: club.bot.get_guild(club.guild.id) is None)
    back = club.bot.wait_for("guild_join", timeout=5)
    club.wire.join_guild(club.guild)
    await back
    async with asyncio.timeout(5):
        while await club.archive.subscriptions.all():  # noqa: ASYNC110 - the bot writes it down after the event
            await asyncio.sleep(0.01)
    offer = await club.wire.slash(club.admin, club.channel, "subscriptions")
    await club.wire.use(club.admin, offer.message, "Bring them back")
    subscription = await club.subscription()
    assert subscription.when is not None
    assert subscription.late == timedelta(days=14)


async def test_an_outage_of_a_server_ends_nothing(club: Club):
    await subscribe(club, club.channel)
    heard = club.bot.wait_for("guild_unavailable", timeout=5)
    club.wire.lose_guild(club.guild, outage=True)
    await heard
    assert (await club.subscription()).destination.state is DestinationState.ACTIVE


async def test_who_subscribed_many_channels_is_told_once_of_them_all(club: Club):
    """A permission of the whole server was taken away: that is one word, not one for each channel."""
    channels = [club.channel, *(club.wire.add_channel(club.guild, f"news-{n}") for n in range(3))]
    await subscribe(club, *channels)
    for channel in channels:
        club.wire.deny(channel, "send_messages")
    await club.publish(9)
    await club.wait_out_grace()
    await club.bot.dispatcher.tick()
    (word,) = club.wire.messages(club.wire.dm_channel(club.admin))
    assert "No digests in 4 channels for now" in text_of(word)
    for channel in channels:
        assert f"<#{channel.id}>: the bot may not post there (Send Messages)" in text_of(word)


# --- not now ----------------------------------------------------------------------------------------


async def test_opening_direct_messages_too_fast_rests_them_all_and_no_channel(club: Club):
    """Each further one would be refused like the first."""
    await subscribe(club, club.channel)
    for person in (club.reader, club.admin):
        await club.wire.slash(person, club.channel, "subscribe")
    refusal = {"message": "You are opening direct messages too fast", "code": 40003}
    mine, theirs = club.wire.dm_channel(club.reader), club.wire.dm_channel(club.admin)
    club.wire.fault("POST", f"/channels/{mine.id}/messages", status=403, body=refusal)
    await club.publish(9)
    await club.publish(10)
    assert len(club.titles(club.channel)) == 2
    assert club.titles(theirs) == ["Sample News — Week 9, 2026"], "it was on its way already"
    assert club.titles(mine) == []
    assert {one.destination.state for one in await club.archive.subscriptions.all()} == {DestinationState.ACTIVE}


async def test_one_slow_channel_holds_up_no_other(club: Club):
    """The others have both issues before it has answered to the first."""
    channels = [club.channel, *(club.wire.add_channel(club.guild, f"news-{n}") for n in range(3))]
    await subscribe(club, *channels)
    slow = club.wire.fault("POST", f"/channels/{club.channel.id}/messages", "delay", seconds=3)
    await club.archive.issues.save(make_issue(9), datetime.now(UTC), deliver=True)
    await club.archive.issues.save(make_issue(10), datetime.now(UTC), deliver=True)
    sending = asyncio.create_task(club.bot.dispatcher.tick())
    for channel in channels[1:]:
        await club.wire.message_count(channel, 2)
    assert slow.hits == 1
    assert club.titles(club.channel) == []
    await sending
    assert len(club.titles(club.channel)) == 2


async def test_a_channel_that_is_at_its_own_limit_waits_alone_and_earns_no_429(club: Club):
    """One message in two seconds for each channel: three channels have their first at once."""
    club.wire.limits.routes["POST /channels/{channel_id}/messages"] = (1, 2.0)
    channels = [club.channel, *(club.wire.add_channel(club.guild, f"news-{n}") for n in range(2))]
    await subscribe(club, *channels)
    await club.archive.issues.save(make_issue(9), datetime.now(UTC), deliver=True)
    await club.publish(10)
    for channel in channels:
        assert club.titles(channel) == ["Sample News — Week 9, 2026", "Sample News — Week 10, 2026"]
    assert club.wire.find(status=429) == []
    posted = club.wire.find("POST /channels/{channel_id}/messages")
    assert len({one.path for one in posted[:3]}) == 3, "the first of each came before the second of any"


@pytest.mark.parametrize("status", [403, 429])
async def test_shut_out_by_the_network_everything_rests_and_nothing_is_paused(
    club: Club, status: int, monkeypatch: pytest.MonkeyPatch
):
    """Code 40333 is not Discord's word on a channel."""
    monkeypatch.setattr(attempts, "SEND_SECONDS", 1.0)
    await subscribe(club, club.channel)
    blocked = {"message": "internal network error", "code": 40333, "retry_after": 0.1}
    club.wire.fault("POST", POST, status=status, body=blocked)
    await club.publish(9)
    pace = club.bot.traffic.pace
    assert pace.due(pace._clock()) - pace._clock() > 500
    assert (await club.subscription()).destination.state is DestinationState.ACTIVE
    assert await club.archive.deliveries.counts() in ({"queued": 1}, {"unknown": 1})


async def test_too_many_refusals_let_digests_wait_and_are_said_once(club: Club):
    """Ten thousand in ten minutes would shut the address out: people's answers must still get through."""
    await subscribe(club, club.channel)
    for _ in range(INVALID_LIMIT):
        club.bot.traffic.invalid.count()
    with capture_logs() as logs:
        await club.publish(9)
        await club.bot.dispatcher.tick()
        assert club.titles(club.channel) == []
        (alert,) = [entry for entry in logs if entry["log_level"] == "error"]
        assert "digests wait some minutes" in alert["reason"]
        assert "Week 9" in (await club.wire.slash(club.reader, club.channel, "latest")).text()
        club.bot.traffic.invalid._seen.clear()
        await club.bot.dispatcher.tick()
    assert club.titles(club.channel) == ["Sample News — Week 9, 2026"]


# --- in doubt ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text", "news", "thread"])
async def test_a_digest_whose_answer_was_lost_is_found_in_the_channel_whatever_the_clock_says(club: Club, kind: str):
    """The clock of a small machine may have been an hour ahead when it was sent: history is read all the same."""
    wire = club.wire
    room = wire.add_thread(club.channel, "room") if kind == "thread" else wire.add_channel(club.guild, "room", kind)
    await subscribe(club, room)
    await lose_answer(club, room)
    await ask_ledger(club, "UPDATE messages SET attempted_at = '2100-01-01T00:00:00.000+00:00'")
    await club.bot.dispatcher.tick()
    assert len(club.wire.messages(room)) == 1
    assert await club.archive.deliveries.counts() == {"sent": 1}


async def test_a_message_still_on_its_way_when_it_is_looked_for_is_known_by_its_nonce(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    """Given up, looked for in vain, sent again; then the first one arrives after all."""
    monkeypatch.setattr(attempts, "SEND_SECONDS", 0.5)
    await subscribe(club, club.channel)
    late = club.wire.fault("POST", POST, "delay", seconds=2)
    await club.publish(9)
    assert club.wire.messages(club.channel) == []
    await ask_ledger(club, "UPDATE deliveries SET next_at = due_at")
    await club.bot.dispatcher.tick()
    assert await club.archive.deliveries.counts() == {"sent": 1}
    posted = "POST /channels/{channel_id}/messages", 200
    await club.wire.until(lambda: late.hits == 1 and len(club.wire.find(*posted)) == 2)
    assert len(club.wire.messages(club.channel)) == 1


async def test_a_doubt_is_not_settled_by_posting_where_history_may_not_be_read(club: Club):
    """It waits, says what is missing, and is found once the permission is back."""
    await subscribe(club, club.channel)
    await lose_answer(club, club.channel)
    await ask_ledger(club, "UPDATE messages SET attempted_at = '2026-01-01T00:00:00.000+00:00'")
    heard = club.bot.wait_for("guild_channel_update", timeout=5)
    club.wire.deny(club.channel, "read_message_history")
    await heard
    await club.bot.dispatcher.tick()
    await club.wait_out_grace()
    assert len(club.wire.messages(club.channel)) == 1
    assert "Read Message History" in describe_reason((await club.subscription()).suspension_reason)
    heard = club.bot.wait_for("guild_channel_update", timeout=5)
    club.wire.deny(club.channel)
    await heard
    await ask_ledger(club, "UPDATE destinations SET changed_at = '2026-01-01T00:00:00.000+00:00'")
    await club.bot.dispatcher.tick()
    assert len(club.wire.messages(club.channel)) == 1
    assert await club.archive.deliveries.counts() == {"sent": 1}


async def test_a_forum_post_of_another_issue_with_the_same_title_is_not_taken_for_it(club: Club):
    forum = club.wire.add_channel(club.guild, "forum", "forum")
    await subscribe(club, forum)
    for week in (9, 10):
        if week == 10:
            club.wire.fault("POST", "/channels/*/threads", "drop")  # not even posted
        await club.archive.issues.save(make_issue(week, title="The Digest"), datetime.now(UTC), deliver=True)
        await club.bot.dispatcher.tick()
    await ask_ledger(club, "UPDATE deliveries SET next_at = due_at WHERE state = 'unknown'")
    await club.bot.dispatcher.tick()
    assert len([one for one in club.wire.backend.channels.values() if one.parent_id == forum.id]) == 2


# --- places -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tags", "required", "chosen"),
    [
        (["off-topic", "News"], False, ["News"]),
        (["off-topic", "papers"], True, ["papers"]),
        (["off-topic"], True, ["off-topic"]),
        (["off-topic"], False, []),
    ],
)
async def test_a_forum_post_has_the_tag_for_digests(club: Club, tags: list[str], required: bool, chosen: list[str]):
    """Where there is one; any where one is needed."""
    forum = club.wire.add_channel(club.guild, "forum", "forum", tags=tags)
    if required:
        club.wire.require_tag(forum)
    await subscribe(club, forum)
    await club.publish(9)
    (post,) = [one for one in club.wire.backend.channels.values() if one.parent_id == forum.id]
    names = {int(tag["id"]): tag["name"] for tag in forum.available_tags}
    assert [names[tag] for tag in post.applied_tags] == chosen


async def test_a_publication_that_hangs_is_asked_again_and_counts_once(club: Club, monkeypatch: pytest.MonkeyPatch):
    """Discord lets it hang although it has succeeded; the next try is told so."""
    monkeypatch.setattr(maintenance, "PUBLISH_SECONDS", 0.3)
    news = club.wire.add_channel(club.guild, "announcements", "news")
    await subscribe(club, news)
    club.wire.fault("POST", CROSSPOST, "delay", after=True, seconds=60)
    await club.publish(9)
    (message,) = club.wire.messages(news)
    assert message.flags & PUBLISHED
    await ask_ledger(club, "UPDATE messages SET publish_at = attempted_at")
    await club.bot.dispatcher.tick()
    assert await club.archive.sent.to_publish(datetime.now(UTC) + timedelta(days=1)) == ()
    assert await club.archive.sent.count_published(news.id, datetime.now(UTC) - timedelta(hours=1)) == 1


async def test_a_correction_goes_out_before_the_next_digest(club: Club):
    """Who reads now should not read what is wrong while thousands wait for the new issue."""
    await subscribe(club, club.channel)
    await club.publish(9)
    await club.archive.issues.save(make_issue(9, title="Sample News — Week 9, 2026 (corrected)"), datetime.now(UTC))
    await club.publish(10)
    done = [one.method for one in club.wire.exchanges if one.path.startswith(f"/channels/{club.channel.id}/messages")]
    assert done == ["POST", "PATCH", "POST"]


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"kind": "drop"}])
async def test_a_forum_post_whose_answer_is_lost_is_found_and_not_posted_again(club: Club, fault: dict[str, Any]):
    """A post takes no nonce: it is looked up by name, also where the event that would tell of it never came."""
    forum = club.wire.add_channel(club.guild, "forum", "forum")
    await club.subscribe(forum)
    club.wire.fault("POST", "/channels/*/threads", after=True, **fault)
    await club.publish(9)
    (post,) = [one for one in club.wire.backend.channels.values() if one.parent_id == forum.id]
    club.guild_of_bot()._remove_thread(discord.Object(post.id))
    await club.archive.database.write(lambda c: c.execute("UPDATE deliveries SET next_at = due_at"))
    await club.bot.dispatcher.tick()
    assert [one.id for one in club.wire.backend.channels.values() if one.parent_id == forum.id] == [post.id]
    assert await club.archive.deliveries.counts() == {"sent": 1}
