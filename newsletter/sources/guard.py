"""Connections to public addresses only: nothing inside the operator's own network is reached."""

from collections.abc import Collection

import httpx

from newsletter.errors import SourceError
from newsletter.sources.addresses import host_of, is_public
from newsletter.sources.resolve import Resolve, resolve

_ATTEMPTS = 3  # addresses of one host that are tried
_CONNECT_SECONDS = 8.0  # for one of them


class GuardedTransport:
    """Sends a request to an address that was checked.

    A name is resolved once, and the connection made to the address that was found, so that the name cannot lead
    elsewhere between the check and the connection. `allowed` are hosts that may be private all the same, for tests
    and for a server of one's own.
    """

    def __init__(self, allowed: Collection[str] = (), resolver: Resolve = resolve) -> None:
        self._allowed = frozenset(map(_spelling, allowed))
        self._resolve = resolver
        # No connection is kept: one that is open to an address would be used for another host there, unchecked.
        # Nor is their number limited: a source waits for its own server, not for those of other sources.
        self._inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=None, max_keepalive_connections=0))

    async def get(self, url: httpx.URL, headers: dict[str, str], seconds: float, named: str) -> httpx.Response:
        """Send a GET request and return the response with its body unread; the caller closes it.

        `named` is the host that the operator named: only that one may be private, no host that a redirect or a
        document names. `seconds` is how long to wait for each part of the answer. Raises SourceError, or httpx's
        errors.
        """
        host = host_of(url)
        port = url.port or (443 if url.scheme == "https" else 80)
        failed: httpx.TransportError = httpx.ConnectError(f"{host} has no address")
        for address in (await self._addresses(host, port, may_be_private=host == named))[:_ATTEMPTS]:
            request = httpx.Request(
                "GET",
                url.copy_with(host=address),
                headers={"Host": url.netloc.decode("ascii"), **headers},
                extensions={
                    "sni_hostname": host,
                    "timeout": {"connect": _CONNECT_SECONDS, "read": seconds, "write": seconds, "pool": None},
                },
            )
            try:
                return await self._inner.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
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
            raise SourceError(
                f"{host} is not on the open internet ({private[0]}): it is fetched only for a source that names it, "
                "not where another address leads to it."
            )
        raise SourceError(
            f"{host} is not on the open internet ({private[0]}), so it is not fetched; "
            "PAPERBOY_PRIVATE_HOSTS names hosts that may be."
        )

    async def aclose(self) -> None:
        await self._inner.aclose()


def _spelling(name: str) -> str:
    """A host as `host_of` spells it."""
    try:
        return host_of(httpx.URL("http://host/").copy_with(host=name.strip("[]")))
    except Exception:  # no host that a URL can have: it opens nothing
        return name
