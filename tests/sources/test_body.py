"""Compressed bodies are read completely in every encoding that servers send, up to the size limit."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.body import Decompressor
from sources.fetcher import Fetcher
from tests.sources.conftest import Server, zipped
from tests.sources.test_fetcher import fails


@given(
    st.lists(st.binary(max_size=300), min_size=1, max_size=4),
    st.integers(0, 3),
    st.sampled_from([b"", b"\n", b"<!-- by the proxy -->", b"\x1f"]),
    st.integers(1, 40),
)
def test_members_of_gzip_are_one_body(texts: list[bytes], padding: int, behind: bytes, size: int):
    """However many there are, whatever stands behind them, and wherever the network cuts them."""
    packed = b"".join(gzip.compress(text) + bytes(padding) for text in texts) + behind
    decompressor = Decompressor(is_gzip=True)
    parts = [part for at in range(0, len(packed), size) for part in decompressor.decompress(packed[at : at + size])]
    assert b"".join(parts) == b"".join(texts)
    assert decompressor.is_complete


@given(st.data())
def test_a_body_that_is_cut_off_is_known(data: st.DataObject):
    """Nobody takes half of an issue for the issue."""
    packed = gzip.compress(b"words " * 50)
    cut = data.draw(st.integers(0, len(packed) - 1))
    decompressor = Decompressor(is_gzip=True)
    list(decompressor.decompress(packed[:cut]))
    assert not decompressor.is_complete


async def test_a_second_member_reaches_the_reader(server: Server, fetcher: Fetcher):
    packed = zipped(b"first half, ") + zipped(b"second half")
    assert (await fetcher.get(server.says("/", packed, Content_Encoding="gzip"))).data == b"first half, second half"


async def test_zlib_is_read_although_nobody_asked_for_it(server: Server, fetcher: Fetcher):
    url = server.says("/", zlib.compress(b"words") + b"more", Content_Encoding="deflate")
    assert (await fetcher.get(url)).data == b"words"


async def test_the_limit_holds_for_all_members_together(server: Server, fetcher: Fetcher):
    """Each of them is small. So it does for more members than anybody needs."""
    many = zipped(b"x" * 30_000) * 4
    assert "sends more than" in await fails(fetcher, server.says("/a", many, Content_Encoding="gzip"))
    assert "damaged" in await fails(fetcher, server.says("/b", zipped(b"") * 1_001, Content_Encoding="gzip"))


async def test_a_body_of_the_largest_size_is_read(server: Server, fetcher: Fetcher):
    """One more byte is too many."""
    assert len((await fetcher.get(server.says("/a", b"x" * 100_000))).data or b"") == 100_000
    assert "sends more than 0.0954 MB" in await fails(fetcher, server.says("/b", b"x" * 100_001))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "identity", ""])
async def test_an_empty_body_is_no_error(server: Server, fetcher: Fetcher, encoding: str):
    """With any declared encoding."""
    assert (await fetcher.get(server.says("/", b"", Content_Encoding=encoding))).data == b""
