"""Network streams that count received bytes against a budget, which all responses of a redirect chain share."""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore

_READ_BYTES = 4 * 1024  # bytes per read; each read is parsed synchronously and may hold hundreds of HTTP chunks


class BudgetExceededError(Exception):
    """More bytes arrived than the budget allows."""


@dataclass(slots=True)
class ByteBudget:
    """The number of bytes that may still be received, shared by connections."""

    remaining: int

    def spend(self, size: int) -> None:
        """Deduct bytes. Raises BudgetExceededError."""
        self.remaining -= size
        if self.remaining < 0:
            raise BudgetExceededError


class MeteredBackend(httpcore.AsyncNetworkBackend):
    """Opens TCP connections that count received bytes."""

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
