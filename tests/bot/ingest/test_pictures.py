"""Pictures are checked when an issue comes in, so that its first digest has them, and never hold it up."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

import pytest
import time_machine
from aiohttp import web

from bot.app import _ingest_jobs, build
from bot.ingest.documents import Document, Report
from bot.ingest.picture_warnings import warn_of_pictures
from bot.ingest.pictures import AT_ONCE, PictureChecker
from bot.ingest.pipeline import ingest
from bot.ingest.poller import SourcePoller
from config.settings import Settings
from newsletter.model import ParsedIssue
from sources.config import Catalog, Deliver, Source, SourceKind
from sources.fetcher import Fetcher
from storage.archive import Archive
from storage.pictures import FIRST_RETRY
from storage.records import StoredIssue
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.samples import make_entry, make_issue
from tests.sources.conftest import Server, fetcher, server
from tests.sources.pictures_made import gif, jpeg, png

__all__ = ["fetcher", "server"]

PAGE = (
    "<h1>News #7</h1><h2>1. Papers</h2>"
    "<h3><a href='https://arxiv.org/abs/2102.00554'>One</a></h3><p><img src='{url}/one.jpg'></p><p>Text.</p>"
    "<h3><a href='https://arxiv.org/abs/2011.05315'>Two</a></h3><p><img src='{url}/pixel.gif'></p><p>Text.</p>"
)
FEED = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    ' xmlns:media="http://search.yahoo.com/mrss/"><channel><title>N</title><item><title>News #7</title>'
    "<link>{url}/7</link><guid>7</guid><pubDate>Sun, 01 Nov 2026 10:00:00 GMT</pubDate>"
    f"<content:encoded>{escape(PAGE)}</content:encoded>"
    '<media:content url="{url}/hero.png" medium="image"/></item></channel></rss>'
)


@pytest.fixture
async def checker(archive: Archive, server: Server, fetcher: Fetcher) -> PictureChecker:
    return PictureChecker(archive, fetcher, server.url)


def document(*images: str, image: str | None = None, week: int = 7) -> Document:
    entries = [make_entry(f"Paper {n} of {week}", images=(each,)) for n, each in enumerate(images)]
    issue = make_issue(week, *entries, image=image)
    return Document(Path("issue.md"), content=ParsedIssue(issue, lines=tuple(range(3, 3 + len(images)))))


async def stored_of(archive: Archive, reports: list[Report]) -> StoredIssue:
    assert reports[0].saved
    stored = await archive.issues.load(reports[0].saved.issue_id)
    assert stored
    return stored


async def dangle(request: web.Request) -> web.StreamResponse:
    """A host that takes the question and never answers."""
    await asyncio.sleep(30)
    return web.Response()


async def test_a_feed_with_pictures_is_an_issue_with_pictures(
    archive: Archive, server: Server, fetcher: Fetcher, checker: PictureChecker
):
    """Its own and its entries', as the first digest will show them; a tracking pixel is none."""
    server.says("/hero.png", png(), Content_Type="image/png")
    server.says("/one.jpg", jpeg(), Content_Type="text/plain")
    server.says("/pixel.gif", gif(1, 1), Content_Type="image/gif")
    feed = server.says("/feed", FEED.replace("{url}", server.url), Content_Type="application/rss+xml")
    sources = [Source("news", SourceKind.FEED, feed)]
    await SourcePoller(archive, sources, fetcher, checker.check).poll()
    stored = await archive.issues.latest()
    assert stored
    assert stored.issue.image == stored.hero == f"{server.url}/hero.png"
    assert stored.pictures.keys() == {f"{server.url}/hero.png", f"{server.url}/one.jpg"}


async def test_pictures_are_known_when_the_issue_is_saved(archive: Archive, server: Server, checker: PictureChecker):
    hero, one = server.says("/hero.png", png()), server.says("/one.jpg", jpeg())
    pixel = server.says("/pixel.gif", gif(1, 1))
    reports = await ingest(archive, [document(one, pixel, image=hero)], check_pictures=checker.check)
    assert (await stored_of(archive, reports)).pictures.keys() == {hero, one}
    await checker.check_due()
    assert len(server.requests) == 3


