"""Fetching is polite to servers that behave, and comes to an end with those that do not."""

import asyncio

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from newsletter.errors import SourceError
from newsletter.parsing.charsets import decode
from sources.fetcher import Fetcher, Validators
from tests.sources.conftest import Server, flood, trickle, zipped


async def fails(fetcher: Fetcher, url: str) -> str:
    """The sentence of a fetch that fails."""
    with pytest.raises(SourceError) as caught:
        await fetcher.get(url)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    return sentence


async def test_what_has_not_changed_is_not_sent_again(server: Server, fetcher: Fetcher):
    """The second request bears what the server said of the first answer."""

    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"v1"' and request.headers.get("If-Modified-Since") == "then":
            return web.Response(status=304)
        return web.Response(text="new", headers={"ETag": '"v1"', "Last-Modified": "then"})

    url = server.does("/feed", answer)
    first = await fetcher.get(url)
    assert (first.data, first.validators) == (b"new", Validators('"v1"', "then"))
    assert (await fetcher.get(url, first.validators)).data is None


async def test_servers_are_told_who_asks(server: Server, fetcher: Fetcher):
    await fetcher.get(server.says("/"))
    assert "me@example.org" in server.requests[0].headers["User-Agent"]


async def test_one_connection_a_host(server: Server, fetcher: Fetcher):
    """Ten requests at once reach the server one after another."""

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.01)
        return web.Response(text="ok")

    url = server.does("/", slow)
    await asyncio.gather(*(fetcher.get(url) for _ in range(10)))
    assert (len(server.requests), server.most_at_once) == (10, 1)


async def test_compressed_responses_are_decompressed(server: Server, fetcher: Fetcher):
    url = server.says("/", zipped(b"words " * 100), Content_Encoding="gzip")
    assert (await fetcher.get(url)).data == b"words " * 100


@pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "zip"])
async def test_an_encoding_that_was_not_requested_is_rejected(server: Server, fetcher: Fetcher, encoding: str):
    assert "packs its answer" in await fails(fetcher, server.says("/", b"x", Content_Encoding=encoding))


async def test_a_decompression_bomb_is_cut_off(server: Server, fetcher: Fetcher):
    bomb = zipped(b"\0" * 50_000_000)
    assert len(bomb) < 100_000
    assert "sends more than" in await fails(fetcher, server.says("/", bomb, Content_Encoding="gzip"))


async def test_damaged_and_truncated_compression_is_reported(server: Server, fetcher: Fetcher):
    whole = zipped(b"words " * 1000)
    assert "damaged" in await fails(fetcher, server.says("/a", b"no gzip at all", Content_Encoding="gzip"))
    assert "broke off" in await fails(fetcher, server.says("/b", whole[:40], Content_Encoding="gzip"))


async def test_endless_responses_are_cut_off(server: Server, fetcher: Fetcher):
    """By size where they are fast, by time where they are slow."""
    assert "sends more than" in await fails(fetcher, server.does("/fast", flood))
    assert "took longer than 2 s" in await fails(fetcher, server.does("/slow", trickle))


async def test_a_response_that_never_starts_times_out(server: Server, fetcher: Fetcher):
    async def silent(request: web.Request) -> web.Response:
        await asyncio.sleep(60)
        return web.Response()

    sentence = await fails(fetcher, server.does("/", silent))
    assert "took longer" in sentence or "does not answer" in sentence


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "no such page"), (403, "not allow"), (410, "for good"), (500, "in trouble"), (418, "refuses")],
)
async def test_error_responses_are_reported(server: Server, fetcher: Fetcher, status: int, words: str):
    assert words in await fails(fetcher, server.says("/", b"<html>", status=status))


