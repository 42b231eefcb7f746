"""Redirects are followed within one budget of time and bytes, and open no door that the operator did not open."""

import asyncio
import tracemalloc
import zlib

import pytest
from aiohttp import web

from newsletter.errors import SourceError
from sources.fetcher import Fetcher, Limits, Validators
from tests.sources.conftest import Server
from tests.sources.raw import Write, head, serving
from tests.sources.test_fetcher import fails

MB = 1024 * 1024


async def everywhere(host: str, port: int) -> list[str]:
    """A name server that knows the loopback under every name."""
    return ["127.0.0.1"]


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(1, wbits=31)
    return b"".join([*(packer.compress(bytes(MB)) for _ in range(megabytes)), packer.flush()])


async def test_redirects_are_followed_but_not_for_ever(server: Server, fetcher: Fetcher):
    server.says("/there", b"here")
    moved = await fetcher.get(server.says("/moved", status=301, Location="/there"))
    assert (moved.data, moved.url) == (b"here", server.url + "/there")
    assert "redirects more than" in await fails(fetcher, server.says("/loop", status=302, Location="/loop"))
    assert "refuses (HTTP 302)" in await fails(fetcher, server.says("/nowhere", status=302))


@pytest.mark.parametrize("kind", ["endless", "packed", "packed page", "one byte at a time", "informational", "head"])
async def test_no_response_exhausts_the_memory(kind: str):
    """Whatever a redirect or a page brings behind its head, the process grows by less than 32 MB."""
    packed = bomb(100) if "packed" in kind else b""

    async def serve(path: str, write: Write) -> None:
        match kind:
            case "endless":
                await write(head(302, Location="/next"))
            case "packed":
                await write(head(302, Location="/next", Content_Encoding="gzip") + packed)
            case "packed page":
                await write(head(200, Content_Encoding="gzip") + packed)
            case "one byte at a time":
                await write(head(200, Transfer_Encoding="chunked"))
        more = {"one byte at a time": b"1\r\nx\r\n", "informational": b"HTTP/1.1 103 So\r\n\r\n", "head": b"a: b\r\n"}
        if kind == "head":
            await write(b"HTTP/1.1 200 OK\r\n")
        while True:
            await write(more.get(kind, b"x") * 5_000)

    async with serving(serve) as port, Fetcher(None, ["127.0.0.1"], Limits(seconds=0.5)) as fetcher:
        tracemalloc.start()
        try:
            before, _ = tracemalloc.get_traced_memory()
            await fails(fetcher, f"http://127.0.0.1:{port}/")
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert most - before < 32 * MB


async def test_the_body_of_a_redirect_is_not_read():
    """An endless one is left where it is, and the page behind it is read at once."""

    async def serve(path: str, write: Write) -> None:
        if path == "/":
            await write(head(302, Location="/page"))
            while True:
                await write(b"x" * 100_000)
        await write(head(200, Content_Length="4") + b"page")

    async with serving(serve) as port, Fetcher(None, ["127.0.0.1"], Limits(size=1_000)) as fetcher:
        assert (await fetcher.get(f"http://127.0.0.1:{port}/")).data == b"page"


async def test_the_time_is_for_the_whole_chain(server: Server):
    """Five redirects of a fifth of a second each are too slow together where half a second is allowed."""

    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(0.2)
        return web.Response(status=302, headers={"Location": request.path + "x"})

    for number in range(6):
        server.does("/" + "x" * number, slow)
    async with Fetcher(None, ["127.0.0.1"], Limits(seconds=0.5)) as hasty:
        assert "took longer" in await fails(hasty, server.url + "/")


@pytest.mark.parametrize(
    "location",
    [
        b"http://xn--/x", b"http://xn--a.org/", b"http://127.0.0.1:99999/", b"http://127.0.0.1:0/", b"http://[::1",
        b"http://me:secret@127.0.0.1/", b"file:///etc/passwd", b"javascript:1", b"http://\xff\xfe.org/", b"http:///x",
        b"//", b"http://" + b"a" * 70 + b".org/", b"/" + b"y" * 70_000, b"\xe9", b"http://a b/", b"",
    ],
)  # fmt: skip
async def test_a_redirect_to_no_address_is_a_sentence(location: bytes):
    """However the address is broken."""

    async def serve(path: str, write: Write) -> None:
        await write(head(302, Location=location, Content_Length="0"))

    async with serving(serve) as port, Fetcher(None, ["127.0.0.1"]) as fetcher:
        sentence = await fails(fetcher, f"http://127.0.0.1:{port}/")
        assert len(sentence) < 600


async def test_a_host_that_is_opened_is_open_for_the_source_that_names_it_alone(server: Server):
    """A source inside may redirect on its own host; a source outside, or on another host, may not lead there."""
    inside = server.says("/inside", b"page").replace("127.0.0.1", "nas.local")
    other = inside.replace("nas.local", "other.local")
    moved = server.says("/moved", status=302, Location=inside).replace("127.0.0.1", "NAS.local.")
    async with Fetcher(None, ["nas.local", "other.local"], resolver=everywhere) as fetcher:
        assert (await fetcher.get(inside)).data == b"page"
        assert (await fetcher.get(moved)).data == b"page"
        server.says("/moved", status=302, Location=other)
        assert "only for a source that names it" in await fails(fetcher, moved)
        with pytest.raises(SourceError, match="only for a source that names it"):
            await fetcher.get(inside, configured_url="https://news.example.org/feed")
        assert (await fetcher.get(inside, configured_url="http://nas.local/feed")).data == b"page"


async def test_an_unchanged_page_is_only_taken_for_the_page_that_was_read(server: Server, fetcher: Fetcher):
    """An address that leads to another page today asks for it whole, though the two have one ETag."""

    async def page(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(text=request.path, headers={"ETag": '"1"'})

    for path in ("/week-1", "/week-2"):
        server.does(path, page)
    latest = server.says("/latest", status=302, Location="/week-1")
    first = await fetcher.get(latest)
    assert first.validators == Validators('"1"', None, server.url + "/week-1")
    again = await fetcher.get(latest, first.validators)
    assert (again.data, again.validators) == (None, first.validators)
    server.says("/latest", status=302, Location="/week-2")
    assert (await fetcher.get(latest, first.validators)).data == b"/week-2"


async def test_cookies_are_not_kept(server: Server):
    """Neither within a chain of redirects nor for another host of the same domain."""
    server.says("/next", b"page")
    cookie = {"Set_Cookie": "a=b; Domain=.platform.test; Path=/"}
    evil = server.says("/", status=302, Location="/next", **cookie).replace("127.0.0.1", "evil.platform.test")
    async with Fetcher(None, ["evil.platform.test", "good.platform.test"], resolver=everywhere) as fetcher:
        await fetcher.get(evil)
        await fetcher.get(evil.replace("evil", "good") + "next")
    assert all("Cookie" not in request.headers for request in server.requests)
