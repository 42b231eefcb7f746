"""Reads kind and pixel size from the first bytes of a picture: PNG, JPEG, GIF, WebP. Pure.

Nothing is decoded: the size is the one that the file declares.
"""

import re
from dataclasses import dataclass

START_BYTES = 16
"""Bytes that tell the kind."""

_MARKER = re.compile(rb"\xff+[^\xff]", re.DOTALL)  # any number of fill bytes may come before the code
_MAX_SEGMENTS = 1_000  # of a JPEG before its frame header; cameras write about 20
_NO_LENGTH = frozenset((0x01, *range(0xD0, 0xD9)))  # JPEG markers without a segment: TEM, RSTn, SOI
_ENDS = frozenset((0xD9, 0xDA))  # end of the picture, start of its content
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # SOFn; the others are DHT, JPG, DAC


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """The kind and the pixel size of a picture; the size is 0 × 0 if the file is damaged."""

    kind: str  # "png", "jpeg", "gif" or "webp"
    width: int
    height: int


def find_kind(data: bytes) -> str | None:
    """Return the kind of a picture from its first START_BYTES; None if it is another file."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    return "webp" if data.startswith(b"RIFF") and data[8:12] == b"WEBP" else None


def read_header(data: bytes) -> PictureHeader | None:
    """Return the header of a picture that begins with `data`; None if more of it is needed, or if it is none."""
    kind = find_kind(data)
    if kind is None:
        return None
    size = {"png": _png, "jpeg": _jpeg, "gif": _gif, "webp": _webp}[kind](data)
    return PictureHeader(kind, *size) if size else None


def _png(data: bytes) -> tuple[int, int] | None:
    """https://www.w3.org/TR/png-3, section 11.2.1: IHDR is the first chunk."""
    if len(data) < 24:
        return None
    return (_big(data, 16, 4), _big(data, 20, 4)) if data[12:16] == b"IHDR" else (0, 0)


def _gif(data: bytes) -> tuple[int, int] | None:
    """https://www.w3.org/Graphics/GIF/spec-gif89a.txt, section 18: the logical screen."""
    return (_little(data, 6, 2), _little(data, 8, 2)) if len(data) >= 10 else None


def _webp(data: bytes) -> tuple[int, int] | None:
    """RFC 9649, sections 2.5 to 2.7: a lossy, lossless or extended file."""
    if len(data) < 30:
        return None
    chunk = data[12:16]
    if chunk == b"VP8X":
        return 1 + _little(data, 24, 3), 1 + _little(data, 27, 3)
    if chunk == b"VP8L" and data[20] == 0x2F:
        bits = _little(data, 21, 4)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if chunk == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        return _little(data, 26, 2) & 0x3FFF, _little(data, 28, 2) & 0x3FFF
    return 0, 0


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """ITU-T T.81, annex B: segments up to the frame header."""
    at = 2
    for _ in range(_MAX_SEGMENTS):
        marker = _MARKER.match(data, at)
        if marker is None:
            return None if not data[at:].strip(b"\xff") else (0, 0)
        at, code = marker.end(), data[marker.end() - 1]
        if code in _ENDS:
            break
        if code in _NO_LENGTH:
            continue
        if len(data) < at + 7:
            return None
        if code in _FRAMES:
            return _big(data, at + 5, 2), _big(data, at + 3, 2)
        at += max(2, _big(data, at, 2))
    return 0, 0


def _big(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _little(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
