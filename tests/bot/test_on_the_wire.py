"""Behaviour that simcord does not model, met by the real bot on the wire: closed direct messages, a bot brought along
to a server it is not in, people who left, kinds of channels, permissions missing at the hour, and interactions that
expire, come twice, or lose their message.
"""

from datetime import UTC, datetime
from typing import Any

import discord
import pytest

from tests.bot.club import Club
from tests.samples import make_entry, make_issue
from tests.wire.interactions import NotAnswered

MESSAGES = "/channels/{channel_id}/messages"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


# --- people -----------------------------------------------------------------------------------------


async def test_who_closed_direct_messages_has_the_subscription_paused_with_the_reason(club: Club):
    """After some grace; the next command that the reader uses brings what waited, if it can be brought now."""
    await club.wire.slash(club.reader, club.channel, "subscribe")
    club.wire.close_dms(club.reader)
    await club.publish(9)
    await club.wait_out_grace()
    assert "direct messages are closed" in str((await club.subscription()).reason)
    club.wire.close_dms(club.reader, closed=False)
    await club.wire.slash(club.reader, club.channel, "subscriptions")
    await club.bot.courier.tick()
    assert club.titles(club.wire.dm_channel(club.reader)) == ["Sample News — Week 9, 2026"]


async def test_who_left_every_shared_server_has_the_subscription_paused(club: Club):
    await club.wire.slash(club.reader, club.channel, "subscribe")
    club.wire.remove_member(club.guild, club.reader)
    await club.publish(9)
    await club.wait_out_grace()
    assert "no server is shared" in str((await club.subscription()).reason)
    assert club.wire.messages(club.wire.dm_channel(club.reader)) == []


async def test_too_many_fresh_direct_messages_are_told_to_the_one_who_asked(club: Club):
    """40003 at the moment of subscribing: nothing is promised."""
    refusal = {"message": "You are opening direct messages too fast", "code": 40003}
    club.wire.faults.add("POST", "/users/@me/channels", status=403, body=refusal)
    told = await club.wire.slash(club.reader, club.channel, "subscribe")
    assert told.ephemeral
    assert "I cannot write to you" in told.text()
    assert await club.archive.subscriptions.all() == ()


READING: list[tuple[str, dict[str, Any], str]] = [
    ("search", {"query": "pruning"}, "1 found"),
    ("paper", {"id": "2102.00554"}, "Sparsity in Deep Learning"),
    ("latest", {}, "样例新闻"),
    ("issue", {"which": "week 7"}, "Week 7, 2026"),
    ("subscriptions", {}, "Your direct messages"),
    ("subscribe", {}, "your direct messages"),
    ("unsubscribe", {}, "There is no subscription"),
]


@pytest.mark.parametrize(("command", "options", "answer"), READING)
async def test_who_brought_the_bot_along_reads_in_a_server_it_is_not_in(
    club: Club, command: str, options: dict[str, Any], answer: str
):
    """A user install: everything for oneself works."""
    elsewhere = club.wire.add_guild("Elsewhere", joined=False)
    lobby = club.wire.add_channel(elsewhere, "lobby")
    club.wire.add_member(elsewhere, club.reader, "manage_guild")
    told = await club.wire.slash(club.reader, lobby, command, **options)
    assert told.ephemeral
    assert answer in told.text()


@pytest.mark.parametrize("command", ["subscribe", "unsubscribe"])
async def test_who_brought_the_bot_along_cannot_subscribe_a_channel_there(club: Club, command: str):
    """Even who manages that server: the bot is not in it."""
    elsewhere = club.wire.add_guild("Elsewhere", joined=False)
    lobby = club.wire.add_channel(elsewhere, "lobby")
    club.wire.add_member(elsewhere, club.admin, "manage_guild")
    told = await club.wire.slash(club.admin, lobby, command, channel=lobby)
    assert told.ephemeral
    assert "this bot was added to" in told.text() or "cannot be used here" in told.text()
    assert await club.archive.subscriptions.all() == ()


# --- places -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text", "announcement"])
async def test_a_channel_gets_its_digest(club: Club, kind: str):
    room = club.wire.add_channel(club.guild, "room", kind)
    assert "will come to" in (await club.wire.slash(club.admin, club.channel, "subscribe", channel=room)).text()
    await club.publish(9)
    assert club.titles(room) == ["Sample News — Week 9, 2026"]


