"""Network streams whose bytes are counted: one budget for all that a chain of answers consists of."""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

_READ_BYTES = 4 * 1024  # bytes; what one read brings is parsed at once, and a few kilobytes may be hundreds of chunks


class BudgetExceededError(Exception):
    """More bytes came than the budget allows."""


@dataclass(slots=True)
class ByteBudget:
    """How many more bytes may be received, over all connections that share it."""

    remaining: int

    def spend(self, size: int) -> None:
        """Take bytes off the budget. Raises BudgetError."""
        self.remaining -= size
        if self.remaining < 0:
            raise BudgetExceededError


class MeteredBackend(httpcore.AsyncNetworkBackend):
    """Makes TCP connections that count what they receive."""

    def __init__(self, budget: ByteBudget) -> None:
        self._budget = budget
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the interface of httpcore
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        stream = await self._backend.connect_tcp(host, port, timeout, local_address, socket_options)
        return _MeteredStream(stream, self._budget)


class _MeteredStream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream, budget: ByteBudget) -> None:
        self._stream = stream
        self._budget = budget

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109
        data = await self._stream.read(min(max_bytes, _READ_BYTES), timeout)
        self._budget.spend(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ASYNC109
        await self._stream.write(buffer, timeout)

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109
    ) -> httpcore.AsyncNetworkStream:
        return _MeteredStream(await self._stream.start_tls(ssl_context, server_hostname, timeout), self._budget)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - the interface of httpcore
        return self._stream.get_extra_info(info)

    async def aclose(self) -> None:
        await self._stream.aclose()
