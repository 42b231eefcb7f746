"""A feed that has only summaries: the issues are read from the pages of its items."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.ingest.poller import SourcePoller
from sources.config import Source, SourceKind
from sources.fetcher import Fetcher
from sources.items import MAX_ATTEMPTS, is_same_site
from sources.poll import MAX_PAGES
from storage.archive import Archive
from storage.subscriptions.records import DestinationKind, NewSubscription, Target
from tests.empty import make_empty
from tests.sources.conftest import Server, fetcher, server

__all__ = ["fetcher", "server"]

PAGE = (
    "<html><head><title>Gamma Weekly</title></head><body><article><h1>Gamma Weekly — Issue {n}</h1>"
    "<h2>1. Papers</h2>"
    "<h3><a href='https://arxiv.org/abs/2601.{n:05}'>Paper {n}</a></h3><p>What paper {n} says.</p>"
    "</article></body></html>"
)


def item(number: int, link: str) -> str:
    return (
        f"<item><title>Gamma Weekly — Issue {number}</title><link>{link}</link><guid>{number}</guid>"
        f"<pubDate>{number:02} Nov 2026 07:00:00 GMT</pubDate><description>8 papers, 1 update.</description></item>"
    )


def feed(*items: str) -> str:
    return f"<rss version='2.0'><channel><title>Gamma</title>{''.join(items)}</channel></rss>"


class Gamma:
    """The newsletter and the archive that reads it."""

    def __init__(self, archive: Archive, server: Server, fetcher: Fetcher) -> None:
        self.archive, self.server, self.fetcher = archive, server, fetcher
        self.source = Source("gamma", SourceKind.FEED, f"{server.url}/feed", every=timedelta(0))

    def page(self, number: int, **values: Any) -> str:
        return self.server.says(f"/{number}.html", PAGE.format(n=number), **{"Content_Type": "text/html", **values})

    async def poll(self, *items: str) -> list[str]:
        """Read the feed; the sentences that are logged."""
        self.server.says("/feed", feed(*items), ETag='"same"')
        with structlog.testing.capture_logs() as logs:
            await SourcePoller(self.archive, [self.source], self.fetcher).poll()
        return [str(log["reason"]) for log in logs if "reason" in log]

    async def issues(self) -> list[int]:
        stored = [await self.archive.issues.load(ref.id) for ref in await self.archive.issues.find("")]
        return [each.issue.number or 0 for each in stored if each]

    async def posted(self) -> int:
        return sum((await self.archive.deliveries.counts()).values())

    def asked(self, number: int) -> int:
        return sum(request.path == f"/{number}.html" for request in self.server.requests)


@pytest.fixture
async def gamma(tmp_path: Path, server: Server, fetcher: Fetcher):
    async with await Archive.open(make_empty(tmp_path / "archive.db")) as archive:
        await archive.subscriptions.add(
            NewSubscription(Target(DestinationKind.CHANNEL, 5, 6, 7), None), datetime.now(UTC)
        )
        yield Gamma(archive, server, fetcher)


async def test_the_page_of_an_item_is_read_once_and_is_its_issue(gamma: Gamma):
    """With the date of the feed and the address of the page; a relative link leads there too."""
    gamma.page(12)
    assert await gamma.poll(item(12, "/12.html")) == []
    assert await gamma.poll(item(12, "/12.html")) == []
    stored = await gamma.archive.issues.latest()
    assert stored is not None
    assert (stored.issue.number, str(stored.issue.date)) == (12, "2026-11-12")
    assert stored.issue.entries[0].arxiv_id == "2601.00012"
    assert (gamma.asked(12), await gamma.posted()) == (1, 1)


async def test_many_pages_are_read_a_few_at_each_look_and_the_older_ones_are_not_news(gamma: Gamma):
    """The newest come first, and the server is not told that we have the feed before all are read."""
    items = [item(n, gamma.page(n)) for n in range(12, 0, -1)]
    waiting = await gamma.poll(*items)
    assert await gamma.issues() == [12, 11, 10, 9, 8]
    assert len(waiting) == 12 - MAX_PAGES
    assert "was not asked for yet, so it is tried again" in waiting[0]
    await gamma.poll(*items)
    await gamma.poll(*items)
    assert await gamma.issues() == list(range(12, 0, -1))
    assert await gamma.posted() == 1
    assert not any("If-None-Match" in request.headers for request in gamma.server.requests)


async def test_a_page_that_cannot_be_fetched_is_tried_again_and_then_given_up(gamma: Gamma):
    """With a sentence that says what to do."""
    link = gamma.page(12, status=503)
    for _ in range(MAX_ATTEMPTS - 1):
        (said,) = await gamma.poll(item(12, link))
        assert "cannot be fetched: 127.0.0.1 is in trouble (HTTP 503), so it is tried again; name the page" in said
    (said,) = await gamma.poll(item(12, link))
    assert said == (
        "Gamma Weekly — Issue 12 is no issue: the feed gives only a summary of it, and its page "
        f"{link} cannot be fetched: 127.0.0.1 is in trouble (HTTP 503); name the page that has the whole issue as a "
        "source of kind page in sources.toml."
    )
    assert await gamma.poll(item(12, link)) == []
    assert gamma.asked(12) == MAX_ATTEMPTS


async def test_an_issue_whose_page_was_late_is_still_news(gamma: Gamma):
    await gamma.poll(item(1, gamma.page(1)))
    link = gamma.page(2, status=404)
    await gamma.poll(item(2, link), item(1, gamma.page(1)))
    gamma.page(2)
    await gamma.poll(item(2, link), item(1, gamma.page(1)))
    assert (await gamma.issues(), await gamma.posted()) == ([2, 1], 2)


async def test_no_page_of_another_host_is_fetched(gamma: Gamma):
    (said,) = await gamma.poll(item(12, f"http://localhost:{gamma.server.port}/12.html"))
    assert "is on another host, which is not followed; name the page that has the whole issue" in said
    (said,) = await gamma.poll(item(13, ""))
    assert "names no page of it; name the page" in said
    assert [request.path for request in gamma.server.requests] == ["/feed", "/feed"]


async def test_a_page_that_is_no_issue_is_refused_with_both_reasons(gamma: Gamma):
    link = gamma.server.says("/12.html", "<html><body><h1>Soup</h1><p>Boil it.</p></body></html>")
    (said,) = await gamma.poll(item(12, link))
    assert "the feed gives only a summary of it, and its page" in said
    assert "is no issue either" in said


@pytest.mark.parametrize(
    ("link", "feed", "same"),
    [
        ("https://example.org/12", "https://example.org/feed", True),
        ("http://www.example.org/12", "https://example.org/feed", True),
        ("https://example.org/12", "https://feeds.example.org/x", True),
        ("https://blog.example.org/12", "https://example.org/feed", True),
        ("https://badexample.org/12", "https://example.org/feed", False),
        ("https://one.github.io/12", "https://two.github.io/feed", False),
        ("http://127.0.0.1:9200/", "http://127.0.0.1:8000/feed", False),
        ("https://example.org:22/12", "https://example.org/feed", False),
        ("https://example.org:bad/12", "https://example.org/feed", False),
        ("https:///12", "https:///feed", False),
    ],
)
def test_what_counts_as_the_same_site(link: str, feed: str, same: bool):
    assert is_same_site(link, feed) is same
