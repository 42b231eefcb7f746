"""What a server says about times and versions is believed only where it can be used."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from newsletter.errors import SourceError
from sources.fetcher import Fetcher, Validators
from tests.sources.conftest import Server
from tests.sources.raw import Write, head, serving
from tests.sources.test_fetcher import fails

TAGS = [
    b'"\xe9"', b'"caf\xc3\xa9"', b'"\x7f"', b'"' + b"x" * 60_000 + b'"', b'\xef\xbb\xbf"a"', b'"a\tb"', b'"a\x01b"',
    b"*", b"", b'"\x80"',
]  # fmt: skip


@pytest.mark.parametrize("name", ["ETag", "Last_Modified"])
@pytest.mark.parametrize("value", TAGS)
async def test_what_cannot_be_sent_back_is_not_kept(name: str, value: bytes):
    """The page is read all the same, and again the next time."""

    async def serve(path: str, write: Write) -> None:
        await write(head(200, **{name: value}, Content_Length="4") + b"page")

    async with serving(serve) as port, Fetcher(None, ["127.0.0.1"]) as fetcher:
        url = f"http://127.0.0.1:{port}/"
        first = await fetcher.get(url)
        assert (first.data, first.validators) == (b"page", Validators())
        assert (await fetcher.get(url, Validators(value.decode("latin-1"), value.decode("latin-1")))).data == b"page"


async def test_what_can_be_sent_back_is_sent_as_it_came(server: Server, fetcher: Fetcher):
    for tag in ('"a b"', 'W/"weak"', "bare", '"{}~!"'):
        answer = await fetcher.get(server.says("/", b"page", ETag=tag))
        await fetcher.get(server.url + "/", answer.validators)
        assert server.requests[-1].headers["If-None-Match"] == tag


async def test_a_change_in_times_to_come_is_not_believed(server: Server, fetcher: Fetcher):
    """Asked with it, a server would call every later version old."""
    for days, is_kept in ((400, False), (-400, True)):
        when = format_datetime(datetime.now(UTC) + timedelta(days=days), usegmt=True)
        answer = await fetcher.get(server.says("/", b"page", Last_Modified=when))
        assert answer.validators == Validators(None, when if is_kept else None)


async def test_nothing_has_changed_is_no_answer_to_who_has_nothing(server: Server, fetcher: Fetcher):
    """A source that was never read is not called read."""

    async def unchanged(request: web.Request) -> web.Response:
        return web.Response(status=304)

    assert "not told of any version" in await fails(fetcher, server.does("/", unchanged))


@pytest.mark.parametrize(
    ("value", "most", "least"),
    [
        ("120", 120, 120), ("9999999", 9_999_999, 9_999_999), ("9" * 400, float("inf"), 1e20),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0, 0), ("Fri, 31 Dec 9999 23:59:59 GMT", float("inf"), 1e10),
        ("Fri, 31 Dec 9999 23:59:59 -2300", None, None), ("soon", None, None), ("-5", None, None), ("", None, None),
        ("1.5", None, None), ("²", None, None), ("Mon, 99 Foo", None, None), ("nan", None, None),
    ],
)  # fmt: skip
async def test_any_retry_after_is_read_or_left(value: str, most: float | None, least: float | None):
    async def serve(path: str, write: Write) -> None:
        await write(head(503, Retry_After=value, Content_Length="0"))

    async with serving(serve) as port, Fetcher(None, ["127.0.0.1"]) as fetcher:
        with pytest.raises(SourceError) as caught:
            await fetcher.get(f"http://127.0.0.1:{port}/")
    if most is None or least is None:
        assert caught.value.retry_after is None
    else:
        assert caught.value.retry_after is not None
        assert least <= caught.value.retry_after <= most
