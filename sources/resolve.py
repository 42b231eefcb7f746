"""Name resolution that does not block the event loop or the shutdown."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress

Resolve = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host from the system resolver. Raises OSError or UnicodeError.

    Each lookup runs in its own daemon thread, because a hanging name server must not exhaust the event loop's thread
    pool or delay process exit.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def look_up() -> None:
        outcome: list[str] | Exception
        try:
            entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            outcome = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
        except Exception as error:  # OSError, UnicodeError, ValueError for an embedded NUL
            outcome = error
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(_settle, found, outcome)

    threading.Thread(target=look_up, name=f"resolve {host[:100]}", daemon=True).start()
    return await found


def _settle(future: asyncio.Future[list[str]], outcome: list[str] | Exception) -> None:
    if future.done():  # cancelled
        return
    if isinstance(outcome, Exception):
        future.set_exception(outcome)
    else:
        future.set_result(outcome)
