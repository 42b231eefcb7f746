"""A channel or server that is not in memory is asked of Discord before anything is concluded."""

import asyncio
from datetime import UTC, datetime

import pytest

from storage.subscriptions.records import DestinationState
from tests.bot.club import Club
from tests.reading import text_of
from tests.samples import make_entry, make_issue
from tests.wire import Channel

PATCH = "PATCH /channels/{channel_id}/messages/{message_id}"
CORRECTED = "The right headline"


async def known(club: Club, channel: Channel, *, gone: bool = False) -> None:
    """Wait until the bot has heard of a channel, or that it is archived."""
    async with asyncio.timeout(5):
        while (club.bot.get_channel(channel.id) is None) is not gone:  # noqa: ASYNC110 - discord.py says nothing
            await asyncio.sleep(0.005)


async def subscribe(club: Club, *channels: Channel) -> None:
    for channel in channels:
        await known(club, channel)
        told = await club.subscribe(channel)
        assert "will come to" in told.text()


async def archived(club: Club, thread: Channel, *, archived: bool = True, locked: bool = False) -> None:
    club.wire.archive(thread, archived=archived, locked=locked)
    await known(club, thread, gone=archived)


def posts(club: Club, forum: Channel) -> list[Channel]:
    return [one for one in club.wire.backend.channels.values() if one.parent_id == forum.id]


async def correct(club: Club) -> None:
    await club.archive.issues.save(make_issue(9, make_entry(CORRECTED, "2601.00009")), datetime.now(UTC))
    await club.bot.dispatcher.tick()


# --- channels and servers ---------------------------------------------------------------------------


async def test_each_kind_of_channel_gets_its_form_while_its_server_is_not_in_memory(club: Club):
    """As while GUILD_CREATE is on its way, or in an outage: the forum a post, the announcement channel embeds."""
    forum = club.wire.add_channel(club.guild, "forum", "forum", tags=["digest"])
    news = club.wire.add_channel(club.guild, "announcements", "news")
    thread = club.wire.add_thread(club.channel, "thread")
    await subscribe(club, forum, news, thread, club.channel)
    club.bot._connection._guilds.clear()
    await club.publish(9)
    assert await club.archive.deliveries.counts() == {"sent": 4}
    assert len(posts(club, forum)) == 1
    (message,) = club.wire.messages(news)
    assert message.embeds
    assert message.flags & 1, "published"
    assert club.titles(thread) == club.titles(club.channel) == ["Sample News — Week 9, 2026"]


@pytest.mark.parametrize("status", [None, 500])
async def test_a_refusal_by_a_server_that_is_not_in_memory_ends_nothing(club: Club, status: int | None):
    """Only Discord's word that the bot has left does; where it cannot be asked, nothing is concluded."""
    await subscribe(club, club.channel)
    club.bot._connection._guilds.clear()
    club.wire.refused[club.channel.id] = 50013
    if status:
        club.wire.fault("GET", "/guilds/*", status=503, times=9)
    await club.publish(9)
    await club.wait_out_grace()
    assert (await club.subscription()).destination.state is DestinationState.SUSPENDED
    del club.wire.refused[club.channel.id]
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert len(club.wire.messages(club.channel)) == 1


@pytest.mark.parametrize("gone", [True, False])
async def test_not_found_without_a_reason_is_gone_only_when_discord_says_so_again(club: Club, gone: bool):
    """A page of some proxy has no code either."""
    await subscribe(club, club.channel)
    club.wire.fault("POST", "/channels/*/messages", "cloudflare", status=404)
    if gone:
        club.wire.fault("GET", f"/channels/{club.channel.id}", status=404)
    await club.publish(9)
    assert len(await club.archive.subscriptions.all()) == (0 if gone else 1)
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert len(club.wire.messages(club.channel)) == (0 if gone else 1)


async def test_a_paused_thread_that_was_archived_meanwhile_resumes(club: Club):
    thread = club.wire.add_thread(club.channel, "digests")
    await subscribe(club, thread)
    club.wire.deny(club.channel, "send_messages_in_threads")
    await club.publish(9)
    await club.wait_out_grace()
    assert (await club.subscription()).destination.state is DestinationState.SUSPENDED
    await archived(club, thread)
    club.wire.deny(club.channel)
    await club.bot.dispatcher.tick()
    assert club.wire.messages(thread) == [], "not before the pause is over"
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert len(club.wire.messages(thread)) == 1


