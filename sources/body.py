"""The body of a response, unpacked within a limit of bytes: a small answer cannot fill the memory."""

import zlib
from collections.abc import Iterator

import httpx

from newsletter.errors import SourceError

_CHUNK_BYTES = 256 * 1024  # bytes that are unpacked at a time
_MAX_MEMBERS = 1_000  # of one gzip answer; servers send one, or one for each block of 64 KB
_GZIP = b"\x1f\x8b"


async def read_body(response: httpx.Response, host: str, limit: int) -> bytes:
    """Read and unpack a body of at most `limit` bytes, as sent and as unpacked.

    Raises SourceError for a larger one, for a packing that was not asked for, and for one that is damaged or cut off.
    """
    encoding = response.headers.get("Content-Encoding", "").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise SourceError(f"{host} packs its answer as {encoding[:40]}, which was not asked for.")
    decompressor = Decompressor(is_gzip=encoding != "deflate") if encoding not in {"", "identity"} else None
    too_large = SourceError(f"{host} sends more than {limit / 1024**2:.3g} MB: cut off.")
    body = bytearray()
    received = 0
    async for chunk in response.aiter_raw():
        received += len(chunk)
        if received > limit:
            raise too_large
        try:
            for part in decompressor.decompress(chunk) if decompressor else (chunk,):
                body += part
                if len(body) > limit:
                    raise too_large
        except zlib.error as error:
            raise SourceError(f"{host} sent a damaged {encoding} answer.") from error
    if decompressor and received and not decompressor.is_complete:
        raise SourceError(f"{host} broke off in the middle of its answer.")
    return bytes(body)


class Decompressor:
    """Unpacks a stream piece by piece: gzip of one or more members (RFC 1952), or zlib."""

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._member = None if is_gzip else zlib.decompressobj()
        self._members = 0
        self._pending = b""  # the first byte of a member whose second one has not come yet
        self._is_finished = False  # what follows is neither padding nor a member

    @property
    def is_complete(self) -> bool:
        """Whether the stream may end here."""
        return self._is_finished or (self._member is None and self._members > 0)

    def decompress(self, data: bytes) -> Iterator[bytes]:
        """Unpack a piece in parts of at most _STEP bytes. Raises zlib.error."""
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
        """Begin a member, unless the stream is over: as browsers do, what follows the last member is ignored."""
        if self._members and not data.startswith(_GZIP):
            self._is_finished = True
            return
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise zlib.error(f"more than {_MAX_MEMBERS} gzip members")
        self._member = zlib.decompressobj(wbits=31)
