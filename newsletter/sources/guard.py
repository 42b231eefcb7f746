"""Which addresses may be fetched: only http and https, and nothing inside the operator's own network."""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection

import httpx

from newsletter.errors import SourceError

Resolve = Callable[[str, int], Awaitable[list[str]]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_ATTEMPTS = 3  # addresses of one host that are tried


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system knows them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address is on the open internet, also one that is wrapped into another."""
    try:
        found: Address = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        teredo = found.teredo
        inner = found.ipv4_mapped or found.sixtofour or (teredo[1] if teredo else None)
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connects only to addresses that were checked.

    A name is resolved once, and the connection made to the address that was found, so that the name cannot lead
    elsewhere between the check and the connection. Every hop of a redirect comes through here.
    `allowed` are hosts that may be private all the same, for tests and for a server of one's own.
    """

    def __init__(self, allowed: Collection[str] = (), resolver: Resolve = resolve) -> None:
        self._allowed = frozenset(name.lower() for name in allowed)
        self._resolve = resolver
        # No connection is kept: one that is open to an address would be used for another host there, unchecked.
        self._inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=16, max_keepalive_connections=0))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request to an address that may be asked. Raises SourceError, or httpx's errors."""
        url = request.url
        host = url.host
        if url.scheme not in {"http", "https"} or not host:
            raise SourceError(f"{url} cannot be fetched: expected an address that begins with https:// or http://.")
        if url.userinfo:
            raise SourceError(f"The address of {host} has a name or password in it: leave it out.")
        port = url.port or (443 if url.scheme == "https" else 80)
        last: httpx.ConnectError | None = None
        for address in (await self._addresses(host, port))[:_ATTEMPTS]:
            pinned = httpx.Request(
                request.method,
                url.copy_with(host=address),
                headers=request.headers,  # with the name of the host
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
            try:
                return await self._inner.handle_async_request(pinned)
            except httpx.ConnectError as error:
                last = error
        raise last or httpx.ConnectError(f"{host} has no address")

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise SourceError(f"{host} cannot be found: check the address, and the network.") from error
        if host.lower() not in self._allowed:
            private = [address for address in found if not is_public(address)]
            if private:
                raise SourceError(
                    f"{host} is not on the open internet ({private[0]}), so it is not fetched; "
                    "PAPERBOY_PRIVATE_HOSTS names hosts that may be."
                )
        return found

    async def aclose(self) -> None:
        await self._inner.aclose()
