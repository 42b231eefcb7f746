"""Checks the address of a picture: whether it answers with one that Discord shows and that is worth showing."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import httpx

from newsletter.errors import SourceError
from newsletter.picture_check import CheckedPicture, PictureReason, PictureState
from sources.body import stream_body
from sources.fetcher import Fetcher, Limits
from sources.picture_headers import START_BYTES, PictureHeader, find_kind, read_header
from sources.ssrf_guard import PrivateHostError

MAX_BYTES = 8 * 1024 * 1024
"""Bytes of a picture; Discord's media proxy leaves out larger ones."""

MAX_HEADER_BYTES = 512 * 1024
"""Bytes that are read to find the pixel size: a JPEG may have a colour profile and a thumbnail before it."""

MIN_SIDE, MAX_SIDE = 64, 10_000
"""Pixels. Smaller ones are tracking pixels, badges and icons."""

MAX_ASPECT = 8.0
"""Longer side divided by the shorter one; beyond it are rulers and banners."""

LIMITS = Limits(MAX_BYTES, seconds=6.0)

_HEADERS = {"Accept": "image/*", "Accept-Encoding": "identity"}
_PASSING = {408, 425, 429}  # client errors that may pass: too slow, too early, too many requests


async def check_picture(fetcher: Fetcher, address: str, own_url: str | None = None) -> CheckedPicture:
    """Check an address. The state is PENDING if it failed in a way that may pass.

    Reads the first bytes, which tell kind and pixel size; the rest only if the server does not say how long it is.
    The host may be private only if it is that of `own_url`: documents name any address, and Discord does not reach
    private ones.
    """

    async def read(response: httpx.Response, url: httpx.URL) -> CheckedPicture:
        status = response.status_code
        if response.is_success:
            return await _read(response, url, address)
        is_final = status < 500 and status not in _PASSING
        if is_final:
            return CheckedPicture(address, PictureState.DEAD, PictureReason.NOT_FOUND)
        return CheckedPicture(address, PictureState.PENDING, PictureReason.UNREACHABLE)

    try:
        return await fetcher.request(address, read, _HEADERS, LIMITS, configured_url=own_url)
    except PrivateHostError:
        return CheckedPicture(address, PictureState.REFUSED, PictureReason.PRIVATE_HOST)
    except SourceError:
        return CheckedPicture(address, PictureState.PENDING, PictureReason.UNREACHABLE)


async def _read(response: httpx.Response, url: httpx.URL, address: str) -> CheckedPicture:
    def refuse(reason: PictureReason, header: PictureHeader | None = None, size: int | None = None) -> CheckedPicture:
        kind, width, height = (header.kind, header.width, header.height) if header else (None, None, None)
        return CheckedPicture(address, PictureState.REFUSED, reason, kind, width, height, size)

    size = _announced_size(response)
    if size is not None and size > MAX_BYTES:
        return refuse(PictureReason.TOO_LARGE, size=size)
    async with aclosing(stream_body(response, url.host, 2 * MAX_BYTES)) as body:
        data = await _read_start(body)
        if find_kind(data) is None:
            return refuse(PictureReason.NO_PICTURE)
        header = read_header(data)
        if header is None or not (header.width and header.height):
            return refuse(PictureReason.DAMAGED, header)
        if size is None:
            size = len(data)
            async for chunk in body:
                size += len(chunk)
                if size > MAX_BYTES:
                    return refuse(PictureReason.TOO_LARGE, header)
    if reason := _fault(header):
        return refuse(reason, header, size)
    return CheckedPicture(address, PictureState.USABLE, None, header.kind, header.width, header.height, size)


async def _read_start(body: AsyncIterator[bytes]) -> bytes:
    """Read until the header is known, at most about MAX_HEADER_BYTES."""
    data = bytearray()
    looked_at = START_BYTES  # looks again when that many bytes are there: twice as many each time
    async for chunk in body:
        data += chunk
        if len(data) < looked_at:
            continue
        if find_kind(bytes(data[:START_BYTES])) is None or read_header(bytes(data)) or len(data) >= MAX_HEADER_BYTES:
            break
        looked_at = 2 * len(data)
    return bytes(data)


def _announced_size(response: httpx.Response) -> int | None:
    """The Content-Length in bytes; None if there is none, or if it is that of a packed body."""
    length = response.headers.get("Content-Length", "")
    is_plain = response.headers.get("Content-Encoding", "identity").strip().lower() == "identity"
    return int(length) if is_plain and length.isascii() and length.isdigit() and len(length) < 20 else None


def _fault(header: PictureHeader) -> PictureReason | None:
    short, long = sorted((header.width, header.height))
    if short < MIN_SIDE:
        return PictureReason.TOO_SMALL
    if long > MAX_SIDE:
        return PictureReason.TOO_WIDE
    return PictureReason.TOO_NARROW if long > MAX_ASPECT * short else None
