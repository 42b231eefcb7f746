"""An address counts as a picture only if it answers with one that Discord shows and that is worth showing."""

import asyncio

import pytest
from aiohttp import web

from newsletter.picture_check import CheckedPicture, PictureReason, PictureState
from sources.fetcher import Fetcher
from sources.pictures import MAX_BYTES, check_picture
from tests.sources.conftest import Server, fetcher, flood, server, zipped
from tests.sources.pictures_made import gif, jpeg, png, webp
from tests.sources.raw import Write, head, serving

__all__ = ["fetcher", "server"]

WEBP = ("lossy", "lossless", "extended")
SVG = "<svg xmlns='http://www.w3.org/2000/svg' width='640' height='320'/>"


async def check(fetcher: Fetcher, address: str, own: Server) -> CheckedPicture:
    return await check_picture(fetcher, address, own.url)


def verdict(checked: CheckedPicture) -> tuple[PictureState, PictureReason | None]:
    return checked.state, checked.reason


@pytest.mark.parametrize("data", [png(), jpeg(), gif(), *map(webp, WEBP)], ids=["png", "jpeg", "gif", *WEBP])
async def test_a_picture_is_usable_and_its_facts_are_known(server: Server, fetcher: Fetcher, data: bytes):
    """Animated ones too."""
    found = await check(fetcher, server.says("/a", data, Content_Type="image/png"), server)
    assert verdict(found) == (PictureState.USABLE, None)
    assert (found.width, found.height, found.size) == (640, 320, len(data))


async def test_the_bytes_count_not_what_the_server_calls_them(server: Server, fetcher: Fetcher):
    usable = await check(fetcher, server.says("/a.txt", png(), Content_Type="text/html"), server)
    assert (usable.state, usable.kind) == (PictureState.USABLE, "png")


@pytest.mark.parametrize("body", ["<!doctype html><title>Sign in</title>", SVG, ""])
async def test_pages_and_drawings_are_refused_whatever_they_are_called(server: Server, fetcher: Fetcher, body: str):
    found = await check(fetcher, server.says("/a.png", body, Content_Type="image/png"), server)
    assert verdict(found) == (PictureState.REFUSED, PictureReason.NO_PICTURE)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (gif(1, 1), PictureReason.TOO_SMALL),
        (png(120, 20), PictureReason.TOO_SMALL),
        (gif(10_001, 2_000), PictureReason.TOO_WIDE),
        (gif(64, 640), PictureReason.TOO_NARROW),
        (gif(0, 0), PictureReason.DAMAGED),
        (png()[:20], PictureReason.DAMAGED),
    ],
    ids=["pixel", "badge", "wide", "narrow", "empty", "cut off"],
)
async def test_tracking_pixels_badges_rulers_and_damaged_files_are_refused(
    server: Server, fetcher: Fetcher, data: bytes, reason: PictureReason
):
    assert verdict(await check(fetcher, server.says("/a", data), server)) == (PictureState.REFUSED, reason)


async def test_a_size_far_inside_a_photograph_is_found(server: Server, fetcher: Fetcher):
    """A colour profile and a thumbnail of 300 KB come first."""
    found = await check(fetcher, server.says("/a.jpg", jpeg(before=b"\0" * 300_000)), server)
    assert (found.state, found.width) == (PictureState.USABLE, 640)


async def test_a_picture_that_says_it_is_too_large_is_not_read(server: Server, fetcher: Fetcher):
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(MAX_BYTES + 1)})
        await response.prepare(request)
        await asyncio.sleep(5)
        return response

    found = await asyncio.wait_for(check(fetcher, server.does("/a", answer), server), 1)
    assert verdict(found) == (PictureState.REFUSED, PictureReason.TOO_LARGE)


async def test_a_picture_without_end_is_cut_off(server: Server, fetcher: Fetcher):
    sent = 0

    async def answer(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(gif())
        while True:
            await response.write(b"\0" * 100_000)
            sent += 100_000

    found = await check(fetcher, server.does("/a", answer), server)
    assert verdict(found) == (PictureState.REFUSED, PictureReason.TOO_LARGE)
    assert sent < 2 * MAX_BYTES


async def test_only_the_first_bytes_of_a_picture_are_read(server: Server, fetcher: Fetcher):
    """The server says how long it is, so the rest need not come."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "5000000"})
        await response.prepare(request)
        await response.write(gif())
        await asyncio.sleep(5)
        return response

    found = await asyncio.wait_for(check(fetcher, server.does("/a", answer), server), 1)
    assert (found.state, found.size) == (PictureState.USABLE, 5_000_000)


async def test_what_is_no_picture_is_not_read_on(server: Server, fetcher: Fetcher):
    found = await check(fetcher, server.does("/a", flood), server)
    assert verdict(found) == (PictureState.REFUSED, PictureReason.NO_PICTURE)


async def test_a_packed_picture_is_unpacked(server: Server, fetcher: Fetcher):
    found = await check(fetcher, server.says("/a", zipped(png()), Content_Encoding="gzip"), server)
    assert (found.state, found.size) == (PictureState.USABLE, len(png()))


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_an_address_that_is_gone_is_dead(server: Server, fetcher: Fetcher, status: int):
    found = await check(fetcher, server.says("/a", png(), status=status), server)
    assert verdict(found) == (PictureState.DEAD, PictureReason.NOT_FOUND)


@pytest.mark.parametrize("status", [408, 429, 500, 503])
async def test_a_server_in_trouble_is_asked_again(server: Server, fetcher: Fetcher, status: int):
    found = await check(fetcher, server.says("/a", status=status), server)
    assert verdict(found) == (PictureState.PENDING, PictureReason.UNREACHABLE)


async def test_a_host_that_does_not_answer_and_one_that_breaks_off_are_asked_again(fetcher: Fetcher):
    async def serve(path: str, write: Write) -> None:
        await write(head(200, Content_Length="5000") + png()[:12])

    async with serving(serve) as port:
        url = f"http://127.0.0.1:{port}/"
        broken_off = await check_picture(fetcher, url, url)
    unanswered = await check_picture(fetcher, url, url)  # nothing listens there any more
    assert verdict(broken_off) == verdict(unanswered) == (PictureState.PENDING, PictureReason.UNREACHABLE)


async def test_a_redirect_is_followed(server: Server, fetcher: Fetcher):
    server.says("/b", png())
    found = await check(fetcher, server.says("/a", status=302, Location="/b"), server)
    assert (found.state, found.address) == (PictureState.USABLE, server.url + "/a")


@pytest.mark.parametrize("target", ["http://10.0.0.1/a.png", "http://localhost/a.png", "http://[::1]/a.png"])
async def test_a_redirect_into_the_operators_network_is_refused(server: Server, fetcher: Fetcher, target: str):
    found = await check(fetcher, server.says("/a", status=302, Location=target), server)
    assert verdict(found) == (PictureState.REFUSED, PictureReason.PRIVATE_HOST)


async def test_a_document_does_not_reach_the_operators_network(server: Server, fetcher: Fetcher):
    """Not even a host of PAPERBOY_PRIVATE_HOSTS: that is for sources, and Discord could not show it."""
    found = await check_picture(fetcher, server.says("/a", png()))
    assert verdict(found) == (PictureState.REFUSED, PictureReason.PRIVATE_HOST)
    assert server.requests == []