async def test_a_closed_port_is_a_sentence(server: Server, fetcher: Fetcher):
    assert "cannot be read" in await fails(fetcher, "http://127.0.0.1:1/")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1/", "javascript:alert(1)", "", "example.org",
        "http://", "http://[", "http://user:secret@127.0.0.1/", "data:text/html,x", "http://exa\nmple.org/",
    ],
)  # fmt: skip
async def test_only_web_addresses_are_fetched(fetcher: Fetcher, url: str):
    await fails(fetcher, url)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0.0.0.0/", "http://10.0.0.1/",
        "http://192.168.1.1/", "http://172.16.0.1/", "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/",
        "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
        "http://2130706433/", "http://0x7f.1/", "http://100.64.0.1/", "http://224.0.0.1/", "http://255.255.255.255/",
    ],
)  # fmt: skip
async def test_the_own_network_is_refused(url: str):
    """Loopback, private, link-local and shared addresses, in every spelling."""
    async with Fetcher("me@example.org") as strict:
        assert "internet" in await fails(strict, url) or "cannot be found" in await fails(strict, url)


async def test_a_redirect_into_the_own_network_is_refused(server: Server):
    """The server may be asked by the one name that is allowed, and leads to the same machine by another."""

    async def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    url = server.says("/", status=302, Location=f"http://intranet.example:{server.port}/secret")
    async with Fetcher(None, ["127.0.0.1"], resolver=resolver) as half:
        assert "intranet.example is not on the open internet" in await fails(half, url)
    assert [request.path for request in server.requests] == ["/"]


async def test_a_redirect_to_another_kind_of_address_is_refused(server: Server, fetcher: Fetcher):
    await fails(fetcher, server.says("/", status=302, Location="file:///etc/passwd"))


async def test_a_name_that_changes_its_address_is_resolved_once(server: Server):
    """DNS rebinding: whatever the name says next, the connection goes to what was checked."""
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["8.8.8.8"] if len(asked) == 2 else ["127.0.0.1"]

    url = server.says("/", b"mine").replace("127.0.0.1", "rebind.example")
    async with Fetcher(None, ["rebind.example"], resolver=rebinding) as patient:
        assert (await patient.get(url)).data == b"mine"
    assert asked == ["rebind.example"]
    assert server.requests[0].host == f"rebind.example:{server.port}"


async def test_one_private_address_among_public_ones_is_enough_to_refuse(server: Server):
    async def mixed(host: str, port: int) -> list[str]:
        return ["8.8.8.8", "10.0.0.1"]

    async with Fetcher(None, resolver=mixed) as strict:
        assert "not on the open internet" in await fails(strict, "http://mixed.example/")


@pytest.mark.parametrize(
    ("data", "kind", "text"),
    [
        ("機械学習".encode("shift_jis"), "text/html; charset=Shift_JIS", "機械学習"),
        ("机器学习".encode("gb18030"), "text/html; charset=gb2312", "机器学习"),
        ('<meta charset="euc-jp">論文'.encode("euc_jp"), "text/html", '<meta charset="euc-jp">論文'),
        (
            '<?xml version="1.0" encoding="iso-8859-1"?>é'.encode("latin-1"),
            None,
            '<?xml version="1.0" encoding="iso-8859-1"?>é',
        ),
        ("“quoted”".encode("cp1252"), "text/plain; charset=ISO-8859-1", "“quoted”"),
        ("\ufeff论文".encode("utf-16"), "text/html; charset=utf-8", "\ufeff论文"),
        ("论文".encode(), "text/html; charset=ascii", "论文"),
        ("论文".encode(), "text/html; charset=zip", "论文"),
        (b"\xff\xfe\x00", None, "\ufffd"),
    ],
)
def test_text_is_read_in_its_charset(data: bytes, kind: str | None, text: str):
    assert decode(data, kind) == text


@given(
    st.binary(max_size=200), st.sampled_from([None, "text/html; charset=utf-7", "x; charset=idna", "charset=utf-16"])
)
def test_any_bytes_become_text(data: bytes, kind: str | None):
    assert isinstance(decode(data, kind), str)
