"""Fetching politely and safely: conditional requests, one connection a host, limits of size and time."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Self
from weakref import WeakValueDictionary

import httpcore
import httpx

from newsletter.errors import SourceError
from sources.addresses import host_of, read_url
from sources.body import read_body
from sources.meter import BudgetError, Meter
from sources.replies import last_modified, read_redirect, refusal, retry_after, sendable
from sources.resolve import Resolve, resolve
from sources.ssrf_guard import GuardedTransport

LARGEST = 10 * 1024 * 1024  # bytes, as sent and as unpacked
SECONDS = 30.0  # for the answers of a whole chain of redirects, however slowly they trickle
REDIRECTS = 5
_HEADS = 256 * 1024  # bytes of the budget for heads and framing, so that the largest body still fits


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the version we have; what cannot be sent back to it is dropped."""

    etag: str | None = None
    modified: str | None = None
    url: str | None = None  # which address said so, where it was not the one that was asked

    def __post_init__(self) -> None:
        object.__setattr__(self, "etag", sendable(self.etag))
        object.__setattr__(self, "modified", sendable(self.modified))


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent; `data` is None where nothing has changed."""

    url: str  # where the redirects ended
    status: int
    data: bytes | None
    content_type: str | None = None
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an answer is taken at most."""

    size: int = LARGEST
    seconds: float = SECONDS


@dataclass(slots=True)
class Fetcher:
    """The one way to the web. `contact` is an address or page of the operator that servers are told."""

    contact: str | None
    allowed: Collection[str] = ()
    limits: Limits = Limits()
    resolver: Resolve = resolve
    _locks: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)
    _transport: GuardedTransport | None = None

    async def __aenter__(self) -> Self:
        self._transport = GuardedTransport(self.allowed, self.resolver)
        return self

    async def __aexit__(self, *exc: object) -> None:
        self._transport = None

    async def get(
        self,
        url: str,
        validators: Validators = Validators(),
        params: dict[str, str] | None = None,
        *,
        any_status: bool = False,
        named_by: str | None = None,
    ) -> Answer:
        """Fetch an address, or learn that it has not changed.

        `any_status` returns error answers too. `named_by` is the address in sources.toml where `url` itself was
        found in a document: PAPERBOY_PRIVATE_HOSTS opens hosts that the operator names, no others.
        Raises SourceError with a sentence, whatever goes wrong.
        """
        first = read_url(url)
        named = host_of(read_url(named_by) if named_by else first)
        first = first.copy_merge_params(params) if params else first
        host = host_of(first)
        try:
            return await self._follow(first, validators, named, any_status=any_status)
        except SourceError:
            raise
        except TimeoutError as error:
            raise SourceError(f"{host} took longer than {self.limits.seconds:.0f} s: cut off.") from error
        except BudgetError as error:
            raise SourceError(f"{host} sends more than {self.limits.size / 1024**2:.3g} MB: cut off.") from error
        except httpcore.TimeoutException as error:
            raise SourceError(f"{host} does not answer.") from error
        except Exception as error:  # what a server sends can raise more than httpcore's own errors
            raise SourceError(f"{host} cannot be read: {str(error)[:200] or type(error).__name__}.") from error

    async def _follow(self, first: httpx.URL, validators: Validators, named: str, *, any_status: bool) -> Answer:
        """Ask the address and those it redirects to. A redirect's body is never read; the time is for all of them."""
        assert self._transport is not None, "used outside `async with`"  # noqa: S101
        transport = self._transport
        url = first
        left = self.limits.seconds
        meter = Meter(self.limits.size + _HEADS)
        clock = asyncio.get_running_loop().time
        for _ in range(REDIRECTS + 1):
            known = validators if str(url) == (validators.url or str(first)) else Validators()
            async with self._turn(url):
                began = clock()
                async with (
                    asyncio.timeout(left),
                    transport.get(url, self._headers(known), meter, left, named) as response,
                ):
                    target = read_redirect(response, url)
                    if target is None:
                        said_by = None if url == first else str(url)
                        return await self._read(response, url, known, said_by, any_status=any_status)
                left -= clock() - began  # waiting for other requests to the host does not count
            url = target
        raise SourceError(f"{host_of(first)} redirects more than {REDIRECTS} times.")

    def _turn(self, url: httpx.URL) -> asyncio.Lock:
        """A lock that one request to the host of an address holds at a time."""
        return self._locks.setdefault(host_of(url), asyncio.Lock())

    def _headers(self, known: Validators) -> dict[str, str]:
        agent = f"Paperboy/0.1 (newsletter bot; {self.contact})" if self.contact else "Paperboy/0.1 (newsletter bot)"
        headers = {
            "User-Agent": agent,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            "If-None-Match": known.etag,
            "If-Modified-Since": known.modified,
        }
        return {name: value for name, value in headers.items() if value}

    async def _read(
        self, response: httpx.Response, url: httpx.URL, known: Validators, said_by: str | None, *, any_status: bool
    ) -> Answer:
        host, status = host_of(url), response.status_code
        kind = response.headers.get("Content-Type")
        etag, modified = response.headers.get("ETag"), last_modified(response)
        if status == httpx.codes.NOT_MODIFIED:
            if not (known.etag or known.modified):
                raise SourceError(f"{host} says that nothing has changed, but was not told of any version (HTTP 304).")
            # The server need not repeat what it said of the version we have.
            kept = Validators(etag or known.etag, modified or known.modified, said_by)
            return Answer(str(url), status, None, kind, kept)
        if not response.is_success and not any_status:
            raise SourceError(refusal(response, host), retry_after(response))
        data = await read_body(response, host, self.limits.size)
        return Answer(str(url), status, data, kind, Validators(etag, modified, said_by))
