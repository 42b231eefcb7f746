"""SSRF guard: connects only to public IP addresses, never into the operator's network."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager

import httpcore
import httpx

from newsletter.errors import SourceError
from sources.addresses import host_of, is_public
from sources.byte_budget import ByteBudget, MeteredBackend
from sources.resolve import Resolve, resolve

_ATTEMPTS = 3  # maximum addresses tried per host
_CONNECT_SECONDS = 8.0  # per address


class PrivateHostError(SourceError):
    """A host has an address that is not on the open internet."""


class GuardedTransport:
    """Sends requests to checked IP addresses.

    A name is resolved once and the connection uses that address, which prevents DNS rebinding. Each request has its own
    connection: a pooled one could serve another host without a check. `allowed` are hosts that may have private
    addresses.
    """

    def __init__(self, allowed: Collection[str] = (), resolver: Resolve = resolve) -> None:
        self._allowed = frozenset(map(_spelling, allowed))
        self._resolve = resolver
        self._tls = httpx.create_ssl_context()

    @asynccontextmanager
    async def get(
        self, url: httpx.URL, headers: Mapping[str, str], budget: ByteBudget, seconds: float, configured_host: str
    ) -> AsyncIterator[httpx.Response]:
        """Send a GET request and yield the response with its body unread.

        `configured_host` is the host that the operator configured. Only it may be private, never a host from a redirect
        or a document. `seconds` is the timeout of each read and write. Raises SourceError, BudgetExceededError or
        httpcore exceptions.
        """
        host = host_of(url)
        port = url.port or (443 if url.scheme == "https" else 80)
        failed: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in (await self._addresses(host, port, may_be_private=host == configured_host))[:_ATTEMPTS]:
            request = _request(url, address, headers, seconds)
            connection = httpcore.AsyncHTTPConnection(
                request.url.origin, ssl_context=self._tls, network_backend=MeteredBackend(budget)
            )
            try:
                try:
                    response = await connection.handle_async_request(request)
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                    failed = error
                    continue
                yield httpx.Response(response.status, headers=response.headers, stream=_Body(response))
                return
            finally:
                await connection.aclose()
        raise failed

    async def _addresses(self, host: str, port: int, *, may_be_private: bool) -> list[str]:
        try:
            found = await self._resolve(host, port)
        except (OSError, ValueError) as error:
            raise SourceError(f"{host} cannot be found: check the address, and the network.") from error
        private = [address for address in found if not is_public(address)]
        if not private or (may_be_private and host in self._allowed):
            return found
        if host in self._allowed:
            raise PrivateHostError(
                f"{host} is not on the open internet ({private[0]}): it is fetched only for a source that names it, "
                "not where another address leads to it."
            )
        raise PrivateHostError(
            f"{host} is not on the open internet ({private[0]}), so it is not fetched; "
            "PAPERBOY_PRIVATE_HOSTS names hosts that may be."
        )


class _Body(httpx.AsyncByteStream):
    """Adapts httpcore's response body to httpx."""

    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._response.aiter_stream():
            yield piece


def _request(url: httpx.URL, address: str, headers: Mapping[str, str], seconds: float) -> httpcore.Request:
    """Build a request to an IP address with the Host header and SNI of the URL."""
    return httpcore.Request(
        "GET",
        httpcore.URL(scheme=url.raw_scheme, host=address.encode("ascii"), port=url.port, target=url.raw_path),
        headers=[("Host", url.netloc.decode("ascii")), *headers.items()],
        extensions={
            "sni_hostname": host_of(url),
            "timeout": {"connect": _CONNECT_SECONDS, "read": seconds, "write": seconds},
        },
    )


def _spelling(name: str) -> str:
    """Normalize a host name as `host_of` does."""
    try:
        return host_of(httpx.URL("http://host/").copy_with(host=name.strip("[]")))
    except Exception:  # not a valid host: it matches nothing
        return name