@pytest.mark.parametrize(
    "form", ["{}", "<#{}>", "https://discord.com/channels/1/{}", "https://ptb.discord.com/channels/1/{}/5"]
)
async def test_the_subscription_of_an_archived_thread_is_ended_by_its_id_or_its_link(club: Club, form: str):
    """Discord does not offer archived threads to choose from."""
    thread = club.wire.add_thread(club.channel, "digests")
    await subscribe(club, thread)
    await archived(club, thread)
    answer = await club.wire.slash(club.admin, club.channel, "unsubscribe", channel=form.format(thread.id))
    assert f"No more digests come to <#{thread.id}>" in answer.text()
    assert await club.archive.subscriptions.all() == ()


async def test_the_hour_of_an_archived_thread_is_changed(club: Club):
    thread = club.wire.add_thread(club.channel, "digests")
    await subscribe(club, thread)
    await archived(club, thread)
    answer = await club.subscribe(thread, day="mon")
    assert "every Monday" in answer.text()


async def test_nobody_ends_the_subscription_of_another_server_by_its_id(club: Club):
    elsewhere = club.wire.add_channel(club.wire.add_guild("Elsewhere"), "theirs")
    await subscribe(club, club.channel)
    await club.archive.database.write(
        lambda c: c.execute("UPDATE destinations SET channel_id = ?, guild_id = 5", (elsewhere.id,))
    )
    answer = await club.wire.slash(club.admin, club.channel, "unsubscribe", channel=str(elsewhere.id))
    assert "There is no subscription" in answer.text()


# --- corrections ------------------------------------------------------------------------------------


async def test_a_correction_opens_archived_threads_and_leaves_them_archived(club: Club):
    """A thread, and a forum's post."""
    thread = club.wire.add_thread(club.channel, "digests")
    forum = club.wire.add_channel(club.guild, "forum", "forum")
    await subscribe(club, thread, forum)
    await club.publish(9)
    (post,) = posts(club, forum)
    for one in (thread, post):
        await archived(club, one)
    await correct(club)
    for one in (thread, post):
        assert CORRECTED in text_of(club.wire.messages(one)[0])
        assert one.thread_metadata is not None
        assert one.thread_metadata.archived


async def test_a_correction_waits_for_a_locked_thread_and_arrives_when_it_is_open_again(club: Club):
    """Opening it takes *Manage Threads*; it is tried less and less often."""
    thread = club.wire.add_thread(club.channel, "digests")
    await subscribe(club, thread)
    await club.publish(9)
    club.wire.deny(club.channel, "manage_threads")
    await archived(club, thread, locked=True)
    await correct(club)
    await club.bot.dispatcher.tick()
    assert len(club.wire.find(PATCH)) == 1
    await archived(club, thread, archived=False)
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert CORRECTED in text_of(club.wire.messages(thread)[0])


@pytest.mark.parametrize("remembered", [True, False])
async def test_a_correction_keeps_the_form_of_the_message_whatever_the_channel_has_become(club: Club, remembered: bool):
    """Also that of a message from before forms were written down: it is looked at."""
    text, news = club.channel, club.wire.add_channel(club.guild, "announcements", "news")
    await subscribe(club, text, news)
    await club.publish(9)
    text.type, news.type = news.type, text.type
    for channel in (text, news):
        heard = club.bot.wait_for("guild_channel_update", timeout=5)
        club.wire.backend.announce_channel_update(channel.id)
        await heard
    if not remembered:
        await club.execute("UPDATE messages SET form = NULL")
    await correct(club)
    assert CORRECTED in text_of(club.wire.messages(text)[0])
    assert club.wire.messages(text)[0].embeds == []
    assert CORRECTED in str(club.wire.messages(news)[0].embeds)
    assert await club.archive.sent.to_edit(datetime(2100, 1, 1, tzinfo=UTC)) == ()


@pytest.mark.parametrize("gone", [True, False])
async def test_a_correction_is_given_up_only_when_its_message_is_really_gone(club: Club, gone: bool):
    """A 404 without a code is asked about."""
    await subscribe(club, club.channel)
    await club.publish(9)
    club.wire.fault("PATCH", "/channels/*/messages/*", status=404)
    if gone:
        club.wire.backend.delete_message(club.channel.id, club.wire.messages(club.channel)[0].id)
    await correct(club)
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert await club.archive.sent.to_edit(datetime(2100, 1, 1, tzinfo=UTC)) == ()
    assert [CORRECTED in text_of(one) for one in club.wire.messages(club.channel)] == ([] if gone else [True])
