"""What discord.py does under each fault of the wire: how many requests it takes, and what the person saw.

Paperboy's own decisions (bot/delivery/verdict.py) rest on these.
"""

import asyncio
import math
import types
from typing import Any

import aiohttp
import discord
import pytest

MESSAGES = "/channels/{channel_id}/messages"
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """discord.py waits 1, 3, 5 … s before it repeats: here it goes on at once, and other waits stay as they are."""
    hurried = types.SimpleNamespace(**vars(asyncio))
    hurried.sleep = lambda _: asyncio.sleep(0)
    monkeypatch.setattr(discord.http, "asyncio", hurried)


# fault, its settings; requests, whether discord.py reports success, messages that are there
SENDING: list[tuple[str, dict[str, Any], int, bool, int]] = [
    *[("answer", {"status": status}, 2, True, 1) for status in (500, 502, 504, 524)],
    ("answer", {"status": 500, "times": 4}, 5, True, 1),
    ("answer", {"status": 500, "times": math.inf}, 5, False, 0),
    ("answer", {"status": 500, "after": True}, 2, True, 1),  # it had its effect: the nonce makes one of two
    *[("answer", {"status": status}, 1, False, 0) for status in (400, 401, 403, 404, 501, 503)],
    ("answer", {"status": 503, "after": True}, 1, False, 1),
    ("answer", {"status": 429, "body": {"retry_after": 0.05}}, 2, True, 1),
    ("answer", {"status": 429, "body": {"retry_after": 0.01}, "times": 4}, 5, True, 1),
    ("answer", {"status": 429, "body": {"retry_after": 0.01}, "times": math.inf}, 5, False, 0),
    ("answer", {"status": 429, "without": ("Via",), "body": {"retry_after": 0.05}}, 1, False, 0),
    ("cloudflare", {"status": 429}, 1, False, 0),
    ("cloudflare", {"status": 502}, 2, True, 1),
    ("delay", {"seconds": 0.2}, 1, True, 1),
    ("delay", {"seconds": 0.2, "after": True}, 1, True, 1),
    ("drop", {}, 1, False, 0),
    ("drop", {"after": True}, 1, False, 1),
    ("cut", {}, 1, False, 1),
    ("malformed", {}, 1, False, 1),
    ("wrong", {"change": lambda _: None}, 1, False, 1),
    ("wrong", {"change": lambda _: {}}, 1, False, 1),
    ("wrong", {"change": lambda _: "<html>a page</html>"}, 1, False, 1),
]


@pytest.mark.parametrize(("kind", "settings", "requests", "succeeds", "there"), SENDING)
async def test_a_message_is_repeated_or_given_up(
    wire, channel, bot, kind: str, settings: dict[str, Any], requests: int, succeeds: bool, there: int
):
    """500, 502, 504, 524 and a 429 with `Via` are repeated, five requests at most; all else is ours to repeat."""
    wire.fault("POST", f"/channels/{channel.id}/messages", kind, **settings)
    try:
        await bot.get_channel(channel.id).send("the digest", nonce="n")
        succeeded = True
    except Exception:  # which one is for tests/bot; that it is told at all is what counts here
        succeeded = False
    assert succeeded is succeeds
    assert len(wire.find(f"POST {MESSAGES}")) == requests
    assert [one.content for one in wire.messages(channel)] == ["the digest"] * there


# fault, its settings; requests, whether the person saw the answer
ANSWERING: list[tuple[str, dict[str, Any], int, bool]] = [
    ("answer", {"status": 500}, 2, True),
    ("answer", {"status": 500, "after": True}, 2, True),  # the repeat is refused with 40060
    ("answer", {"status": 503}, 1, False),
    ("answer", {"status": 503, "after": True}, 1, True),
    ("answer", {"status": 404, "body": {"message": "Unknown interaction", "code": 10062}}, 1, False),
    ("answer", {"status": 429, "body": {"retry_after": 0.05}}, 2, True),
    ("answer", {"status": 429, "without": ("Via",), "body": {"retry_after": 0.05}}, 1, False),
    ("cloudflare", {"status": 429}, 1, False),
    ("delay", {"seconds": 0.2}, 1, True),
    ("drop", {}, 1, False),
    ("drop", {"after": True}, 1, True),
    ("cut", {}, 1, True),
    ("malformed", {}, 1, True),
]


@pytest.mark.parametrize(("kind", "settings", "requests", "seen"), ANSWERING)
async def test_an_answer_is_seen_or_the_application_did_not_respond(
    wire, channel, ada, bot, kind: str, settings: dict[str, Any], requests: int, seen: bool
):
    """Whatever discord.py thinks of it, what counts is the person's screen."""
    wire.fault("POST", "/interactions/*/callback", kind, **settings)
    asked = wire.slash(ada, channel, "search", query="x")
    await wire.until(lambda: len(wire.find(f"POST {CALLBACK}")) >= requests, what=f"{requests} requests")
    wire.answer_within = 0.5
    if seen:
        assert (await asked).message.content == "found x"
    else:
        with pytest.raises(TimeoutError, match="an answer to"):
            await asked
    assert len(wire.find(f"POST {CALLBACK}")) == requests


async def test_an_answer_slower_than_three_seconds_is_too_late(wire, channel, ada, bot):
    """10062, and the person saw that the application did not respond."""
    wire.answer_within = 0.2
    wire.fault("POST", "/interactions/*/callback", "delay", seconds=0.4)
    with pytest.raises(TimeoutError, match="an answer to"):
        await wire.slash(ada, channel, "search", query="x")
    await wire.until(lambda: bool(wire.find(f"POST {CALLBACK}")))
    assert [one.response["code"] for one in wire.find(f"POST {CALLBACK}")] == [10062]


@pytest.mark.parametrize(("times", "succeeds"), [(1, True), (2, False)])
async def test_a_dropped_look_back_is_asked_for_twice(wire, channel, bot, times: int, succeeds: bool):
    """Reading is safe to repeat, and aiohttp repeats it once where the connection had been used before."""
    place = bot.get_channel(channel.id)
    await place.send("x")
    fault = wire.fault("GET", "/channels/*/messages", "drop", times=times)
    if succeeds:
        assert [one.content async for one in place.history()] == ["x"]
    else:
        with pytest.raises((OSError, aiohttp.ClientError), match=r"(?i)disconnect|reset"):
            [one async for one in place.history()]
    assert fault.hits == times


async def test_a_message_refused_for_good_costs_one_request_of_the_budget(wire, channel, bot):
    """10,000 of these in ten minutes ban the address."""
    wire.refused[channel.id] = 50013
    with pytest.raises(discord.Forbidden):
        await bot.get_channel(channel.id).send("x")
    assert len(wire.limits.invalid.taken) == 1
