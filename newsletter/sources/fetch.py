"""Fetching politely and safely: conditional requests, one connection a host, limits of size and time."""

import asyncio
import zlib
from collections import defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self

import httpx

from newsletter.errors import SourceError
from newsletter.sources.guard import GuardedTransport, Resolve, resolve

LARGEST = 10 * 1024 * 1024  # bytes, as sent and as unpacked
SECONDS = 30.0  # for a whole answer, however slowly it trickles
REDIRECTS = 5
_CHUNK = 64 * 1024
_BODY = 2_000  # bytes of an error's text that are kept


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server said of the version we have."""

    etag: str | None = None
    modified: str | None = None


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
    _locks: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _client: httpx.AsyncClient | None = None

    async def __aenter__(self) -> Self:
        agent = f"Paperboy/0.1 (newsletter bot; {self.contact})" if self.contact else "Paperboy/0.1 (newsletter bot)"
        self._client = httpx.AsyncClient(
            transport=GuardedTransport(self.allowed, self.resolver),
            headers={"User-Agent": agent, "Accept-Encoding": "gzip", "Accept": "*/*"},
            timeout=httpx.Timeout(10.0, read=self.limits.seconds),
            follow_redirects=True,
            max_redirects=REDIRECTS,
            trust_env=False,  # a proxy would be asked for addresses that nobody has checked
        )
        return self

    async def __aexit__(self, *exc: object) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def get(
        self,
        url: str,
        validators: Validators = Validators(),
        params: dict[str, str] | None = None,
        *,
        any_status: bool = False,
    ) -> Answer:
        """Fetch an address, or learn that it has not changed.

        Raises SourceError with a sentence: refused, not found, too large, too slow, too many redirects.
        `any_status` returns error answers too.
        """
        try:
            parsed = httpx.URL(url)
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise SourceError(f"“{url}” is no address: {error}.") from error
        async with self._locks[parsed.host]:
            try:
                async with asyncio.timeout(self.limits.seconds), self._open(parsed, validators, params) as response:
                    return await self._read(response, any_status=any_status)
            except TimeoutError as error:
                raise SourceError(f"{parsed.host} took longer than {self.limits.seconds:.0f} s: cut off.") from error
            except httpx.TooManyRedirects as error:
                raise SourceError(f"{parsed.host} redirects more than {REDIRECTS} times.") from error
            except httpx.TimeoutException as error:
                raise SourceError(f"{parsed.host} does not answer.") from error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise SourceError(f"{parsed.host} cannot be read: {str(error) or type(error).__name__}.") from error

    @asynccontextmanager
    async def _open(
        self, url: httpx.URL, validators: Validators, params: dict[str, str] | None
    ) -> AsyncIterator[httpx.Response]:
        assert self._client is not None, "used outside `async with`"  # noqa: S101
        headers = {"If-None-Match": validators.etag, "If-Modified-Since": validators.modified}
        sent = {name: value for name, value in headers.items() if value}
        async with self._client.stream("GET", url, headers=sent, params=params) as response:
            yield response

    async def _read(self, response: httpx.Response, *, any_status: bool) -> Answer:
        kind = response.headers.get("Content-Type")
        validators = Validators(response.headers.get("ETag"), response.headers.get("Last-Modified"))
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return Answer(str(response.url), response.status_code, None, kind, validators)
        if not response.is_success and not any_status:
            raise SourceError(_refusal(response), _retry_after(response))
        data = await _body(response, self.limits.size)
        return Answer(str(response.url), response.status_code, data, kind, validators)


async def _body(response: httpx.Response, limit: int) -> bytes:
    """The unpacked body. Unpacking stops at the limit, so that a small answer cannot fill the memory."""
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in {"identity", "", "gzip", "x-gzip", "deflate"}:
        raise SourceError(f"{response.url.host} packs its answer as {packing[:40]}, which was not asked for.")
    unpacker = zlib.decompressobj(wbits=47) if packing not in {"identity", ""} else None  # 47: gzip or zlib
    received = 0
    parts: list[bytes] = []
    size = 0
    async for chunk in response.aiter_raw(_CHUNK):
        received += len(chunk)
        try:
            part = unpacker.decompress(chunk, limit + 1 - size) if unpacker else chunk
        except zlib.error as error:
            raise SourceError(f"{response.url.host} sent a damaged {packing} answer.") from error
        parts.append(part)
        size += len(part)
        if size > limit or received > limit:
            raise SourceError(f"{response.url.host} sends more than {limit / 1024**2:.3g} MB: cut off.")
    if unpacker and not unpacker.eof:
        raise SourceError(f"{response.url.host} broke off in the middle of its answer.")
    return b"".join(parts)


def _refusal(response: httpx.Response) -> str:
    host, status = response.url.host, response.status_code
    meaning = {
        401: "wants a password",
        403: "does not allow it",
        404: "has no such page",
        410: "has taken the page away for good",
        429: "asks to be asked less often",
    }.get(status, "is in trouble" if status >= 500 else "refuses")
    return f"{host} {meaning} (HTTP {status})."


def _retry_after(response: httpx.Response) -> float | None:
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit() and len(value) < 8:
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError):
        return None
