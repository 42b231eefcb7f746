"""The rules of the server itself, without a bot."""

from __future__ import annotations

import asyncio
import sys

import aiohttp
import pytest

from tests.wire import Wire, components
from tests.wire.calls import Call
from tests.wire.limits import Bucket, Limits


async def test_what_is_not_modelled_is_loud():
    async with Wire() as wire, aiohttp.ClientSession() as http:
        async with http.get(f"{wire.url}/api/v10/voice/regions") as answer:
            assert answer.status == 501
        with pytest.raises(AssertionError, match="GET /voice/regions"):
            wire.check()


async def test_content_type_token_and_json(wire, channel):
    path = f"{wire.url}/api/v10/channels/{channel.id}/messages"
    async with aiohttp.ClientSession() as http:
        async with http.post(path, json={"content": "x"}) as answer:
            assert answer.headers["Content-Type"] == "application/json"
            assert await answer.json() == {"message": "401: Unauthorized", "code": 0}
        headers = {"Authorization": f"Bot {wire.token}", "Content-Type": "application/json"}
        async with http.post(path, data=b"{broken", headers=headers) as answer:
            assert (await answer.json())["code"] == 50109
        async with http.post(path, json={"content": " "}, headers=headers) as answer:
            assert (await answer.json())["code"] == 50006
        async with http.post(path, json={"content": "x" * 2001, "nonce": "n" * 26}, headers=headers) as answer:
            faults = (await answer.json())["errors"]
            assert faults["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"
            assert "nonce" in faults


def test_chinese_text_hits_the_undocumented_byte_limit():
    """https://github.com/discord/discord-api-docs/issues/8554"""
    components.check_text_bytes([{"type": 10, "content": "字" * 3386}])
    with pytest.raises(Exception, match="500"):
        components.check_text_bytes([{"type": 10, "content": "字" * 3387}])


@pytest.mark.parametrize("reading", ["clock", "sliding"])
def test_the_global_limit_in_both_readings(reading):
    now = 10.9
    limits = Limits(per_second=2, reading=reading, now=lambda: now)
    call = Call("GET", "/users/@me", "/users/@me", {}, {})
    assert [limits.take(call, limited=True)[0] for _ in range(2)] == [None, None]
    refused, _ = limits.take(call, limited=True)
    assert refused is not None
    assert refused.body["global"] is True
    assert refused.body["retry_after"] == pytest.approx(0.1 if reading == "clock" else 1.0, abs=0.002)
    now = 11.05
    again, _ = limits.take(call, limited=True)
    assert (again is None) == (reading == "clock")


async def test_runs_as_a_process_of_its_own():
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.wire", stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        url = (await process.stdout.readline()).decode().strip()
        async with aiohttp.ClientSession() as http:
            guild = await _ask(http, url, "add_guild", "Readers")
            channel = await _ask(http, url, "add_channel", guild["id"], "news")
            user = await _ask(http, url, "add_user", "ada")
            await _ask(http, url, "say", user["id"], channel["id"], "hello")
            assert [one["content"] for one in await _ask(http, url, "messages", channel["id"])] == ["hello"]
            await _ask(http, url, "set", **{"limits.per_second": 50, "latency": 0.08})
            with pytest.raises(LookupError, match="no stop"):
                await _ask(http, url, "stop")
    finally:
        process.terminate()
        await process.wait()


async def _ask(http, url, name, *args: object, **kwargs: object):
    async with http.post(f"{url}/_wire/{name}", json={"args": args, "kwargs": kwargs}) as answer:
        told = await answer.json()
    if "error" in told:
        raise LookupError(told["error"])
    return told["result"]


async def test_a_killed_bot_makes_room_for_the_next(wire, guild, channel, ada):
    """The dead session does not swallow what people ask."""
    for life in (1, 2):
        command = [sys.executable, "-m", "tests.wire_selftest", wire.url, wire.token]
        process = await asyncio.create_subprocess_exec(*command)
        try:
            await wire.synced(times=life)
            await wire.connected()
            assert (await wire.slash(ada, channel, "search", query=str(life))).content == f"found {life}"
        finally:
            process.kill()
            await process.wait()
        await wire.disconnected()
    assert wire.gateway.identifies == 2
    assert wire.state.commands[None][0]["name"] == "search"


async def test_opening_too_many_direct_messages_is_refused(wire):
    wire.dm_opens = Bucket(2, 600)
    told = []
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {wire.token}"}) as http:
        for number in range(3):
            body = {"recipient_id": str(wire.add_user(f"reader{number}").id)}
            async with http.post(f"{wire.url}/api/v10/users/@me/channels", json=body) as answer:
                told.append((await answer.json()).get("code"))
    assert told == [None, None, 40003]
    assert wire.limits.invalid() == 1
