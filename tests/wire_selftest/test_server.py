"""The rules of the server itself, asked by hand."""

from __future__ import annotations

import asyncio
import sys
import time
import types

import aiohttp
import pytest

from tests.wire import Wire
from tests.wire.limits import Window


@pytest.fixture
async def ask(wire):
    """Ask as the bot would: method, path, body -> status, body and headers of the answer."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {wire.token}"}) as http:

        async def ask(method: str, path: str, body: object = None):
            async with http.request(method, f"{wire.url}/api/v10{path}", json=body) as answer:
                is_json = answer.content_type == "application/json"
                return answer.status, await answer.json() if is_json else None, answer.headers

        yield ask


async def test_what_is_not_modelled_is_loud():
    headers = {"Authorization": f"Bot {Wire.token}"}
    async with Wire() as wire, aiohttp.ClientSession(headers=headers) as http:
        async with http.get(f"{wire.url}/api/v10/voice/regions") as answer:
            assert answer.status == 501
        with pytest.raises(AssertionError, match="GET /voice/regions"):
            wire.check()


async def test_a_form_that_is_no_json_is_loud_too():
    headers = {"Authorization": f"Bot {Wire.token}"}
    async with Wire() as wire, aiohttp.ClientSession(headers=headers) as http:
        path = f"/channels/{wire.add_channel(wire.add_guild(), 'news').id}/messages"
        async with http.post(f"{wire.url}/api/v10{path}", data={"payload_json": "{}"}) as answer:
            assert answer.status == 501
        with pytest.raises(AssertionError, match=f"POST {path}"):
            wire.check()


async def test_content_type_and_token(wire, channel, ask):
    path = f"{wire.url}/api/v10/channels/{channel.id}/messages"
    async with aiohttp.ClientSession() as http, http.post(path, json={"content": "x"}) as answer:
        assert answer.headers["Content-Type"] == "application/json"
        assert await answer.json() == {"message": "401: Unauthorized", "code": 0}
    assert (await ask("POST", f"/channels/{channel.id}/messages", {"content": " "}))[1]["code"] == 50006


async def test_history_pages_as_documented(wire, channel, ask):
    """Newest first: before, after and around a message, 50 by default."""
    for number in range(120):
        await ask("POST", f"/channels/{channel.id}/messages", {"content": str(number)})
    middle = wire.messages(channel)[60].id

    async def page(query: str) -> list[int]:
        _, messages, _ = await ask("GET", f"/channels/{channel.id}/messages?{query}")
        return [int(one["content"]) for one in messages]

    assert await page("") == [*range(119, 69, -1)]
    assert await page(f"before={middle}&limit=3") == [59, 58, 57]
    assert await page(f"after={middle}&limit=3") == [63, 62, 61]
    assert await page(f"around={middle}&limit=3") == [61, 60, 59]
    wire.deny(channel, "read_message_history")
    assert await page("") == []


@pytest.mark.parametrize("reading", ["clock", "sliding"])
async def test_the_global_limit_in_both_readings(wire, ask, reading):
    """A second of the clock begins anew at the full second, any second only when the first request is a second old."""
    now = 10.9
    wire.limits.overall, wire.limits.now = Window(2, 1.0, reading), lambda: now
    statuses = [(await ask("GET", "/users/@me"))[0] for _ in range(2)]
    status, refused, headers = await ask("GET", "/users/@me")
    assert [*statuses, status] == [200, 200, 429]
    assert (refused["global"], headers["X-RateLimit-Global"], headers["Via"]) == (True, "true", "1.1 google")
    assert refused["retry_after"] == pytest.approx(0.1 if reading == "clock" else 1.0, abs=0.002)
    now = 11.05
    assert (await ask("GET", "/users/@me"))[0] == (200 if reading == "clock" else 429)
    now = 11.95
    assert (await ask("GET", "/users/@me"))[0] == 200


async def test_a_bucket_tells_what_is_left_and_is_of_one_channel(wire, guild, channel, ask):
    wire.limits.like_discord()
    answers = [await ask("POST", f"/channels/{channel.id}/messages", {"content": "x"}) for _ in range(6)]
    assert [status for status, _, _ in answers] == [200] * 5 + [429]
    assert [headers["X-RateLimit-Remaining"] for _, _, headers in answers] == ["4", "3", "2", "1", "0", "0"]
    assert answers[-1][1]["global"] is False
    assert answers[-1][2]["X-RateLimit-Scope"] == "user"
    other = wire.add_channel(guild, "other")
    assert (await ask("POST", f"/channels/{other.id}/messages", {"content": "x"}))[0] == 200


async def test_ten_messages_an_hour_can_be_published(wire, guild, ask):
    news = wire.add_channel(guild, "news", "news")
    path = f"/channels/{news.id}/messages"
    sent = [(await ask("POST", path, {"content": str(number)}))[1]["id"] for number in range(11)]
    wire.limits.like_discord()
    told = [await ask("POST", f"{path}/{ident}/crosspost") for ident in sent]
    assert [status for status, _, _ in told] == [200] * 10 + [429]
    assert told[-1][1]["retry_after"] > 3500


async def test_who_asks_for_the_forbidden_too_often_is_shut_out_by_cloudflare(wire, channel, ask):
    """A web page without `Via`, whatever is asked."""
    wire.limits.invalid.limit = 3
    wire.deny(channel, "view_channel")
    statuses = [(await ask("GET", f"/channels/{channel.id}"))[0] for _ in range(3)]
    status, body, headers = await ask("GET", "/users/@me")
    assert [*statuses, status] == [403, 403, 403, 429]
    assert body is None
    assert "Via" not in headers
    assert len(wire.limits.invalid.taken) == 4


async def test_opening_too_many_direct_messages_is_refused(wire, ask):
    wire.limits.dm_opens = Window(2, 600)
    people = [wire.add_user(f"reader{number}") for number in range(3)]
    told = [(await ask("POST", "/users/@me/channels", {"recipient_id": str(one.id)}))[1] for one in people]
    assert [one.get("code") for one in told] == [None, None, 40003]
    again = await ask("POST", "/users/@me/channels", {"recipient_id": str(people[0].id)})
    assert again[0] == 200


@pytest.mark.parametrize(("length", "status"), [(70, 200), (90, 400)])
async def test_a_command_has_8000_characters_at_most(wire, ask, length: int, status: int):
    """All names, descriptions and values together; of a translated text the longest counts."""
    choices = [{"name": "x" * length, "name_localizations": {"de": "x" * 9}, "value": str(n)} for n in range(4)]
    options = [{"type": 3, "name": f"o{n}", "description": "x" * 30, "choices": choices} for n in range(25)]
    command = {"type": 1, "name": "search", "description": "x", "options": options}
    told = await ask("PUT", f"/applications/{wire.bot.id}/commands", [command])
    assert told[0] == status
    if status == 400:
        assert told[1]["errors"]["0"]["_errors"][0]["code"] == "APPLICATION_COMMAND_TOO_LARGE"


async def test_a_fault_in_a_form_is_told_at_the_path_of_its_field(wire, channel, ask):
    """As Discord's error reference has it."""
    button = {"type": 2, "style": 5, "label": "x", "url": "x"}
    layout = {"flags": 1 << 15, "components": [{"type": 17, "components": [{"type": 1, "components": [button]}]}]}
    status, told, _ = await ask("POST", f"/channels/{channel.id}/messages", layout)
    assert (status, told["code"]) == (400, 50035)
    row = told["errors"]["components"]["0"]["components"]["0"]
    assert row["components"]["0"]["url"]["_errors"][0]["code"] == "URL_TYPE_INVALID_URL"
    assert wire.messages(channel) == []


