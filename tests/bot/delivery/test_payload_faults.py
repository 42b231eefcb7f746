"""Messages that Discord refuses as malformed, and a token that it refuses."""

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.delivery.dispatcher import Dispatcher
from bot.delivery.retry_policy import TokenRefusedError
from storage.facts import RESUMED
from tests.bot.club import Club
from tests.samples import make_entry, make_issue
from tests.wire import Channel
from tests.wire.exchanges import Fault

POST = "/channels/*/messages"
INVALID: dict[str, Any] = {"status": 400, "body": {"code": 50035, "message": "Invalid Form Body"}}


async def subscribed(club: Club, number: int) -> list[Channel]:
    rooms = [club.wire.add_channel(club.guild, f"room-{n}") for n in range(number)]
    for room in rooms:
        await club.subscribe(room)
    return rooms


def refuse(club: Club, week: int = 9) -> Fault:
    """Discord takes no digest of that week."""
    return club.wire.fault("POST", POST, times=math.inf, when=lambda call: f"Week {week}," in str(call.form), **INVALID)


@pytest.mark.parametrize("number", [2, 5])
async def test_an_issue_that_is_refused_everywhere_stands_still_and_is_said_once(club: Club, number: int):
    """Nothing is refused for good, nobody is asked again, and the next issue goes out."""
    rooms = await subscribed(club, number)
    fault = refuse(club)
    with capture_logs() as logs:
        await club.publish(9)
        asked = fault.hits
        await club.bot.dispatcher.tick()
    assert fault.hits == asked
    assert await club.archive.deliveries.counts() == {"queued": number}
    (alert,) = [entry for entry in logs if entry["log_level"] == "error"]
    assert "stands still" in alert["event"]
    assert "code 50035" in alert["reason"]
    await club.publish(10)
    assert [club.titles(room) for room in rooms] == [["Sample News — Week 10, 2026"]] * number


@pytest.mark.parametrize("how", ["a correction", "resume", "a restart"])
async def test_an_issue_that_stands_still_goes_on(club: Club, how: str):
    rooms = await subscribed(club, 4)
    fault = refuse(club)
    await club.publish(9)
    fault.times = 0
    if how == "a correction":
        await club.archive.issues.save(make_issue(9, make_entry("Another", "2601.00010")), datetime.now(UTC))
    elif how == "resume":
        await club.archive.facts.put(RESUMED, datetime.now(UTC).isoformat())
    else:
        club.bot.dispatcher = Dispatcher(club.bot, club.archive, club.bot.traffic)
    await club.bot.dispatcher.tick()
    assert [len(club.wire.messages(room)) for room in rooms] == [1] * 4
    assert await club.archive.deliveries.counts() == {"sent": 4}


async def test_refusals_at_different_hours_are_one_fault_too(club: Club):
    """The first was taken for one channel's trouble: it is taken back."""
    (first,) = await subscribed(club, 1)
    fault = refuse(club)
    await club.publish(9)
    assert await club.archive.deliveries.counts() == {"refused": 1}
    (second,) = [club.wire.add_channel(club.guild, "second")]
    await club.subscribe(second)
    subscription = await club.archive.subscriptions.of_channel(second.id)
    assert subscription is not None
    await club.archive.deliveries.request(3, subscription.id, datetime.now(UTC))
    await club.bot.dispatcher.tick()
    assert await club.archive.deliveries.counts() == {"queued": 2}
    fault.times = 0
    await club.archive.facts.put(RESUMED, "now")
    await club.bot.dispatcher.tick()
    assert (len(club.wire.messages(first)), len(club.wire.messages(second))) == (1, 1)


async def test_one_channel_that_refuses_among_others_is_refused_alone_and_can_have_it_again(club: Club):
    rooms = await subscribed(club, 6)
    odd = club.wire.fault("POST", f"/channels/{rooms[0].id}/messages", times=math.inf, **INVALID)
    await club.publish(9)
    assert await club.archive.deliveries.counts() == {"refused": 1, "sent": 5}
    odd.times = 0
    issue = (await club.archive.issues.find("week 9"))[0].id
    assert await club.archive.deliveries.again(issue, datetime.now(UTC), [rooms[1].id]) == 0, "it has arrived there"
    assert await club.archive.deliveries.again(issue, datetime.now(UTC)) == 1
    await club.bot.dispatcher.tick()
    assert [len(club.wire.messages(room)) for room in rooms] == [1] * 6


async def test_the_offer_of_the_latest_issue_says_what_became_of_it(club: Club):
    """Refused, it says so with the reason; pressed again, it is sent again."""
    await club.archive.issues.save(make_issue(9), datetime.now(UTC))
    fault = refuse(club)
    told = await club.subscribe()
    button = "Send the latest issue now"
    pressed = club.wire.use(club.admin, told.message, button)
    await club.wire.until(lambda: len(pressed.messages) > 0 and "could not be posted" in pressed.text())
    assert "Invalid Form Body" in pressed.text()
    fault.times = 0
    again = await club.subscribe()
    assert button not in again.text()
    assert await club.archive.deliveries.counts() == {"refused": 1}


@pytest.mark.parametrize(("status", "code"), [(401, 0), (403, 40001), (401, 50014)])
@pytest.mark.parametrize("route", ["POST", "PATCH", "GET", "publish"])
async def test_a_refused_token_ends_delivery_wherever_it_is_said_and_loses_nothing(
    club: Club, status: int, code: int, route: str
):
    news = club.wire.add_channel(club.guild, "announcements", "news")
    await club.subscribe(news)
    path = {"POST": POST, "PATCH": "/channels/*/messages/*", "GET": POST, "publish": "/channels/*/messages/*/crosspost"}
    if route == "GET":
        club.wire.fault("POST", POST, "drop", after=True)
    if route in ("PATCH", "GET"):
        await club.publish(9)
        await club.archive.issues.save(make_issue(9, make_entry("Another", "2601.00010")), datetime.now(UTC))
        await club.execute("UPDATE deliveries SET next_at = due_at")
    club.wire.fault("POST" if route == "publish" else route, path[route], status=status, body={"code": code})
    with pytest.raises(TokenRefusedError):
        await (club.bot.dispatcher.tick() if route in ("PATCH", "GET") else club.publish(9))
    await club.hurry()
    await club.bot.dispatcher.tick()
    await club.bot.dispatcher.tick()
    (message,) = club.wire.messages(news)
    assert message.flags & 1
    assert ("Another" in str(message.embeds)) is (route in ("PATCH", "GET"))
