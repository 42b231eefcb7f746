"""Reads and decompresses a response body with a size limit (protection against decompression bombs)."""

import zlib
from collections.abc import AsyncGenerator, Iterator

import httpx

from newsletter.errors import SourceError

_CHUNK_BYTES = 256 * 1024  # bytes per step
_MAX_MEMBERS = 1_000  # gzip members per response; servers send one, or one per 64 KB
_GZIP = b"\x1f\x8b"


async def read_body(response: httpx.Response, host: str, limit: int) -> bytes:
    """Read and decompress a body of at most `limit` bytes, before and after decompression.

    Raises SourceError if it is larger, damaged or truncated, or has an encoding that was not requested.
    """
    body = bytearray()
    async for part in stream_body(response, host, limit):
        body += part
    return bytes(body)


async def stream_body(response: httpx.Response, host: str, limit: int) -> AsyncGenerator[bytes]:
    """Yield the decompressed parts of a body as they arrive. Raises SourceError as `read_body` does."""
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise SourceError(f"{host} packs its answer as {encoding[:40]}, which was not asked for.")
    decompressor = Decompressor(is_gzip=encoding != "deflate") if encoding not in {"", "identity"} else None
    too_large = SourceError(f"{host} sends more than {limit / 1024**2:.3g} MB: cut off.")
    received = size = 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        if received > limit:
            raise too_large
        try:
            for part in decompressor.decompress(chunk) if decompressor else (chunk,):
                size += len(part)
                if size > limit:
                    raise too_large
                yield part
        except zlib.error as error:
            raise SourceError(f"{host} sent a damaged {encoding} answer.") from error
    if decompressor and received and not decompressor.is_complete:
        raise SourceError(f"{host} broke off in the middle of its answer.")


class Decompressor:
    """Decompresses a stream incrementally: gzip with one or more members (RFC 1952), or zlib."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._member = None if is_gzip else zlib.decompressobj()
        self._members = 0
        self._pending = b""  # incomplete header of the next member
        self._is_finished = False  # the remaining data is ignored

    @property
    def is_complete(self) -> bool:
        """Whether the stream may end here."""
        return self._is_finished or (self._member is None and self._members > 0)

    def decompress(self, data: bytes) -> Iterator[bytes]:
        """Yield the output for a chunk in parts of at most _CHUNK_BYTES. Raises zlib.error."""
        data, self._pending = self._pending + data, b""
        while not self._is_finished:
            if self._member is None:
                data = data.lstrip(b"\0") if self._members else data  # padding between members
                if len(data) < len(_GZIP):
                    self._pending = data
                    return
                self._start_member(data)
                continue
            part = self._member.decompress(data, _CHUNK_BYTES)
            if part:
                yield part
            if self._member.eof:
                data = self._member.unused_data
                self._member = None
                self._is_finished = not self._is_gzip
            else:
                data = self._member.unconsumed_tail
                if not data and len(part) < _CHUNK_BYTES:
                    return

    def _start_member(self, data: bytes) -> None:
        """Start a gzip member. Data after the last member is ignored, as browsers do."""
        if self._members and not data.startswith(_GZIP):
            self._is_finished = True
            return
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise zlib.error(f"more than {_MAX_MEMBERS} gzip members")
        self._member = zlib.decompressobj(wbits=31)