@pytest.mark.parametrize("archived", [False, True])
async def test_a_thread_gets_its_digest_and_reopens_for_it(club: Club, archived: bool):
    thread = club.wire.add_channel(club.guild, "reading", "thread", parent=club.channel)
    await club.wire.slash(club.admin, club.channel, "subscribe", channel=thread)
    if archived:
        club.wire.archive(thread)
    await club.publish(9)
    assert club.titles(thread) == ["Sample News — Week 9, 2026"]
    assert not thread.archived


async def test_a_locked_thread_pauses_with_the_reason(club: Club):
    thread = club.wire.add_channel(club.guild, "reading", "thread", parent=club.channel)
    await club.wire.slash(club.admin, club.channel, "subscribe", channel=thread)
    club.wire.archive(thread, locked=True)
    await club.publish(9)
    await club.wait_out_grace()
    assert "the thread is locked" in str((await club.subscription()).reason)
    assert club.wire.messages(thread) == []


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 503}, {"kind": "drop"}])
async def test_a_forum_post_whose_answer_is_lost_is_found_and_not_posted_again(club: Club, fault: dict[str, Any]):
    """A post takes no nonce: it is looked up by name, also where the event that would tell of it never came."""
    forum = club.wire.add_channel(club.guild, "forum", "forum")
    await club.wire.slash(club.admin, club.channel, "subscribe", channel=forum)
    club.wire.faults.add("POST", "/channels/*/threads", after=True, **fault)
    await club.publish(9)
    (post,) = [one for one in club.wire.state.channels.values() if one.parent_id == forum.id]
    club.guild_of_bot()._remove_thread(discord.Object(post.id))
    await club.archive.database.write(lambda c: c.execute("UPDATE deliveries SET next_at = due_at"))
    await club.bot.courier.tick()
    assert [one.id for one in club.wire.state.channels.values() if one.parent_id == forum.id] == [post.id]
    assert await club.archive.deliveries.counts() == {"sent": 1}


async def test_a_forum_that_requires_a_tag_gets_a_post(club: Club):
    forum = club.wire.add_channel(club.guild, "forum", "forum", tags=["digest"], requires_tag=True)
    told = await club.wire.slash(club.admin, club.channel, "subscribe", channel=forum)
    assert "will come to" in told.text()
    await club.publish(9)
    (post,) = [one for one in club.wire.state.channels.values() if one.parent_id == forum.id]
    assert post.name == "Sample News — Week 9, 2026"
    assert club.titles(post) == ["Sample News — Week 9, 2026"]


@pytest.mark.parametrize(
    ("permission", "kind", "reason"),
    [
        ("view_channel", "text", "View Channel"),
        ("send_messages", "text", "Send Messages"),
        ("view_channel", "thread", "View Channel"),
        ("send_messages_in_threads", "thread", "Send Messages"),
    ],
)
async def test_a_permission_that_was_taken_away_pauses_and_is_named(
    club: Club, permission: str, kind: str, reason: str
):
    """At the hour; the other channels get their digest, and `/subscriptions` says what is missing."""
    room = club.wire.add_channel(club.guild, "room", kind, parent=club.channel if kind == "thread" else None)
    await club.wire.slash(club.admin, club.channel, "subscribe", channel=room)
    await club.wire.slash(club.admin, club.channel, "subscribe", channel=club.channel)
    club.wire.deny(room, permission)
    await club.publish(9)
    await club.wait_out_grace()
    assert club.titles(room) == []
    assert club.titles(club.channel) == ["Sample News — Week 9, 2026"]
    assert reason in (await club.wire.slash(club.admin, club.channel, "subscriptions")).text()


@pytest.mark.parametrize(
    ("permission", "kind", "name"),
    [
        ("view_channel", "thread", "View Channel"),
        ("send_messages_in_threads", "thread", "Send Messages in Threads"),
        ("read_message_history", "thread", "Read Message History"),
    ],
)
async def test_a_thread_needs_permissions_of_its_own(club: Club, permission: str, kind: str, name: str):
    """Named when it is subscribed."""
    thread = club.wire.add_channel(club.guild, "reading", kind, parent=club.channel)
    heard = club.bot.wait_for("guild_channel_update", timeout=5)
    club.wire.deny(club.channel, permission)
    await heard
    told = await club.wire.slash(club.admin, club.channel, "subscribe", channel=thread)
    assert f"*{name}*" in told.text()
    assert await club.archive.subscriptions.all() == ()


# --- interactions -----------------------------------------------------------------------------------


async def test_a_command_that_expired_harms_nobody(club: Club):
    """The person reads that the application did not respond; the next command is answered."""
    club.wire.interactions.answer_within = 0.3
    club.wire.type_slash(club.reader, club.channel, "latest", {})
    club.wire.clock.advance(5)
    await club.wire.until(lambda: bool(club.wire.exchanges.find("POST", CALLBACK, 404)), what="a late answer")
    club.wire.interactions.answer_within = 3.0
    assert "样例新闻" in (await club.wire.slash(club.reader, club.channel, "latest")).text()


