"""The kind and size of a picture are read from its first bytes, whatever the file is called."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.picture_headers import find_kind, read_header
from tests.sources.pictures_made import gif, jpeg, png, webp

SAMPLES = {
    "png": png(),
    "jpeg": jpeg(),
    "jpeg with a thumbnail": jpeg(before=b"\xff\xc0" * 50_000),
    "jpeg with fill bytes": jpeg().replace(b"\xff\xc2", b"\xff\xff\xff\xff\xc2"),
    "gif": gif(),
    **{f"webp {form}": webp(form) for form in ("lossy", "lossless", "extended")},
}
HEADS = [
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF89a",
    *(b"RIFF\0\0\0\0WEBP" + c for c in (b"VP8 ", b"VP8L", b"VP8X")),
]


@pytest.mark.parametrize("name", SAMPLES)
def test_each_kind_tells_its_size(name: str):
    header = read_header(SAMPLES[name])
    assert header is not None
    assert (header.kind, header.width, header.height) == (name.partition(" ")[0], 640, 320)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_part_of_a_picture_never_tells_a_wrong_size(name: str):
    """Whatever the number of bytes that have arrived: either the size, or that more is needed."""
    whole = SAMPLES[name]
    for end in range(min(200, len(whole))):
        header = read_header(whole[:end])
        assert header is None or (header.width, header.height) == (640, 320)


@pytest.mark.parametrize(
    "data", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'>", b"<!doctype html>", b"BM6", b"RIFF\0\0\0\0WAVE"]
)
def test_other_files_are_no_pictures(data: bytes):
    assert (find_kind(data), read_header(data)) == (None, None)


@given(st.sampled_from([b"", *HEADS]), st.binary(max_size=300))
def test_any_bytes_are_read_without_an_error(head: bytes, rest: bytes):
    header = read_header(head + rest)
    assert header is None or (header.kind in {"png", "jpeg", "gif", "webp"} and header.width >= 0 <= header.height)


@pytest.mark.parametrize("filling", [b"\xff", b"\xff\xe0\0\0", b"\xff\xd0", b"\0"])
def test_a_hostile_jpeg_is_given_up_at_once(filling: bytes):
    """512 KB of fill bytes, empty segments or nonsense hold up nothing."""
    began = time.perf_counter()
    header = read_header(b"\xff\xd8\xff\xe0\0\2" + filling * (512 * 1024 // len(filling)))
    assert header is None or header.width == 0
    assert time.perf_counter() - began < 0.5
