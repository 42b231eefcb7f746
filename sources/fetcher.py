"""HTTP fetcher: conditional requests, one connection per host, size and time limits."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Self, TypeVar
from weakref import WeakValueDictionary

import httpcore
import httpx

from newsletter.errors import SourceError
from sources.addresses import host_of, parse_url
from sources.body import read_body
from sources.byte_budget import BudgetExceededError, ByteBudget
from sources.resolve import Resolve, resolve
from sources.response_headers import describe_error, last_modified, parse_redirect, retry_after, sanitize_validator
from sources.ssrf_guard import GuardedTransport

MAX_BYTES = 10 * 1024 * 1024  # bytes, before and after decompression
TIMEOUT_SECONDS = 30.0  # for all responses of a redirect chain
MAX_REDIRECTS = 5
T = TypeVar("T")
Read = Callable[[httpx.Response, httpx.URL], Awaitable[T]]
"""Makes something of a response and the URL that it came from."""

_HEADER_ALLOWANCE = 256 * 1024  # bytes of the budget for headers and framing


@dataclass(frozen=True, slots=True)
class Validators:
    """HTTP validators of a stored version (RFC 9110, section 8.8). Values that cannot be sent back are dropped."""

    etag: str | None = None
    modified: str | None = None
    url: str | None = None  # the URL that sent them, if not the requested one

    def __post_init__(self) -> None:
        object.__setattr__(self, "etag", sanitize_validator(self.etag))
        object.__setattr__(self, "modified", sanitize_validator(self.modified))


@dataclass(frozen=True, slots=True)
class FetchResult:
    """A response. `data` is None if the content has not changed (304)."""

    url: str  # after redirects
    status: int
    data: bytes | None
    content_type: str | None = None
    validators: Validators = Validators()


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of a response: `size` in bytes, `seconds` in total."""

    size: int = MAX_BYTES
    seconds: float = TIMEOUT_SECONDS


@dataclass(slots=True)
class Fetcher:
    """The only HTTP client. `contact` is the operator's email or page, sent in the User-Agent header."""

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
        configured_url: str | None = None,
    ) -> FetchResult:
        """Fetch a URL, conditionally if `validators` are given.

        `any_status` also returns error responses. `configured_url` is the URL in sources.toml through which `url` was
        found: PAPERBOY_PRIVATE_HOSTS only opens hosts that the operator configured. Raises SourceError for any failure.
        """
        first = parse_url(url)
        configured_host = host_of(parse_url(configured_url) if configured_url else first)
        first = first.copy_merge_params(params) if params else first

        def known(asked: httpx.URL) -> Validators:
            return validators if str(asked) == (validators.url or str(first)) else Validators()

        async def read(response: httpx.Response, asked: httpx.URL) -> FetchResult:
            validator_url = None if asked == first else str(asked)
            return await self._read(response, asked, known(asked), validator_url, any_status=any_status)

        with _translated_errors(host_of(first), self.limits):
            return await self._follow(
                first, lambda asked: _conditions(known(asked)), read, self.limits, configured_host
            )

    async def request(
        self, url: str, read: Read[T], headers: Mapping[str, str], limits: Limits, *, configured_url: str | None = None
    ) -> T:
        """Fetch a URL and return what `read` makes of the response, whose body is not read yet.

        Only the host of `configured_url` may be private. Raises SourceError for any failure.
        """
        first = parse_url(url)
        configured_host = host_of(parse_url(configured_url)) if configured_url else ""
        with _translated_errors(host_of(first), limits):
            return await self._follow(first, lambda _: headers, read, limits, configured_host)

    async def _follow(
        self,
        first: httpx.URL,
        headers: Callable[[httpx.URL], Mapping[str, str]],
        read: Read[T],
        limits: Limits,
        configured_host: str,
    ) -> T:
        """Send the request and follow redirects. Redirect bodies are not read. The time limit covers all hops."""
        assert self._transport is not None, "used outside `async with`"  # noqa: S101
        transport = self._transport
        url = first
        left = limits.seconds
        budget = ByteBudget(limits.size + _HEADER_ALLOWANCE)
        clock = asyncio.get_running_loop().time
        for _ in range(MAX_REDIRECTS + 1):
            async with self._host_lock(url):
                began = clock()
                sent = {**self._headers(), **headers(url)}
                async with (
                    asyncio.timeout(left),
                    transport.get(url, sent, budget, left, configured_host) as response,
                ):
                    target = parse_redirect(response, url)
                    if target is None:
                        return await read(response, url)
                left -= clock() - began  # waiting for the host lock does not count
            url = target
        raise SourceError(f"{host_of(first)} redirects more than {MAX_REDIRECTS} times.")

    def _host_lock(self, url: httpx.URL) -> asyncio.Lock:
        """Return the lock that allows one request per host at a time."""
        return self._locks.setdefault(host_of(url), asyncio.Lock())

    def _headers(self) -> dict[str, str]:
        agent = f"Paperboy/0.1 (newsletter bot; {self.contact})" if self.contact else "Paperboy/0.1 (newsletter bot)"
        return {"User-Agent": agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}

    async def _read(
        self,
        response: httpx.Response,
        url: httpx.URL,
        known_validators: Validators,
        validator_url: str | None,
        *,
        any_status: bool,
    ) -> FetchResult:
        host, status = host_of(url), response.status_code
        kind = response.headers.get("Content-Type")
        etag, modified = response.headers.get("ETag"), last_modified(response)
        if status == httpx.codes.NOT_MODIFIED:
            if not (known_validators.etag or known_validators.modified):
                raise SourceError(f"{host} says that nothing has changed, but was not told of any version (HTTP 304).")
            # A 304 response need not repeat the validators.
            kept = Validators(etag or known_validators.etag, modified or known_validators.modified, validator_url)
            return FetchResult(str(url), status, None, kind, kept)
        if not response.is_success and not any_status:
            raise SourceError(describe_error(response, host), retry_after(response))
        data = await read_body(response, host, self.limits.size)
        return FetchResult(str(url), status, data, kind, Validators(etag, modified, validator_url))


def _conditions(known: Validators) -> dict[str, str]:
    """The headers of a conditional request."""
    headers = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in headers.items() if value}


@contextmanager
def _translated_errors(host: str, limits: Limits) -> Iterator[None]:
    """Raise any error of a request as a SourceError."""
    try:
        yield
    except SourceError:
        raise
    except TimeoutError as error:
        raise SourceError(f"{host} took longer than {limits.seconds:.0f} s: cut off.") from error
    except BudgetExceededError as error:
        raise SourceError(f"{host} sends more than {limits.size / 1024**2:.3g} MB: cut off.") from error
    except httpcore.TimeoutException as error:
        raise SourceError(f"{host} does not answer.") from error
    except Exception as error:  # malformed responses raise more than httpcore's errors
        raise SourceError(f"{host} cannot be read: {str(error)[:200] or type(error).__name__}.") from error
