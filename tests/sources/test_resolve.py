"""A name server that does not respond delays only the source that needs it."""

import asyncio
import socket
import threading

import pytest

from newsletter.errors import SourceError
from sources.fetcher import Fetcher, Limits
from sources.resolve import resolve


async def test_a_name_has_each_of_its_addresses_once():
    assert await resolve("127.0.0.1", 80) == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["a\0b", "x" * 70, "no-such-name.invalid", "..", "\ud800"])
async def test_a_name_that_has_no_address_is_an_error_that_is_foreseen(host: str):
    with pytest.raises((OSError, ValueError)):
        await resolve(host, 80)


async def test_hanging_lookups_do_not_exhaust_the_thread_pool(monkeypatch: pytest.MonkeyPatch):
    """Forty look-ups hang; reading a file in a thread goes on, each fetch ends in time, and so does the process."""
    release = threading.Event()

    def hang(*_: object, **__: object) -> list[object]:
        release.wait(30)
        return []

    async with Fetcher(None, limits=Limits(seconds=0.2)) as fetcher:
        monkeypatch.setattr(socket, "getaddrinfo", hang)
        try:
            fetches = [asyncio.create_task(fetcher.get(f"http://{n}.example/")) for n in range(40)]
            await asyncio.sleep(0)
            async with asyncio.timeout(5):
                assert await asyncio.to_thread(lambda: "read") == "read"
                for fetch in fetches:
                    with pytest.raises(SourceError, match="took longer"):
                        await fetch
            hanging = [thread for thread in threading.enumerate() if thread.name.startswith("resolve ")]
            assert len(hanging) == 40
            assert all(thread.daemon for thread in hanging)
        finally:
            release.set()
