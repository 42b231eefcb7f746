"""Discord refuses a picture: the digest arrives without it, once, and nobody is blamed."""

import math
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import discord
import pytest
from discord import ui
from structlog.testing import capture_logs

from bot.digest.format import Payload, Rendering
from bot.digest.registry import FORMATS
from storage.records import StoredIssue
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.bot.club import Club
from tests.reading import text_of
from tests.samples import make_entry, make_issue
from tests.wire import Channel
from tests.wire.exchanges import Exchange, Fault

PICTURE = "https://pictures.example/dead.png"
REFUSED: dict[str, Any] = {
    "code": 50035,
    "message": "Invalid Form Body",
    "errors": {
        "components": {"0": {"items": {"0": {"media": {"url": {"_errors": [{"code": "URL", "message": ""}]}}}}}}
    },
}
POST, FORUM_POST, EDIT = "/channels/*/messages", "/channels/*/threads", "/channels/*/messages/*"
Render = Callable[[Any, StoredIssue, Rendering], Payload]


def with_picture(render: Render) -> Render:
    def render_with_picture(self: Any, stored: StoredIssue, rendering: Rendering) -> Payload:
        payload = render(self, stored, rendering)
        if rendering.with_pictures and "view" in payload:
            gallery: ui.MediaGallery[Any] = ui.MediaGallery()
            payload["view"].add_item(gallery.add_item(media=PICTURE))
        elif rendering.with_pictures:
            payload["embeds"][0].set_image(url=PICTURE)
        return payload

    return render_with_picture


@pytest.fixture(autouse=True)
def illustrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each digest has a picture, whatever its format."""
    for kind in {type(one) for one in FORMATS.values()}:
        monkeypatch.setattr(kind, "render", with_picture(kind.render))


def has_picture(call: Exchange) -> bool:
    return PICTURE in str(call.form)


def refuse(club: Club, method: str, path: str, when: Callable[[Exchange], bool] = has_picture) -> Fault:
    return club.wire.fault(method, path, times=math.inf, status=400, body=REFUSED, when=when)


async def subscribe(club: Club, place: str) -> Channel:
    """Subscribe a place of a kind; where its digest will be."""
    if place == "dm":
        channel_id = (await club.bot.create_dm(discord.Object(club.reader.id))).id
        channel = club.wire.backend.channels[channel_id]
        target = Target(DestinationKind.DM, channel.id, None, club.reader.id)
    else:
        channel = club.wire.add_channel(club.guild, place, "text" if place == "thread" else place)
        if place == "thread":
            channel = club.wire.add_thread(channel, "digests")
        target = Target(DestinationKind.CHANNEL, channel.id, club.guild.id, None)
    await club.archive.subscriptions.add(NewSubscription(target, None), datetime.now(UTC))
    return channel


def digests(club: Club, channel: Channel) -> list[str]:
    """What is posted there, in a forum in its posts."""
    places = [one for one in club.wire.backend.channels.values() if channel.id in (one.id, one.parent_id)]
    return [f"{text_of(message)} {message.embeds}" for one in places for message in club.wire.messages(one)]


@pytest.mark.parametrize("place", ["text", "news", "thread", "dm", "forum"])
async def test_the_same_digest_arrives_without_pictures_in_the_same_attempt(club: Club, place: str):
    channel = await subscribe(club, place)
    fault = refuse(club, "POST", FORUM_POST if place == "forum" else POST)
    await club.publish(9)
    assert await club.archive.deliveries.counts() == {"sent": 1}
    await club.bot.dispatcher.tick()
    (digest,) = digests(club, channel)
    assert "Paper of week 9" in digest
    assert PICTURE not in digest
    assert fault.hits == 1
    route = "threads" if place == "forum" else "messages"
    asked = club.wire.find(f"POST /channels/{{channel_id}}/{route}")
    assert [has_picture(one) for one in asked] == [True, False]
    assert len({one.form.get("nonce") for one in asked}) == 1
    assert (await club.subscription()).suspension_reason is None


async def test_it_is_said_once_for_an_issue_and_what_comes_later_is_sent_without_at_once(club: Club):
    rooms = [await subscribe(club, "text") for _ in range(3)]
    fault = refuse(club, "POST", POST)
    with capture_logs() as logs:
        await club.publish(9)
        late = await subscribe(club, "text")
        subscription = await club.archive.subscriptions.of_channel(late.id)
        assert subscription is not None
        await club.archive.deliveries.request(3, subscription.id, datetime.now(UTC))
        await club.bot.dispatcher.tick()
    assert [len(club.wire.messages(room)) for room in (*rooms, late)] == [1] * 4
    assert fault.hits <= len(rooms)
    (said,) = [entry for entry in logs if "pictures refused" in entry["event"]]
    assert "Invalid Form Body" in said["reason"]


@pytest.mark.parametrize("place", ["text", "news", "thread", "dm"])
async def test_a_correction_is_shown_without_pictures(club: Club, place: str):
    """In an archived thread too."""
    channel = await subscribe(club, place)
    await club.publish(9)
    assert PICTURE in str(club.wire.messages(channel)[0])
    if place == "thread":
        club.wire.archive(channel)
    fault = refuse(club, "PATCH", EDIT)
    await club.archive.issues.save(make_issue(9, make_entry("Another", "2601.00010")), datetime.now(UTC))
    await club.bot.dispatcher.tick()
    (digest,) = digests(club, channel)
    assert "Another" in digest
    assert PICTURE not in digest
    assert fault.hits == 1
    assert await club.archive.sent.to_edit(datetime.now(UTC)) == ()


async def test_a_message_that_is_refused_without_pictures_too_is_our_fault_as_before(club: Club):
    await subscribe(club, "text")
    fault = refuse(club, "POST", POST, lambda _: True)
    with capture_logs() as logs:
        await club.publish(9)
    assert fault.hits == 2
    assert await club.archive.deliveries.counts() == {"refused": 1}
    assert not [entry for entry in logs if "pictures refused" in entry["event"]]


async def test_an_answer_that_is_lost_after_a_refusal_doubles_nothing(club: Club):
    """The second attempt has arrived although no answer came: it is found by its nonce."""
    channel = await subscribe(club, "text")
    refuse(club, "POST", POST)
    club.wire.fault("POST", POST, "drop", after=True, when=lambda call: not has_picture(call))
    await club.publish(9)
    await club.hurry()
    await club.bot.dispatcher.tick()
    assert await club.archive.deliveries.counts() == {"sent": 1}
    assert len(club.wire.messages(channel)) == 1
