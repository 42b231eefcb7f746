"""Answers that are valid HTTP and say nothing sensible, and errors that nobody foresaw: one message's trouble each."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.delivery import retry_policy
from bot.digest import rich
from bot.digest.format import Rendering
from bot.digest.rich import render_digest
from bot.ui.reasons import describe_reason
from storage.reasons import read_reason
from storage.subscriptions.records import DestinationKind, DestinationState, NewSubscription, Target
from tests.bot.club import Club
from tests.reading import text_of
from tests.samples import make_entry, make_issue
from tests.wire import Channel

POST = "/channels/*/messages"
CORRECTED = "The right headline"

WRONG: dict[str, Callable[[Any], Any]] = {
    "null": lambda _: None,
    "a page": lambda _: "<html>no JSON</html>",
    "a list": lambda _: [],
    "a number": lambda _: 7,
    "no keys": lambda _: {},
    "half of the keys": lambda body: dict(list(body.items())[::2]) if isinstance(body, dict) else [{}],
}


async def subscribe(club: Club, *channels: Channel) -> None:
    for channel in channels:
        await club.subscribe(channel)


async def reasons(club: Club) -> list[str]:
    """Why deliveries wait, as the ledger has it."""
    rows = await club.archive.database.read(lambda c: c.execute("SELECT * FROM deliveries").fetchall())
    return [describe_reason(reason) for row in rows if (reason := read_reason(row))]


def rooms(club: Club, number: int) -> list[Channel]:
    return [club.wire.add_channel(club.guild, f"room-{n}") for n in range(number)]


async def correct(club: Club, week: int = 9) -> None:
    corrected = make_issue(week, make_entry(CORRECTED, f"2601.{week:05}"))
    await club.archive.issues.save(corrected, datetime.now(UTC))


async def test_a_digest_whose_answer_cannot_be_read_is_there_once_and_all_others_go_on(club: Club):
    """Each wrong body leaves a doubt with a reason; the look-up finds the message; direct messages are no other."""
    channels = rooms(club, len(WRONG))
    await subscribe(club, *channels, club.channel)
    await club.wire.slash(club.reader, club.channel, "subscribe")
    mine = club.wire.dm_channel(club.reader)
    for channel, change in zip([*channels, mine], [*WRONG.values(), WRONG["null"]], strict=True):
        club.wire.fault("POST", f"/channels/{channel.id}/messages", "wrong", change=change)
    club.wire.nonce_window = -1
    await club.publish(9)
    assert await club.archive.deliveries.counts() == {"unknown": len(WRONG) + 1, "sent": 1}
    assert set(await reasons(club)) == {"Discord's answer could not be read"}
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert await club.archive.deliveries.counts() == {"sent": len(WRONG) + 2}
    assert [len(club.wire.messages(channel)) for channel in [*channels, mine]] == [1] * (len(WRONG) + 1)


async def test_edits_whose_answers_cannot_be_read_wait_longer_each_time_and_hold_up_nothing(club: Club):
    """Other corrections and the next issue go out; the odd messages are asked once, not at every tick."""
    channels = rooms(club, len(WRONG))
    await subscribe(club, *channels, club.channel)
    await club.publish(9)
    for channel, change in zip(channels, WRONG.values(), strict=True):
        club.wire.fault("PATCH", f"/channels/{channel.id}/messages/*", "wrong", change=change, times=math.inf)
    await correct(club)
    await club.publish(10)
    await club.bot.dispatcher.tick()
    await club.bot.dispatcher.tick()
    assert CORRECTED in text_of(club.wire.messages(club.channel)[0])
    assert [len(club.wire.messages(channel)) for channel in channels] == [2] * len(WRONG)
    assert len(club.wire.find("PATCH /channels/{channel_id}/messages/{message_id}")) == len(WRONG) + 1
    said = await reasons(club)
    assert said == ["the correction is not shown: Discord's answer could not be read"] * len(WRONG)


async def test_a_message_that_can_never_be_edited_is_given_up(club: Club):
    await subscribe(club, club.channel)
    await club.publish(9)
    club.wire.fault("PATCH", "/channels/*/messages/*", "wrong", change=WRONG["null"], times=math.inf)
    await correct(club)
    for _ in range(25):
        await club.hurry()
        await club.bot.dispatcher.tick()
    assert len(club.wire.find("PATCH /channels/{channel_id}/messages/{message_id}")) == 20
    assert not await club.archive.outbox.anything(datetime.now(UTC))


@pytest.mark.parametrize("wrong", [None, [None], [[]], {}, [{}], [{"id": "1", "author": None}], "<html>no JSON</html>"])
async def test_a_history_that_cannot_be_read_is_read_again_and_nothing_is_sent_blindly(club: Club, wrong: Any):
    """That is no refusal of the channel, and other channels go on."""
    other = club.wire.add_channel(club.guild, "other")
    await subscribe(club, club.channel, other)
    club.wire.nonce_window = -1
    club.wire.fault("POST", f"/channels/{club.channel.id}/messages", "drop", after=True)
    club.wire.fault("GET", POST, "wrong", change=lambda _: wrong)
    club.wire.fault("GET", POST, status=400, body={"code": 50035})
    await club.publish(9)
    for _ in range(2):
        await club.hurry()
        await club.publish(10)
        assert len(club.wire.messages(club.channel)) == 1
        assert len(club.wire.messages(other)) == 2
        assert any("the look-up failed" in reason for reason in await reasons(club))
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert club.titles(club.channel) == ["Sample News — Week 9, 2026", "Sample News — Week 10, 2026"]
    assert {one.destination.failures for one in await club.archive.subscriptions.all()} == {0}


async def test_an_odd_message_of_somebody_else_hides_nothing(club: Club):
    """One message without most of its fields, beside the digest that is looked for."""
    club.wire.backend.create_message(club.channel.id, club.reader.id, content="hello")
    await subscribe(club, club.channel)
    club.wire.nonce_window = -1
    club.wire.fault("POST", POST, "drop", after=True)
    await club.publish(9)
    keep = ("id", "author")

    def strip(body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        reader = str(club.reader.id)
        return [{k: m[k] for k in keep} if m["author"]["id"] == reader else m for m in body]

    club.wire.fault("GET", POST, "wrong", change=strip)
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert await club.archive.deliveries.counts() == {"sent": 1}
    assert len(club.wire.messages(club.channel)) == 2


@pytest.mark.parametrize("path", ["/guilds/*/threads/active", "/channels/*/threads/archived/public", POST])
async def test_a_forum_whose_posts_cannot_be_read_is_looked_at_again(club: Club, path: str):
    """A post takes no nonce: it is found before it is made a second time."""
    forum = club.wire.add_channel(club.guild, "forum", "forum")
    await subscribe(club, forum)
    club.wire.fault("POST", "/channels/*/threads", "wrong", change=WRONG["null"])
    await club.publish(9)
    for wrong in (None, {"threads": [None], "members": []}):
        club.wire.fault("GET", path, "wrong", change=lambda _, wrong=wrong: wrong)
        await club.hurry()
        await club.bot.dispatcher.tick()
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert await club.archive.deliveries.counts() == {"sent": 1}
    assert len([one for one in club.wire.backend.channels.values() if one.parent_id == forum.id]) == 1


async def test_a_publication_whose_answer_cannot_be_read_is_asked_again_and_holds_up_no_other(club: Club):
    news = [club.wire.add_channel(club.guild, f"news-{n}", "news") for n in range(3)]
    await subscribe(club, *news)
    crosspost = f"/channels/{news[0].id}/messages/*/crosspost"
    club.wire.fault("POST", crosspost, "wrong", change=WRONG["a page"])
    club.wire.fault("POST", crosspost, status=429)  # without `retry_after`: discord.py raises KeyError
    await club.publish(9)
    for _ in range(2):
        await club.hurry()
        await club.bot.dispatcher.tick()
    assert [club.wire.messages(one)[0].flags & 1 for one in news] == [1, 1, 1]
    assert await club.archive.sent.to_publish(datetime(2100, 1, 1, tzinfo=UTC)) == ()


async def test_who_cannot_be_told_of_a_pause_holds_up_nobody(club: Club):
    club.wire.fault("POST", "/users/@me/channels", "wrong", change=WRONG["no keys"])
    await subscribe(club, club.channel)
    club.wire.deny(club.channel, "send_messages")
    await club.publish(9)
    await club.wait_out_grace()
    await club.bot.dispatcher.tick()
    assert (await club.subscription()).destination.state is DestinationState.SUSPENDED


async def test_seventy_destinations_arrive_beside_one_that_is_answered_oddly_for_ever(
    club: Club, monkeypatch: pytest.MonkeyPatch
):
    """More than are under way at once: none waits for the odd one, which is not asked again at every tick."""
    monkeypatch.setattr(retry_policy, "FIRST_DELAY", timedelta(hours=1))  # a slow machine needs more than 2 s
    channels = rooms(club, 70)
    targets = [Target(DestinationKind.CHANNEL, one.id, club.guild.id) for one in (club.channel, *channels)]
    await club.archive.subscriptions.add_all([NewSubscription(target, None) for target in targets], datetime.now(UTC))
    odd = club.wire.fault("POST", f"/channels/{club.channel.id}/messages", "wrong", change=lambda _: {}, times=math.inf)
    await club.publish(9)
    assert [len(club.wire.messages(channel)) for channel in channels] == [1] * 70
    assert await club.archive.deliveries.counts() == {"sent": 70, "unknown": 1}
    assert odd.hits == 1


# --- errors of our own ------------------------------------------------------------------------------


async def test_a_digest_that_cannot_be_made_waits_alone_with_a_reason(club: Club, monkeypatch: pytest.MonkeyPatch):
    other = club.wire.add_channel(club.guild, "other")
    await subscribe(club, club.channel, other)

    def fail_for_first(stored: Any, rendering: Rendering) -> Any:
        if rendering.delivery_id == 1:
            raise ZeroDivisionError
        return render_digest(stored, rendering)

    with monkeypatch.context() as patched, capture_logs():
        patched.setattr(rich, "render_digest", fail_for_first)
        await club.publish(9)
    assert (len(club.wire.messages(club.channel)), len(club.wire.messages(other))) == (0, 1)
    assert await reasons(club) == ["the message could not be made (the log says why)"]
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert len(club.wire.messages(club.channel)) == 1


async def test_an_issue_that_cannot_be_loaded_holds_up_no_other(club: Club):
    """Its row is damaged; the next issue goes to those who do not wait for it."""
    other = club.wire.add_channel(club.guild, "other")
    await subscribe(club, club.channel)
    await club.archive.issues.save(make_issue(9), datetime.now(UTC), deliver=True)
    await club.execute("UPDATE issues SET picks = '{' WHERE week = 9")
    target = Target(DestinationKind.CHANNEL, other.id, club.guild.id)
    await club.archive.subscriptions.add(NewSubscription(target, None), datetime.now(UTC))
    with capture_logs():  # a traceback in colours takes seconds
        await club.publish(10)
    assert club.titles(other) == ["Sample News — Week 10, 2026"]
    assert await reasons(club) == ["something unexpected went wrong, the log says what"]
    await club.execute("UPDATE issues SET picks = '[]' WHERE week = 9")
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert len(club.wire.messages(club.channel)) == 2


@pytest.mark.parametrize("when", ["1", "NEW.state = 'sent'", "NEW.state = 'sending'"])
async def test_a_row_that_cannot_be_written_holds_up_no_other_and_is_sent_once(club: Club, when: str):
    """Even where nothing at all can be written into it: then it waits in memory."""
    other = club.wire.add_channel(club.guild, "other")
    await subscribe(club, club.channel, other)
    poison = f"CREATE TRIGGER poison BEFORE UPDATE ON deliveries WHEN OLD.id = 1 AND {when}"
    await club.execute(f"{poison} BEGIN SELECT RAISE(ABORT, 'poison'); END")
    with capture_logs():
        for week in (9, 10):
            await club.publish(week)
    assert len(club.wire.messages(other)) == 2
    await club.execute("DROP TRIGGER poison")
    club.bot.dispatcher._attempts._quarantine._until.clear()
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert club.titles(club.channel) == ["Sample News — Week 9, 2026", "Sample News — Week 10, 2026"]