async def test_a_slow_host_holds_up_neither_the_issue_nor_its_delivery(
    archive: Archive, server: Server, fetcher: Fetcher
):
    """The digest goes out with the pictures that are known; the other is checked in the background."""
    await archive.subscriptions.add(NewSubscription(Target(DestinationKind.CHANNEL, 10, 1), None), datetime.now(UTC))
    slow, quick = server.does("/slow.png", dangle), server.says("/quick.png", png())
    checker = PictureChecker(archive, fetcher, server.url, seconds=1.0)
    began = time.monotonic()
    reports = await ingest(archive, [document(slow, image=quick)], check_pictures=checker.check)
    assert time.monotonic() - began < 5
    assert reports[0].saved
    assert reports[0].saved.queued == 1
    assert (await stored_of(archive, reports)).pictures.keys() == {quick}
    server.says("/slow.png", png())
    await checker.check_due()
    assert (await stored_of(archive, reports)).pictures.keys() == {quick, slow}


async def test_a_host_in_trouble_is_asked_again_by_the_job(archive: Archive, server: Server, checker: PictureChecker):
    hero = server.says("/hero.png", status=503)
    reports = await ingest(archive, [document(image=hero)], check_pictures=checker.check)
    server.says("/hero.png", png())
    await checker.check_due()
    assert len(server.requests) == 1
    with time_machine.travel(datetime.now(UTC) + FIRST_RETRY + timedelta(seconds=1)):
        await checker.check_due()
    assert (await stored_of(archive, reports)).hero == hero


async def test_a_dead_address_is_not_asked_for_again(archive: Archive, server: Server, checker: PictureChecker):
    hero = server.says("/hero.png", status=404)
    for week in (7, 8):
        await ingest(archive, [document(image=hero, week=week)], check_pictures=checker.check)
        await checker.check_due()
    assert len(server.requests) == 1


async def test_only_some_pictures_are_checked_before_the_issue_is_saved(
    archive: Archive, server: Server, checker: PictureChecker
):
    """The others of a long issue are checked in the background."""
    addresses = [server.says(f"/{n}.png", gif()) for n in range(AT_ONCE + 4)]
    reports = await ingest(archive, [document(*addresses)], check_pictures=checker.check)
    assert (await stored_of(archive, reports)).pictures.keys() == set(addresses[:AT_ONCE])
    await checker.check_due()
    assert (await stored_of(archive, reports)).pictures.keys() == set(addresses)


async def test_an_archived_issue_is_checked_in_the_background_and_a_correction_before_it_is_shown(
    archive: Archive, server: Server, checker: PictureChecker
):
    hero, other = server.says("/hero.png", png()), server.says("/other.png", png())
    reports = await ingest(archive, [document(image=hero)], Deliver.NONE, check_pictures=checker.check)
    assert server.requests == []
    await checker.check_due()
    assert (await stored_of(archive, reports)).hero == hero
    again = await ingest(archive, [document(image=other)], Deliver.NONE, check_pictures=checker.check)
    assert (await stored_of(archive, again)).hero == other


async def test_without_a_network_nothing_is_checked_until_the_bot_runs(
    archive: Archive, server: Server, checker: PictureChecker
):
    """As `python -m bot ingest` does it."""
    hero = server.says("/hero.png", png())
    reports = await ingest(archive, [document(image=hero)])
    assert (await stored_of(archive, reports)).pictures == {}
    await checker.check_due()
    assert (await stored_of(archive, reports)).pictures.keys() == {hero}


async def test_an_issue_comes_in_where_the_check_itself_fails(
    archive: Archive, server: Server, checker: PictureChecker, monkeypatch: pytest.MonkeyPatch
):
    async def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(type(archive.pictures), "record", fail)
    reports = await ingest(archive, [document(image=server.says("/a.png", png()))], check_pictures=checker.check)
    assert reports[0].saved


async def test_a_check_of_a_document_warns_of_what_would_not_be_shown(server: Server):
    """With the line of the entry; what does not answer now, or is a file beside the document, is not mentioned."""
    usable, dead = server.says("/a.png", png()), server.says("/b.png", status=404)
    busy, page = server.says("/c.png", status=503), server.says("/d.png", "<html>")
    content = document(usable, dead, busy, "img/local.png", image=page).content
    assert content
    async with Fetcher("me@example.org", ["127.0.0.1"]) as fetcher:
        warnings = await warn_of_pictures(content, fetcher, server.url)
    assert [(warning.line, warning.text) for warning in warnings] == [
        (1, f"The picture {page} is neither PNG, JPEG, GIF nor WebP: it is not shown."),
        (4, f"The picture {dead} is not there: it is not shown."),
    ]


@pytest.mark.parametrize("is_on", [True, False])
async def test_the_running_bot_checks_pictures_unless_they_are_switched_off(
    archive: Archive, fetcher: Fetcher, is_on: bool
):
    client = build(archive)
    jobs = _ingest_jobs(client, Settings(pictures=is_on), Catalog(), fetcher)
    assert ("pictures" in jobs, client.check_pictures is not None) == (is_on, is_on)
