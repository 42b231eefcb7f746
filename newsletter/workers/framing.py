"""What goes through the pipes between Paperboy and a worker process: pickled objects, each behind its length."""

import struct
from typing import IO

MAX_RESPONSE_BYTES = 64 * 1024 * 1024
"""Bytes of a pickled result. A document of 10 MB that was read has about as many."""

_LENGTH = struct.Struct(">Q")


class BrokenStreamError(Exception):
    """The other side is gone, or sends what it may not."""


def send(stream: IO[bytes], data: bytes) -> None:
    """Write one message. Raises OSError where nobody reads any more."""
    stream.write(_LENGTH.pack(len(data)))
    stream.write(data)
    stream.flush()


def receive(stream: IO[bytes], limit: int | None = None) -> bytes:
    """Read one message. Raises BrokenStreamError at the end of the stream and for one of more than `most` bytes."""
    (length,) = _LENGTH.unpack(_read(stream, _LENGTH.size))
    if limit is not None and length > limit:
        raise BrokenStreamError(f"{length} bytes announced, {limit} allowed")
    return _read(stream, length)


def _read(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise BrokenStreamError("the stream ended")
    return data
