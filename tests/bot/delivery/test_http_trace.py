"""Which 429 is a limit, which one a ban: a limit is waited for and nothing else happens."""

import time
from typing import Any

import discord
import pytest

from tests.bot.club import Club

NO_VIA: dict[str, Any] = {"status": 429, "without": ("Via",)}
LIMITS: list[dict[str, Any]] = [
    NO_VIA | {"body": {"retry_after": 0.3}},
    NO_VIA | {"body": {"retry_after": 0.3}, "headers": {"Content-Type": "application/json; charset=utf-8"}},
    NO_VIA | {"body": {"retry_after": 0.3, "global": True}},
    NO_VIA | {"headers": {"X-RateLimit-Reset-After": "0.3"}},
    NO_VIA | {"headers": {"x-ratelimit-scope": "user", "Retry-After": "0.3"}},
    NO_VIA | {"body": {"retry_after": "soon"}, "headers": {"X-RateLimit-Remaining": "0", "Retry-After": "0.3"}},
    {"status": 429, "body": {"retry_after": None}, "headers": {"Retry-After": "0.3"}},
    {"status": 429, "headers": {"Content-Type": "text/html", "Retry-After": "0.3"}},
    {"status": 429, "body": {"retry_after": float("nan")}, "headers": {"X-RateLimit-Reset-After": "0.3"}},
]


@pytest.mark.parametrize("settings", LIMITS)
async def test_a_429_with_a_time_to_wait_is_waited_for(club: Club, settings: dict[str, Any]):
    """Of a message, and of an answer to a person; deliveries are not stopped by it."""
    for path in ("/channels/*/messages", "/interactions/*/callback"):
        club.wire.fault("POST", path, **settings)
    began = time.monotonic()
    await club.bot.get_partial_messageable(club.channel.id).send("x")
    assert 0.25 <= time.monotonic() - began < 2
    assert len(club.wire.messages(club.channel)) == 1
    reply = await club.wire.slash(club.reader, club.channel, "search", query="zeppelin")
    assert "Nothing found" in reply.text()
    assert club.bot.traffic.is_open


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "600"}])
async def test_a_429_that_says_nothing_shuts_the_address_out(club: Club, headers: dict[str, str]):
    """As Cloudflare's page does: nothing is sent for a while, as knocking makes it worse."""
    club.wire.fault("GET", "/users/@me", headers=headers, **NO_VIA)
    with pytest.raises(Exception, match="429"):
        await club.bot.http.request(discord.http.Route("GET", "/users/@me"))
    assert not club.bot.traffic.is_open


async def test_a_digest_waits_for_a_limit_without_via(club: Club):
    """It arrives once, a moment later; it is not counted as refused."""
    await club.subscribe()
    club.wire.fault("POST", "/channels/*/messages", **NO_VIA, body={"retry_after": 0.2})
    await club.publish(50)
    assert len(club.wire.messages(club.channel)) == 1
