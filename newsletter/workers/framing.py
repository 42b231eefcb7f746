"""Message framing for the pipes to a worker process: pickled objects with a length prefix."""

import struct
from typing import IO

MAX_RESPONSE_BYTES = 64 * 1024 * 1024
"""Maximum bytes of a pickled result. A parsed document of 10 MB has about that size."""

_LENGTH = struct.Struct(">Q")


class BrokenStreamError(Exception):
    """The peer is gone or sent an invalid message."""


def send(stream: IO[bytes], data: bytes) -> None:
    """Write one message. Raises OSError if the peer is gone."""
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes], limit: int | None = None) -> bytes:
    """Read one message. Raises BrokenStreamError at the end of the stream, or if it exceeds `limit` bytes."""
    (length,) = _LENGTH.unpack(_read(stream, _LENGTH.size))
    if limit is not None and length > limit:
        raise BrokenStreamError(f"{length} bytes announced, {limit} allowed")
    return _read(stream, length)


def _read(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise BrokenStreamError("the stream ended")
    return data
