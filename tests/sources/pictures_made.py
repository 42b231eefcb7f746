"""Small pictures of each kind: only their headers are real, since nothing decodes them."""

import struct
import zlib


def png(width: int = 640, height: int = 320) -> bytes:
    """A whole grey PNG that any program opens."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    start = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", start) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 640, height: int = 320, before: bytes = b"") -> bytes:
    """A JPEG with `before` in application segments ahead of its size, as cameras write a thumbnail."""
    pieces = [before[at : at + 65_000] for at in range(0, len(before), 65_000)]
    segments = b"".join(b"\xff\xe1" + struct.pack(">H", len(piece) + 2) + piece for piece in pieces)
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + b"\0" * 9
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0" + segments + frame + b"\xff\xda" + b"\0" * 99


def gif(width: int = 640, height: int = 320, frames: int = 3) -> bytes:
    """A GIF with several frames."""
    frame = b"\x21\xf9\x04\0\x0a\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0, 0, 0) + frame * frames + b";"


def webp(form: str = "lossy", width: int = 640, height: int = 320) -> bytes:
    """A WebP in one of its three forms: lossy, lossless or extended."""
    size = {
        "lossy": b"VP8 " + b"\0" * 4 + b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height),
        "lossless": b"VP8L" + b"\0" * 4 + b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\0" * 5,
        "extended": b"VP8X\x0a\0\0\0" + b"\0" * 4 + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little"),
    }[form]  # fmt: skip
    return b"RIFF" + struct.pack("<I", len(size) + 4) + b"WEBP" + size + b"\0" * 20