async def test_a_subscription_that_took_longer_than_three_seconds_is_still_told(club: Club):
    """Opening a direct message may be slow: the answer is deferred first."""
    club.wire.faults.add("POST", "/users/@me/channels", "delay", seconds=0.6)
    club.wire.interactions.answer_within = 0.5
    told = await club.wire.slash(club.reader, club.channel, "subscribe")
    assert told.type == 5
    assert "The digest will come to your direct messages" in told.text()


async def test_a_button_pressed_twice_at_once_sends_one_digest(club: Club):
    """The second press is told that it is on its way already."""
    told = await club.wire.slash(club.reader, club.channel, "subscribe")
    presses = [club.wire.use(club.reader, told.message, "Send the latest issue now") for _ in range(2)]
    for one in presses:
        await club.wire.reply(one)
    direct = club.wire.dm_channel(club.reader)
    await club.wire.message_count(direct, 1)
    assert club.titles(direct) == ["样例新闻—2026 年第 8 周"]


async def test_a_select_used_twice_at_once_opens_the_section_twice(club: Club):
    told = await club.wire.slash(club.reader, club.channel, "latest")
    select = next(one["custom_id"] for one in _controls(told.message.components) if one["type"] == 3)
    opened = [club.wire.use(club.reader, told.message, select, [key]) for key in ("0", "1")]
    texts = [(await club.wire.reply(one)).text() for one in opened]
    assert "机器学习论文" in texts[0]
    assert "技术文章" in texts[1]


async def test_two_people_use_one_digest_at_the_same_moment(club: Club):
    """Each reads their own answer, which the other does not see."""
    await club.wire.slash(club.admin, club.channel, "subscribe", channel=club.channel)
    await club.publish(9)
    (digest,) = club.wire.messages(club.channel)
    select = next(one["custom_id"] for one in _controls(digest.components) if one["type"] == 3)
    both = [club.wire.use(who, digest, select, ["0"]) for who in (club.admin, club.reader)]
    replies = [await club.wire.reply(one) for one in both]
    assert [reply.message.seen_by for reply in replies] == [club.admin.id, club.reader.id]
    assert len(club.wire.messages(club.channel)) == 1


async def test_a_message_deleted_under_a_press_still_gets_an_answer(club: Club):
    """The page it would have turned is gone: the person gets a sentence instead."""
    entries = [make_entry(f"Needle {n:02}", f"2601.{n:05}") for n in range(1, 24)]
    await club.archive.issues.save(make_issue(20, *entries), datetime.now(UTC))
    told = await club.wire.slash(club.reader, club.channel, "search", query="needle")
    controls = [one["custom_id"] for one in _controls(told.message.components)]
    later = next(custom_id for custom_id in controls if custom_id.startswith("search:p1:"))
    pressed = club.wire.use(club.reader, told.message, later)
    club.wire.delete_message(told.message)
    answer = await club.wire.reply(pressed)
    assert answer.ephemeral
    assert answer.type == 4


async def test_a_digest_deleted_while_it_is_read_opens_all_the_same(club: Club):
    await club.wire.slash(club.admin, club.channel, "subscribe", channel=club.channel)
    await club.publish(9)
    (digest,) = club.wire.messages(club.channel)
    select = next(one["custom_id"] for one in _controls(digest.components) if one["type"] == 3)
    used = club.wire.use(club.reader, digest, select, ["0"])
    club.wire.delete_message(digest)
    assert "Paper of week 9" in (await club.wire.reply(used)).text()


async def test_suggestions_for_which_nobody_waits_any_more_are_dropped(club: Club):
    """Somebody types faster than the network: no error, and the command works."""
    typed = club.wire.type_slash(club.reader, club.channel, "search", {"query": "prun"}, focused="query")
    club.wire.clock.advance(5)
    await club.wire.until(lambda: bool(club.wire.exchanges.find("POST", CALLBACK, 404)), what="late suggestions")
    club.wire.interactions.answer_within = 0.1
    with pytest.raises(NotAnswered):
        await club.wire.reply(typed)
    club.wire.interactions.answer_within = 3.0
    assert "1 found" in (await club.wire.slash(club.reader, club.channel, "search", query="pruning")).text()


def _controls(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Buttons and selects with an id, in order."""
    every = [inner for one in components for inner in [one, *_controls(one.get("components", []))]]
    return [one for one in every if one.get("custom_id")]
