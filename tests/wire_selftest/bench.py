"""What the small Discord can carry on one core: `make bench-wire` prints what it measured.

2,000 servers of 30 channels must be there within 5 s of connecting, and 500 requests a second be answered.
"""

import asyncio
import os
import sys
import time

import aiohttp

from tests.wire import Wire
from tests.wire.gateway import HELLO, IDENTIFY

SERVERS, CHANNELS = 2000, 30
REQUESTS, AT_ONCE = 3000, 16


async def measure() -> bool:
    """Print both figures; whether both are good enough."""
    async with Wire() as wire, aiohttp.ClientSession(headers={"Authorization": f"Bot {wire.token}"}) as http:
        channels = []
        for number in range(SERVERS):
            guild = wire.add_guild(f"server {number}")
            channels += [wire.add_channel(guild, f"channel-{each}").id for each in range(CHANNELS)]
        ready, size = await _connect(wire, http)
        print(f"{SERVERS} servers x {CHANNELS} channels: all told in {ready:.2f} s, {size / 2**20:.0f} MiB")
        rate = await _send(wire, http, channels)
        print(f"{REQUESTS} messages, {AT_ONCE} at once: {rate:.0f} requests a second (client and server on one core)")
        return ready <= 5 and rate >= 500


async def _connect(wire: Wire, http: aiohttp.ClientSession) -> tuple[float, int]:
    """Identify, and read until every server was told: seconds and bytes."""
    began, told, size = time.perf_counter(), 0, 0
    async with http.ws_connect(wire.gateway.url, max_msg_size=0) as socket:
        assert (await socket.receive_json())["op"] == HELLO
        await socket.send_json({"op": IDENTIFY, "d": {"token": wire.token, "intents": 1}})
        while told < SERVERS:
            text = await socket.receive_str()
            size += len(text)
            told += '"t":"GUILD_CREATE"' in text[:80]
        return time.perf_counter() - began, size


async def _send(wire: Wire, http: aiohttp.ClientSession, channels: list[int]) -> float:
    """Messages a second."""
    left = iter(channels[:REQUESTS])

    async def work() -> None:
        for channel in left:
            url = f"{wire.url}/api/v10/channels/{channel}/messages"
            async with http.post(
                url, json={"content": "a digest", "nonce": str(channel), "enforce_nonce": True}
            ) as one:
                assert one.status == 200
                await one.read()

    began = time.perf_counter()
    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return REQUESTS / (time.perf_counter() - began)


if __name__ == "__main__":
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    sys.exit(0 if asyncio.run(measure()) else 1)
