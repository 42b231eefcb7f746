"""A backup was put back, the file beside the database with it: Discord tells, and nothing is posted twice."""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.delivery import channel_history, restore_check
from bot.delivery.dispatcher import Dispatcher
from bot.delivery.http_trace import Traffic
from bot.digest.registry import choose_format
from bot.ui.reasons import describe_reason
from newsletter.model import Issue
from storage.archive import Archive
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.bot.club import Club
from tests.reading import text_of
from tests.samples import make_issue
from tests.wire import Channel

LOOK = "GET /channels/{channel_id}/messages"


class Life:
    """A process on a database."""

    def __init__(self, club: Club, archive: Archive) -> None:
        self.archive = archive
        self.dispatcher = Dispatcher(club.bot, archive, Traffic())

    async def publish(self, issue: Issue) -> None:
        await self.archive.issues.save(issue, datetime.now(UTC), deliver=True)
        await self.dispatcher.tick()

    async def restored(self) -> bool:
        return await self.archive.restores.last(datetime.now(UTC)) is not None


@pytest.fixture
def life(club: Club) -> Life:
    return Life(club, club.archive)


async def subscribe(archive: Archive, channel: Channel, user_id: int | None = None) -> None:
    kind = DestinationKind.CHANNEL if channel.guild_id else DestinationKind.DM
    target = Target(kind, channel.id, channel.guild_id, user_id)
    await archive.subscriptions.add(NewSubscription(target, None), datetime.now(UTC))


def back_up(club: Club, folder: Path) -> Path:
    """The database and what lies beside it."""
    folder.mkdir()
    origin, copy = club.archive.database.path, folder / "paperboy.db"
    source, target = sqlite3.connect(origin), sqlite3.connect(copy)
    source.backup(target)
    source.close()
    target.close()
    shutil.copy(f"{origin}.generation", f"{copy}.generation")
    return copy


@asynccontextmanager
async def put_back(club: Club, copy: Path) -> AsyncIterator[Life]:
    """The next process, on a backup, when Discord has forgotten all nonces."""
    club.wire.clock.advance(3600)
    async with await Archive.open(copy) as archive:
        yield Life(club, archive)


def weeks(club: Club, channel: Channel) -> list[int]:
    """The digests of a destination; of a forum, those of its posts."""
    posts = sorted(
        (one for one in club.wire.backend.channels.values() if one.parent_id == channel.id), key=lambda one: one.id
    )
    messages = [message for place in (channel, *posts) for message in club.wire.messages(place)]
    return [int(text_of(one).partition("Week ")[2].partition(",")[0]) for one in messages]


async def test_after_a_restored_folder_no_kind_of_destination_gets_a_digest_twice(
    club: Club, life: Life, tmp_path: Path
):
    """The backup has issue 10 queued; it went out since. Issue 11 is sent once, and without a look-up again."""
    wire = club.wire
    places = [
        club.channel,
        wire.add_channel(club.guild, "announced", "news"),
        wire.add_channel(club.guild, "forum", "forum"),
    ]
    places += [wire.add_thread(club.channel, "thread"), wire.dm_channel(club.reader)]
    for place in places:
        await subscribe(life.archive, place, club.reader.id)
    places.remove(club.channel)  # else its thread's digests count as its own
    await life.publish(make_issue(9))
    await life.archive.issues.save(make_issue(10), datetime.now(UTC), deliver=True)
    copy = back_up(club, tmp_path / "backup")
    await life.dispatcher.tick()
    async with put_back(club, copy) as second:
        await second.dispatcher.tick()
        assert await second.restored()
        assert [weeks(club, place) for place in places] == [[9, 10]] * len(places)
        assert await second.archive.deliveries.counts() == {"sent": 10}
        looks = len(wire.find(LOOK))
        await second.publish(make_issue(11))
        assert [weeks(club, place) for place in places] == [[9, 10, 11]] * len(places)
        assert len(wire.find(LOOK)) == looks, "everything is known again"


async def test_an_issue_that_comes_in_again_after_a_restore_is_recognised_under_another_id(
    club: Club, life: Life, tmp_path: Path
):
    """Issue 11 gets the id that issue 10 had; a digest that bears that id is not taken for it."""
    await subscribe(life.archive, club.channel)
    await life.publish(make_issue(9))
    copy = back_up(club, tmp_path / "backup")
    await life.publish(make_issue(10))
    await life.publish(make_issue(11))
    async with put_back(club, copy) as second:
        for week in (11, 10, 12):
            await second.publish(make_issue(week))
        assert weeks(club, club.channel) == [9, 10, 11, 12]


async def test_an_issue_that_gets_the_id_of_one_that_was_sent_is_sent(club: Club, life: Life, tmp_path: Path):
    await subscribe(life.archive, club.channel)
    await life.publish(make_issue(9))
    copy = back_up(club, tmp_path / "backup")
    await life.publish(make_issue(10))
    async with put_back(club, copy) as second:
        await second.publish(make_issue(11))
        assert weeks(club, club.channel) == [9, 10, 11]


async def test_a_corrected_issue_is_recognised_after_a_restore(club: Club, life: Life, tmp_path: Path):
    """By its date and address; its title is another one now."""
    await subscribe(life.archive, club.channel)
    await life.publish(make_issue(9))
    copy = back_up(club, tmp_path / "backup")
    await life.publish(make_issue(10))
    async with put_back(club, copy) as second:
        await second.publish(make_issue(10, title="The Week 10, as it was meant"))
        assert len(club.wire.messages(club.channel)) == 2