async def test_text_of_too_many_bytes_is_failed_at_without_a_word(wire, channel, ask):
    """Where Chinese has 3,400 characters of the 4,000 there may be: a bare 500."""
    layout = {"flags": 1 << 15, "components": [{"type": 10, "content": "文" * 3400}]}
    status, told, _ = await ask("POST", f"/channels/{channel.id}/messages", layout)
    assert (status, told["code"]) == (500, 0)
    assert wire.messages(channel) == []


async def test_a_round_trip_takes_its_time(wire, ask):
    wire.latency = 0.05
    began = time.monotonic()
    await ask("GET", "/users/@me")
    assert time.monotonic() - began >= 0.05


async def test_trips_take_differently_long_around_the_middle(wire, ask, monkeypatch):
    """Each half of a trip for itself, as far as the jitter goes either way and never less than no time."""
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    monkeypatch.setattr("tests.wire.service.asyncio", types.SimpleNamespace(sleep=note))
    wire.latency, wire.jitter = 0.08, 0.02
    for _ in range(50):
        await ask("GET", "/users/@me")
    assert all(0.03 <= wait <= 0.05 for wait in waits)
    assert max(waits) - min(waits) > 0.015
    assert sum(waits) / len(waits) == pytest.approx(0.04, abs=0.003)
    wire.latency = 0.0
    await ask("GET", "/users/@me")
    assert all(0 <= wait <= 0.01 for wait in waits[-2:])


async def test_a_fault_strikes_when_and_as_often_as_it_should(wire, channel, ask):
    """Twice, for a path, and only where a condition holds."""
    path = "/channels/*/messages"
    wire.fault("POST", path, status=502, times=2, when=lambda call: call.form["content"] == "x")
    contents = ["y", "x", "y", "x", "x"]
    sent = [await ask("POST", f"/channels/{channel.id}/messages", {"content": content}) for content in contents]
    assert [status for status, _, _ in sent] == [200, 502, 200, 502, 200]
    assert [one.fault for one in wire.find(status=502)] == ["answer before the effect"] * 2
    assert [one.content for one in wire.messages(channel)] == ["y", "y", "x"]


async def test_a_killed_bot_makes_room_for_the_next(wire, guild, channel, ada):
    """The dead session does not swallow what people ask."""
    for life in (1, 2):
        command = [sys.executable, "-m", "tests.wire_selftest", wire.url, wire.token]
        process = await asyncio.create_subprocess_exec(*command)
        try:
            await wire.synced(times=life)
            await wire.connected()
            assert (await wire.slash(ada, channel, "search", query=str(life))).message.content == f"found {life}"
        finally:
            process.kill()
            await process.wait()
        await wire.until(lambda: not wire.gateway.live())
    assert wire.gateway.identifies == 2
    assert ("search", 1) in wire.backend.commands[None]