async def test_a_process_that_died_while_sending_is_no_restore(club: Club, life: Life):
    """The digest is there and the ledger has it as being sent: it is found, and nothing else is looked up."""
    other = club.wire.add_channel(club.guild, "other")
    for channel in (club.channel, other):
        await subscribe(life.archive, channel)
    await life.publish(make_issue(9))
    await life.archive.issues.save(make_issue(10), datetime.now(UTC), deliver=True)
    await life.dispatcher.tick()
    await life.archive.database.write(
        lambda c: [
            c.execute("UPDATE deliveries SET state = 'sending' WHERE id = (SELECT max(id) FROM deliveries)"),
            c.execute("UPDATE messages SET message_id = NULL WHERE delivery_id = (SELECT max(id) FROM deliveries)"),
        ]
    )
    club.wire.clock.advance(3600)
    await Life(club, life.archive).dispatcher.tick()
    assert not await life.restored()
    assert [weeks(club, channel) for channel in (club.channel, other)] == [[9, 10]] * 2


async def test_answers_and_what_people_write_are_no_sign_of_a_restore(club: Club, life: Life):
    """An issue that somebody opened, a page that was shared, and talk."""
    wire = club.wire
    await subscribe(life.archive, club.channel)
    await life.publish(make_issue(9))
    await wire.synced()
    await wire.slash(club.reader, club.channel, "latest")
    found = await wire.slash(club.reader, club.channel, "search", query="pruning")
    await wire.use(club.reader, found.message, "Share here")
    wire.backend.create_message(club.channel.id, club.reader.id, content="# Sample News — Week 10, 2026")
    second = Life(club, life.archive)
    await second.publish(make_issue(10))
    assert not await second.restored()


async def test_an_ordinary_restart_reads_a_sample_and_sends_the_rest_at_once(
    club: Club, life: Life, monkeypatch: pytest.MonkeyPatch
):
    """However many deliveries wait, and however much people have written there."""
    monkeypatch.setattr(restore_check, "FIRST", 2)
    monkeypatch.setattr(restore_check, "SAMPLE", 4)
    channels = [club.wire.add_channel(club.guild, f"c{number}") for number in range(12)]
    for channel in channels:
        await subscribe(life.archive, channel)
    await life.publish(make_issue(9))
    for channel in channels:
        club.wire.backend.create_message(channel.id, club.reader.id, content="nice")
    second = Life(club, life.archive)
    await second.publish(make_issue(10))
    assert all(len(club.wire.messages(channel)) == 3 for channel in channels)
    assert len(club.wire.find(LOOK)) <= restore_check.SAMPLE
    assert not await second.restored()


async def test_where_history_is_hidden_a_restored_digest_waits_with_a_reason(club: Club, life: Life, tmp_path: Path):
    """Another channel shows that a backup was put back."""
    hidden = club.wire.add_channel(club.guild, "hidden")
    for channel in (club.channel, hidden):
        await subscribe(life.archive, channel)
    await life.publish(make_issue(9))
    await life.archive.issues.save(make_issue(10), datetime.now(UTC), deliver=True)
    copy = back_up(club, tmp_path / "backup")
    await life.dispatcher.tick()
    club.wire.deny(hidden, "read_message_history")
    await asyncio.sleep(0.05)
    async with put_back(club, copy) as second:
        await second.dispatcher.tick()
        assert [weeks(club, channel) for channel in (club.channel, hidden)] == [[9, 10]] * 2
        (waiting,) = await second.archive.history.waiting()
        assert "Read Message History" in describe_reason(waiting.reason)


async def test_where_no_destination_may_be_read_the_file_alone_decides(club: Club, life: Life):
    await subscribe(life.archive, club.channel)
    club.wire.deny(club.channel, "read_message_history")
    await asyncio.sleep(0.05)
    await life.publish(make_issue(9))
    assert weeks(club, club.channel) == [9]
    assert not await life.restored()


async def test_without_an_answer_in_time_each_digest_is_looked_up(
    club: Club, life: Life, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Delivery waits no longer than that for the sample, and nothing is sent twice."""
    monkeypatch.setattr(restore_check, "SECONDS", 0.3)
    await subscribe(life.archive, club.channel)
    await life.publish(make_issue(9))
    await life.archive.issues.save(make_issue(10), datetime.now(UTC), deliver=True)
    copy = back_up(club, tmp_path / "backup")
    await life.dispatcher.tick()
    club.wire.fault("GET", "/channels/*/messages", "delay", seconds=1.5, times=1)
    async with put_back(club, copy) as second:
        began = time.monotonic()
        await second.dispatcher.tick()
        assert time.monotonic() - began < 1.5
        assert weeks(club, club.channel) == [9, 10]


@pytest.mark.parametrize("part", [{"embeds": 7}, {"components": [None]}, {"author": None}, {"id": None}])
async def test_a_message_that_cannot_be_read_is_no_digest(club: Club, life: Life, part: dict[str, object]):
    """It raises nothing, so that it hides no other message."""
    await subscribe(life.archive, club.channel)
    await life.publish(make_issue(9))
    (sent,) = await club.bot.http.logs_from(club.channel.id, 1)
    choice = choose_format(None)
    assert channel_history._sight(club.bot, dict(sent), club.channel.id, choice) is not None
    assert channel_history._sight(club.bot, {**sent, "flags": "x"}, club.channel.id, choice) is not None  # not needed
    assert channel_history._sight(club.bot, {**sent, **part}, club.channel.id, choice) is None
